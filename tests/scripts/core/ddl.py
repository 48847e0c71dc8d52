# CREATE TABLE with every sort of constraint, in dependency order; DROP; defaults.
from sqlalchemy import *

engine = create_engine('sqlite://')
metadata = MetaData()
Table(
    'child', metadata,
    Column('id', Integer, primary_key=True),
    Column('parent_id', Integer, ForeignKey('parent.id', ondelete='CASCADE', name='fk_parent')),
    Column('code', String(8), unique=True, index=True),
    Column('score', Numeric(5, 2), server_default=text('0')),
    Column('made', DateTime, server_default=func.now()),
    CheckConstraint('score >= 0', name='positive'),
    UniqueConstraint('parent_id', 'code'),
)
Table('parent', metadata, Column('id', Integer, primary_key=True), Column('a', Integer), Column('b', Text, default='x'), Index('ix_ab', 'a', 'b'))
Table('pair', metadata, Column('x', Integer, primary_key=True), Column('y', Integer, primary_key=True), ForeignKeyConstraint(['x'], ['parent.id']))
metadata.create_all(engine)
print([table.name for table in metadata.sorted_tables], list(metadata.tables))
child = metadata.tables['child']
print(child.c.keys(), child.primary_key.columns.keys(), repr(child.c.code), list(child.foreign_keys)[0].target_fullname, child)
with engine.begin() as conn:
    conn.execute(insert(metadata.tables['parent']).values(a=1))
    conn.execute(insert(child).values(parent_id=1, code='k'))
    print(conn.execute(select(child.c.score, child.c.code)).all(), conn.execute(select(metadata.tables['parent'])).all())
metadata.create_all(engine)
metadata.drop_all(engine)
from sqlalchemy.schema import CreateTable, CreateIndex
print(CreateTable(child))
inspector = inspect(engine)
print(inspector.get_table_names())
