// One connection to sql.js: prepares, binds, steps, and packs all rows of a statement so that they cross to
// wasm at once. Integers and reals keep their types, which `Statement.get()` loses.
//
// Works with any sql.js module: `Database` with `prepare`, and SQLite's C functions that every build exports.

const NULL = 0, INTEGER = 1, REAL = 2, TEXT = 3, BLOB = 4, BIG = 5;
const SQLITE_TYPE = [NULL, INTEGER, REAL, TEXT, BLOB, NULL];
const CACHED = 100;

/** A connection to a fresh database in memory, or to the one that `anchor` (a connection) has open. */
export function connect(SQL, anchor) {
  const database = anchor ? sibling(SQL, anchor.database.filename) : new SQL.Database();
  database.create_function('regexp', (pattern, text) => (text === null ? null : Number(new RegExp(pattern, 'u').test(text))));
  return { SQL, database, statements: new Map(), shared: Boolean(anchor), pointer: null };
}

/**
 * A second handle on a database file. sql.js names the file of a database by a random number and takes no name,
 * so the number is given to it.
 */
function sibling(SQL, filename) {
  const number = Number(filename.replace('dbfile_', ''));
  const { random } = Math;
  Math.random = () => (number + 0.5) / (2 ** 32 - 1);
  try {
    return new SQL.Database();
  } finally {
    Math.random = random;
  }
}

export function close(connection) {
  for (const { statement } of connection.statements.values()) statement.free();
  connection.statements.clear();
  // `Database.close()` would remove the file under the others.
  if (connection.shared) connection.SQL._sqlite3_close_v2(connection.database.db);
  else connection.database.close();
}

/** Runs a statement; `reals` are the positions of numbers to be bound as REAL although they are whole. */
export function execute(connection, sql, parameters, reals) {
  const { SQL, database } = connection;
  const { statement, pointer } = prepared(connection, sql);
  try {
    if (parameters.length) statement.bind(parameters);
    for (const at of reals) SQL._sqlite3_bind_double(pointer, at + 1, parameters[at]);
    const columns = SQL._sqlite3_column_count(pointer);
    const packed = pack(SQL, statement, pointer, columns);
    packed.columns = columns ? statement.getColumnNames() : [];
    packed.modified = database.getRowsModified();
    return packed;
  } finally {
    statement.reset();
  }
}

/** Runs a statement without rows once for each set; gives the sum of the rows changed. */
export function executeMany(connection, sql, sets, reals) {
  const { SQL, database } = connection;
  const { statement, pointer } = prepared(connection, sql);
  let modified = 0;
  try {
    for (let set = 0; set < sets.length; set++) {
      statement.bind(sets[set]);
      for (const at of reals[set]) SQL._sqlite3_bind_double(pointer, at + 1, sets[set][at]);
      while (statement.step());
      modified += database.getRowsModified();
    }
  } finally {
    statement.reset();
  }
  return modified;
}

export function lastRowid(connection) {
  return execute(connection, 'SELECT last_insert_rowid()', [], []).numbers[0];
}

function prepared(connection, sql) {
  const { statements } = connection;
  const known = statements.get(sql);
  if (known) {
    statements.delete(sql);
    statements.set(sql, known);
    return known;
  }
  const statement = connection.database.prepare(sql);
  const made = { statement, pointer: pointerOf(connection, statement) };
  if (hasTail(connection.SQL, made.pointer, sql)) {
    statement.free();
    throw new Error('You can only execute one statement at a time.');
  }
  statements.set(sql, made);
  if (statements.size > CACHED) {
    const [oldest, { statement: unused }] = statements.entries().next().value;
    statements.delete(oldest);
    unused.free();
  }
  return made;
}

/** The address of SQLite's own statement; its property has another name in each build. */
function pointerOf(connection, statement) {
  connection.pointer ??= Object.keys(statement).find((name) => typeof statement[name] === 'number' && statement[name] > 1024);
  return statement[connection.pointer];
}

function hasTail(SQL, pointer, sql) {
  const first = SQL.UTF8ToString(SQL._sqlite3_sql(pointer));
  return /[^\s;]/.test(sql.slice(first.length).replace(/--.*$/gm, '').replace(/\/\*[\s\S]*?\*\//g, ''));
}

/** Bytes that are no UTF-8 were replaced, which changed how many there are. */
function checkText(SQL, statement, pointer, column, text) {
  if (SQL.lengthBytesUTF8(text) === SQL._sqlite3_column_bytes(pointer, column)) return;
  throw new Error(`Could not decode to UTF-8 column '${statement.getColumnNames()[column]}' with text '${text}'`);
}

function pack(SQL, statement, pointer, columns) {
  const tags = [], numbers = [], lengths = [], texts = [], blobs = [];
  while (statement.step()) {
    for (let column = 0; column < columns; column++) {
      let tag = SQLITE_TYPE[SQL._sqlite3_column_type(pointer, column)];
      if (tag === INTEGER || tag === REAL) {
        const number = SQL._sqlite3_column_double(pointer, column);
        if (tag === INTEGER && !Number.isSafeInteger(number)) tag = BIG;
        else numbers.push(number);
      }
      if (tag === TEXT || tag === BIG) {
        const address = SQL._sqlite3_column_text(pointer, column);
        const text = typeof address === 'string' ? address : SQL.UTF8ToString(address, SQL._sqlite3_column_bytes(pointer, column), true);
        if (text.includes('\uFFFD')) checkText(SQL, statement, pointer, column, text);
        texts.push(text);
        lengths.push(text.length);
      } else if (tag === BLOB) {
        blobs.push(statement.getBlob(column));
      }
      tags.push(tag);
    }
  }
  return { tags: Uint8Array.from(tags), numbers: Float64Array.from(numbers), lengths: Uint32Array.from(lengths), text: texts.join(''), blobs };
}
