# Subqueries, EXISTS, scalar subqueries, CTEs, UNION.
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

counts = select(addresses.c.user_id, func.count().label('n')).group_by(addresses.c.user_id).subquery()
recent = select(users).where(users.c.age > 20).cte('recent')
number = select(func.count(addresses.c.id)).where(addresses.c.user_id == users.c.id).scalar_subquery()
with engine.connect() as conn:
    for stmt in [
        select(users.c.name, counts.c.n).join(counts, users.c.id == counts.c.user_id),
        select(users.c.name).where(exists().where(addresses.c.user_id == users.c.id)),
        select(users.c.name).where(~select(addresses.c.id).where(addresses.c.user_id == users.c.id).exists()),
        select(users.c.name, number.label('n')).order_by(users.c.id),
        select(users.c.name).where(users.c.id.in_(select(addresses.c.user_id))),
        select(recent.c.name).where(recent.c.age < 40).order_by(recent.c.name),
        union(select(users.c.name).where(users.c.id < 3), select(users.c.name).where(users.c.id > 1)),
        union_all(select(users.c.id), select(addresses.c.user_id)).order_by('id').limit(3),
        select(users.c.name).where(users.c.age == select(func.max(users.c.age)).scalar_subquery()),
    ]:
        print(stmt)
        print(conn.execute(stmt).all())
