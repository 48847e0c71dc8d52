# Conditions in WHERE, and what print(stmt) shows.
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
        select(users).where(users.c.name == 'alice'),
        select(users.c.name).where(users.c.age > 26, users.c.name != 'dave'),
        select(users.c.name).where(or_(users.c.age < 26, users.c.age.is_(None))),
        select(users.c.name).where(and_(users.c.age.between(20, 35), not_(users.c.name.like('%c%')))),
        select(users.c.name).where(users.c.name.in_(['alice', 'bob', 'zoe'])),
        select(users.c.name).where(users.c.name.not_in([])),
        select(users.c.name).where(users.c.age.is_not(None)).where(users.c.name.startswith('a') | users.c.name.endswith('b')),
        select(users.c.name).where(users.c.name.contains('aro')),
        select(users.c.name).where(~(users.c.age == 30)),
        select(users.c.name).where(users.c.name.ilike('ALI%')),
        select(users.c.name).where((users.c.age + 5) * 2 > 60, users.c.age % 2 == 1),
        select(users.c.name).where(users.c.age == None),
        select(users.c.name).where(False),
    ]:
        print(stmt)
        print(conn.execute(stmt).fetchall())
