# Results: freezing, merging, unique, partitions, closing; rows as tuples and mappings.
from sqlalchemy import *

engine = create_engine('sqlite://')
numbers = text('SELECT 1 AS n, 2 AS m UNION ALL SELECT 1, 2 UNION ALL SELECT 3, 4')
with engine.connect() as conn:
    frozen = conn.execute(numbers).freeze()
    print(frozen().all(), frozen().scalars().all(), list(frozen().keys()))
    merged = conn.execute(numbers).merge(conn.execute(numbers))
    print(len(merged.all()))
    print(conn.execute(numbers).unique().all(), conn.execute(numbers).unique(lambda row: row.n > 2).all(), conn.execute(numbers).scalars('m').unique().all())
    print([len(part) for part in conn.execute(numbers).partitions(2)], [row for row in conn.execute(numbers).yield_per(1)])
    result = conn.execute(numbers)
    print(next(result), result.fetchone(), result.closed, result.fetchone(), result.fetchone(), result.closed)
    result = conn.execute(numbers)
    with result:
        print(result.first(), result.closed)
    row = conn.execute(numbers).first()
    print(row.n, row[1], row[-1], row[0:1], len(row), row == (1, 2), row != (1, 2), row < (2, 0), hash(row) == hash((1, 2)), 2 in row, list(row), tuple(row), row._fields, row._asdict(), [*row], sorted([row, (0, 9)]))
    mapping = row._mapping
    print(mapping, mapping['n'], 'n' in mapping, list(mapping), dict(mapping), list(mapping.items()), list(mapping.values()), mapping.get('x', 5), mapping == {'n': 1, 'm': 2}, len(mapping), {**mapping})
    print(conn.execute(numbers).mappings().all(), conn.execute(numbers).mappings().first(), conn.execute(numbers).mappings().keys())
    one = text('SELECT 1 AS n')
    print(conn.execute(one).one(), conn.execute(one).scalar_one(), conn.execute(one).scalar_one_or_none(), conn.execute(one).scalars().one(), conn.execute(one).mappings().one(), conn.execute(text('SELECT 1 WHERE 0')).scalar(), conn.execute(text('SELECT 1 WHERE 0')).scalars().first())
    first, second = conn.execute(numbers).first()
    print(first, second, f'{row}', '%s-%s' % (row.n, row.m))
    t = table('t', column('a'), column('b'))
    labelled = conn.execute(select(literal(1).label('x'), literal(2).label('x'), literal(3))).first()
    print(labelled, labelled._fields)
    for wrong in [lambda: row.nothing, lambda: row['n'], lambda: row[5], lambda: row._mapping['q'], lambda: labelled.x, lambda: conn.execute(numbers).one(), lambda: conn.execute(numbers).scalar_one(), lambda: conn.execute(text('SELECT 1 WHERE 0')).one(), lambda: conn.execute(numbers).scalars('q'), lambda: conn.execute(text('CREATE TABLE q (a)')).all(), lambda: setattr(row, 'n', 5), lambda: conn.execute(numbers).scalars().nothing]:
        try:
            print(wrong())
        except Exception as error:
            print(type(error).__name__, error)
    result = conn.execute(text('CREATE TABLE t (a INTEGER PRIMARY KEY, b)'))
    print(result.returns_rows, result.rowcount, result.closed)
    result = conn.execute(text('INSERT INTO t (b) VALUES (:b)'), [{'b': 1}, {'b': 2}])
    print(result.rowcount, result.is_insert, result.returns_rows)
    real = Table('t', MetaData(), Column('a', Integer, primary_key=True), Column('b', Integer))
    result = conn.execute(insert(real).values(b=5))
    print(result.inserted_primary_key, result.inserted_primary_key.a, result.lastrowid, result.last_inserted_params(), result.rowcount)
    result = conn.execute(update(real).values(b=7).where(real.c.a > 1))
    print(result.rowcount, result.last_updated_params())
    row = conn.execute(select(real)).first()
    print(row._mapping[real.c.b], row.b, real.c.a in row._mapping)
