# CREATE TABLE and friends, printed for several dialects; the types.
from sqlalchemy import *
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.schema import AddConstraint, CreateIndex, CreateTable, DropTable, DropConstraint, CreateSequence

metadata = MetaData(naming_convention={'ix': 'ix_%(column_0_label)s', 'uq': 'uq_%(table_name)s_%(column_0_name)s', 'ck': 'ck_%(table_name)s_%(constraint_name)s', 'fk': 'fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s', 'pk': 'pk_%(table_name)s'})
parent = Table('parent', metadata, Column('id', BigInteger, Identity(start=5), primary_key=True), Column('name', Unicode(20), unique=True), schema='main')
child = Table(
    'child', metadata,
    Column('id', Integer, primary_key=True),
    Column('parent_id', ForeignKey(parent.c.id, onupdate='CASCADE', deferrable=True, initially='DEFERRED')),
    Column('Mixed Case', String(5), index=True), Column('select', Text), Column('total', Integer, Computed('id * 2', persisted=True)),
    Column('flag', Boolean(create_constraint=True, name='flag')), Column('kind', Enum('a', 'b', name='kind')), Column('amount', Numeric(8, 2), server_default=text('0')), Column('made', DateTime(timezone=True), server_default=func.now()), Column('data', LargeBinary), Column('doc', JSON), Column('key', Uuid), Column('f', Float(5)), Column('dd', Double), Column('iv', Interval), Column('si', SmallInteger), Column('dt', Date), Column('tm', Time), Column('ch', CHAR(3)), Column('vc', VARCHAR(9, collation='NOCASE')), Column('ts', TIMESTAMP), Column('de', DECIMAL(5)),
    CheckConstraint('id > 0', name='positive'), UniqueConstraint('parent_id', 'flag', name='both'), Index('by_kind', 'kind', unique=True), comment='the children', sqlite_autoincrement=True,
)
for dialect in [None, sqlite.dialect(), postgresql.dialect(), mysql.dialect()]:
    for element in [CreateTable(parent), CreateTable(child, if_not_exists=True), DropTable(child), *[CreateIndex(index) for index in sorted(child.indexes, key=lambda index: index.name)]]:
        try:
            print(element.compile(dialect=dialect))
        except Exception as error:
            print(type(error).__name__, error)
print(CreateTable(child).element is child, [index.name for index in sorted(child.indexes, key=lambda index: str(index.name))])
functional = Index('lowered', func.lower(child.c['Mixed Case']), postgresql_where=child.c.id > 5)
print(CreateIndex(functional), CreateIndex(functional).compile(dialect=postgresql.dialect()))
for kind in [Integer, Integer(), String(50), String(), Text, Numeric(10, 2), Numeric, Float, Boolean(), DateTime(), DateTime(timezone=True), Enum('a', 'b'), LargeBinary(5), JSON, Uuid, ARRAY(Integer), VARCHAR(20), CHAR, Interval(), Unicode(3), BigInteger()]:
    kind = kind() if isinstance(kind, type) else kind
    shown = [repr(kind)]
    for dialect in [None, sqlite.dialect(), postgresql.dialect(), mysql.dialect()]:
        try:
            shown.append(str(kind.compile(dialect=dialect)))
        except Exception as error:
            shown.append(type(error).__name__)
    print(shown)
print(String(50).with_variant(Text(), 'mysql').compile(dialect=mysql.dialect()), String(50).length, Numeric(5, 2).scale, Integer().python_type)
engine = create_engine('sqlite://')
again = MetaData()
Table('a', again, Column('id', Integer, primary_key=True), Column('b_id', Integer, ForeignKey('b.id')))
Table('b', again, Column('id', Integer, primary_key=True))
again.create_all(engine, tables=[again.tables['b']])
again.create_all(engine)
again.tables['a'].drop(engine)
again.drop_all(engine, checkfirst=False) if False else again.drop_all(engine)
for wrong in [lambda: Table('a', again, Column('id', Integer)), lambda: Table('x', again, 'id'), lambda: Table('y', MetaData(), Column('id', Integer, ForeignKey('nope.id'))).c.id.foreign_keys.pop().column, lambda: Column('a', 5), lambda: Table('z', MetaData(), UniqueConstraint('q')), lambda: ForeignKeyConstraint(['a'], ['b.a', 'b.b']), lambda: String(5, 6, 7, 8), lambda: Column('x', Integer, frob=1)]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
