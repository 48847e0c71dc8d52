// The engine's home: a module worker of its own, so that no script can block the page, and Stop is
// `terminate()`. Its name says which flavour of the engine to load: `sqlite` or `gluesql`.
//
// In:  { modules: { engine, database } }  compiled wasm, if an earlier worker has compiled it; sent once, first
//      { id, document, compare }       JSON text of the lab's `Document`; whether experiments follow the run
// Out: { kind: 'ready', modules }      the engine is loaded; its compiled wasm, for the next worker; sent once
//      { kind: 'report', id, report }  JSON text of the lab's `Report`, without experiments: the reader sees it at once;
//                                      the first of a worker may be followed by another with truer times
//      { kind: 'full', id, report }    the same with the loading strategies compared and the fixes measured
//      { kind: 'worn' }                its memory has grown large, and wasm's memory never shrinks: use another next time
//      { kind: 'failed', id?, message }  the engine could not be loaded, or broke

const ENGINE = 'ormlab_wasm_bg.wasm';
const DATABASE = './sql-wasm.wasm';
const flavour = self.name === 'gluesql' ? 'gluesql' : 'sqlite';
const home = new URL(`../engine/${flavour}/`, import.meta.url);
/** Bytes of wasm memory with which a worker is not used again. */
const WORN = 256 * 2 ** 20;

/** Milliseconds of a first run after which it is not repeated for better times. */
const SOON = 800;

let isFresh = true;
let memory;
let arrive;
const modules = new Promise((resolve) => { arrive = resolve; });
const compiled = compileAll();
const opened = open();

self.onmessage = async ({ data }) => {
  if (data.modules) {
    arrive(data.modules);
    return;
  }
  try {
    answer(await opened, data);
  } catch (error) {
    fail(error, data.id);
  }
};

opened.then(async () => postMessage({ kind: 'ready', modules: await compiled }), (error) => fail(error));

/** The playground of this flavour; SQLite's own module is there for SQLite alone. */
async function open() {
  const [{ Playground }, database] = await Promise.all([openEngine(), flavour === 'sqlite' ? openSqlJs() : undefined]);
  return new Playground(database);
}

async function openEngine() {
  const code = new URL('ormlab_wasm.js', home).href;
  const [module, { engine }] = await Promise.all([import(code), compiled]);
  ({ memory } = await module.default({ module_or_path: engine ?? new URL(ENGINE, home) }) ?? {});
  return module;
}

async function openSqlJs() {
  const [{ default: initSqlJs }, { database }] = await Promise.all([import('sql.js'), compiled]);
  const instantiateWasm = (imports, done) => {
    WebAssembly.instantiate(database, imports).then((instance) => done(instance, database));
    return {};
  };
  const locateFile = () => new URL(DATABASE, import.meta.url).href;
  return initSqlJs(database ? { instantiateWasm } : { locateFile });
}

/** What was handed in, or what this worker compiles while it arrives. */
async function compileAll() {
  const given = await modules;
  const [engine, database] = await Promise.all([
    given.engine ?? compile(new URL(ENGINE, home)),
    given.database ?? (flavour === 'sqlite' ? compile(new URL(DATABASE, import.meta.url)) : undefined),
  ]);
  return { engine, database };
}

/** Where a file cannot be compiled as it arrives, its own loader tries, and says what is wrong. */
function compile(url) {
  return WebAssembly.compileStreaming(fetch(url)).catch(() => undefined);
}

function answer(playground, { id, document, compare }) {
  const asked = JSON.parse(document);
  const run = (experiments) => playground.runJson(JSON.stringify({
    ...asked, options: { ...asked.options, compareLoading: experiments, measureFixes: experiments },
  }));
  const began = performance.now();
  postMessage({ kind: 'report', id, report: run(false) });
  // The browser compiles a function when it is first called, so the first times say more of that than
  // of Core and ORM. Where that is quick they are taken again, before the reader has read them.
  if (compare && isFresh && performance.now() - began < SOON) postMessage({ kind: 'report', id, report: run(false) });
  isFresh = false;
  if (compare) postMessage({ kind: 'full', id, report: run(true) });
  if (memory?.buffer.byteLength > WORN) postMessage({ kind: 'worn' });
}

/** A trap leaves the wasm instance poisoned: the page replaces this worker. */
function fail(error, id) {
  postMessage({ kind: 'failed', id, message: reason(error) });
}

/** What a trap says in the browser's words means nothing to a reader. */
function reason(error) {
  if (error instanceof WebAssembly.RuntimeError) return 'the script needed more memory than there is, or met a mistake of ours. The text is as you left it, and a fresh engine is ready.';
  if (error instanceof RangeError) return 'the script went too deep for the stack. The text is as you left it, and a fresh engine is ready.';
  return error instanceof Error ? error.message : String(error);
}
