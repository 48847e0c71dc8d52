# Inspectors, reflected tables, metadata.reflect.
from sqlalchemy import *

engine = create_engine('sqlite://')
metadata = MetaData()
Table('users', metadata, Column('id', Integer, primary_key=True), Column('name', String(30), nullable=False, server_default='x'), Column('n', Numeric(5, 2)), Index('ix', 'name', unique=True), UniqueConstraint('n', name='uq'), CheckConstraint('n > 1', name='ck'))
Table('posts', metadata, Column('id', Integer, primary_key=True), Column('user_id', ForeignKey('users.id', ondelete='CASCADE')))
metadata.create_all(engine)
inspector = inspect(engine)
print(inspector.get_table_names(), inspector.get_view_names(), inspector.has_table('users'), inspector.has_table('x'), inspector.default_schema_name)
for column in inspector.get_columns('users'):
    print(column)
print(inspector.get_pk_constraint('users'), inspector.get_foreign_keys('posts'), inspector.get_indexes('users'), inspector.get_unique_constraints('users'), inspector.get_check_constraints('users'))
posts = Table('posts', MetaData(), autoload_with=engine)
print(repr(posts), list(posts.metadata.tables))
again = MetaData()
again.reflect(engine)
print(sorted(again.tables), repr(again.tables['users'].c.name), [constraint.name for constraint in again.tables['users'].constraints if isinstance(constraint, UniqueConstraint)])
with engine.connect() as conn:
    print(inspect(conn).get_table_names(), conn.execute(select(again.tables['users'])).all())
try:
    inspector.get_columns('nothing')
except exc.NoSuchTableError as error:
    print(type(error).__name__, error)
try:
    Table('nothing', MetaData(), autoload_with=engine)
except exc.NoSuchTableError as error:
    print(type(error).__name__, error)
try:
    inspect(5)
except exc.NoInspectionAvailable as error:
    print(error)
