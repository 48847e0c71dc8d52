# ORDER BY, LIMIT, OFFSET, DISTINCT.
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

with engine.connect() as conn:
    for stmt in [
        select(users.c.name).order_by(users.c.name.desc()).limit(2),
        select(users.c.name).order_by(users.c.age.asc().nulls_last(), desc('name')).limit(2).offset(1),
        select(users.c.name).offset(2),
        select(addresses.c.user_id).distinct(),
        select(users.c.name.label('who')).order_by('who').slice(1, 3),
        select(users.c.id, users.c.name).order_by(None),
    ]:
        print(stmt)
        print(conn.execute(stmt).all())
