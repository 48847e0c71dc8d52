# INSERT, UPDATE, DELETE: rowcount, keys, defaults, RETURNING.
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

with engine.begin() as conn:
    result = conn.execute(insert(users).values(name='erin', age=22))
    print(result.inserted_primary_key, result.rowcount, result.lastrowid, result.returns_rows, result.is_insert)
    result = conn.execute(users.insert(), [{'name': 'f'}, {'name': 'g'}])
    print(result.rowcount)
    result = conn.execute(insert(users).values([{'name': 'h', 'age': 1}, {'name': 'i', 'age': 2}]))
    print(result.rowcount)
    print(conn.execute(insert(users).values(name='j').returning(users.c.id, users.c.name)).all())
    result = conn.execute(insert(users).returning(users.c.id), [{'name': 'k'}, {'name': 'l'}])
    print(result.all())
    result = conn.execute(update(users).where(users.c.name == 'erin').values(age=users.c.age + 1))
    print(result.rowcount)
    print(conn.execute(users.update().values(age=0).where(users.c.age.is_(None)).returning(users.c.name)).scalars().all())
    conn.execute(update(users).where(users.c.name == bindparam('who')).values(age=bindparam('new')), [{'who': 'f', 'new': 5}, {'who': 'g', 'new': 6}])
    print(conn.execute(delete(users).where(users.c.age < 3)).rowcount)
    print(conn.execute(users.delete().where(users.c.id.in_(select(addresses.c.user_id))).returning(users.c.name)).all())
    conn.execute(insert(users).from_select(['name', 'age'], select(users.c.name + '2', users.c.age).where(users.c.name == 'erin')))
    print(conn.execute(select(users.c.id, users.c.name, users.c.age)).all())
    print(insert(users), update(users).values(name='x'), delete(users), sep='\n')
