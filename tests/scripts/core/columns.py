# Columns of tables, aliases, subqueries: the collections and what they print.
from sqlalchemy import *

metadata = MetaData()
users = Table(
    'users', metadata,
    Column('id', Integer, primary_key=True),
    Column('name', String(30), nullable=False, key='handle'),
    Column('age', Integer, default=5, server_default='7', comment='years'),
)
addresses = Table('addresses', metadata, Column('id', Integer, primary_key=True), Column('user_id', ForeignKey('users.id', ondelete='CASCADE')))
print(users.c.keys(), users.columns.handle.name, 'name' in users.c, 'handle' in users.c, len(users.c))
print(repr(users.c.age), repr(users), sep='\n')
print([c.name for c in users.c], users.c[0], users.c['id', 'age'].keys(), users.c[1:].keys())
print(users.c.id is users.c.id, users.c.get('nothing'), users.primary_key, [c.name for c in users.primary_key])
print(addresses.c.user_id.type, addresses.c.user_id.foreign_keys, addresses.foreign_keys)
key = list(addresses.foreign_keys)[0]
print(key.column, key.parent, key.target_fullname, key.ondelete, key.constraint.elements)
print(addresses.c.user_id.references(users.c.id), users.c.id.primary_key, users.c.age.nullable, users.c.age.default.arg, users.c.age.server_default.arg)
alias = users.alias('u')
print(alias.c.keys(), alias.c.handle, alias.name, alias.c.handle.table is alias, repr(alias.c.age))
sub = select(users.c.id, users.c.handle.label('h'), func.count().label('n')).group_by(users.c.id).subquery('s')
print(sub.c.keys(), sub.c.h, sub.c.n.type, sub.c.id.primary_key, sub.name)
print(select(sub.c.h).where(sub.c.n > 1))
cte = select(users).cte('c')
print(cte.c.keys(), select(cte.c.handle))
join = users.join(addresses)
print(join.c.keys(), join.left is users, join.onclause, join)
print(select(users).selected_columns.keys(), select(users.c.id, users.c.id).selected_columns.keys())
stmt = select(users, addresses)
print(stmt.selected_columns.keys())
for wrong in [lambda: users.c.nothing, lambda: users.c['nothing'], lambda: users.c.id in users.c, lambda: users.nothing, lambda: users.c.id.nothing, lambda: select(users).c]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
print(metadata.tables['users'] is users, list(metadata.tables), metadata, users in metadata, 'users' in metadata)
print(column('x'), column('x', Integer).type, table('q', column('a'), column('b')).c.keys(), select(table('q', column('a'))))
print(users.c.id == users.c.id, bool(users.c.id == users.c.id), bool(users.c.id == users.c.age), bool(users.c.id != users.c.age), {users.c.id: 1}[users.c.id])
