# Joins: on a foreign key, with an ON clause, outer, with an alias.
from sqlalchemy import *

engine = create_engine('sqlite://')
metadata = MetaData()
users = Table(
    'users', metadata,
    Column('id', Integer, primary_key=True),
    Column('name', String(30), nullable=False),
    Column('age', Integer),
)
addresses = Table(
    'addresses', metadata,
    Column('id', Integer, primary_key=True),
    Column('user_id', ForeignKey('users.id'), nullable=False),
    Column('email', String(60)),
)
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(users), [
        {'name': 'alice', 'age': 30}, {'name': 'bob', 'age': 25}, {'name': 'carol', 'age': None}, {'name': 'dave', 'age': 41},
    ])
    conn.execute(insert(addresses), [
        {'user_id': 1, 'email': 'alice@example.com'}, {'user_id': 1, 'email': 'al@work.example'}, {'user_id': 2, 'email': None},
    ])

other = users.alias()
pal = users.alias('pal')
with engine.connect() as conn:
    for stmt in [
        select(users.c.name, addresses.c.email).join(addresses),
        select(users.c.name, addresses.c.email).select_from(users.outerjoin(addresses)).order_by(users.c.id, addresses.c.id),
        select(users.c.name, addresses.c.email).join_from(users, addresses, isouter=True).order_by(users.c.id, addresses.c.id),
        select(users.c.name, addresses.c.email).select_from(users.join(addresses, users.c.id == addresses.c.user_id)).where(addresses.c.email.is_not(None)),
        select(users.c.name, other.c.name).where(users.c.age < other.c.age).order_by(users.c.id, other.c.id),
        select(users.c.name, pal.c.name.label('pal')).join(pal, and_(pal.c.age > users.c.age, pal.c.id != users.c.id)),
        select(users.c.name, addresses.c.email).where(users.c.id == addresses.c.user_id),
    ]:
        print(stmt)
        for row in conn.execute(stmt):
            print('  ', row)
