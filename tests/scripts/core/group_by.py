# Aggregates, GROUP BY, HAVING, func.
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

count = func.count(addresses.c.id).label('n')
with engine.connect() as conn:
    for stmt in [
        select(func.count()).select_from(users),
        select(func.count(users.c.age), func.sum(users.c.age), func.avg(users.c.age), func.min(users.c.name), func.max(users.c.age)),
        select(users.c.name, count).join(addresses).group_by(users.c.name).having(count > 1),
        select(users.c.name, count).outerjoin(addresses).group_by(users.c.id).order_by(count.desc(), users.c.name),
        select(func.upper(users.c.name), func.length(users.c.name).label('long')).where(func.lower(users.c.name) == 'bob'),
        select(func.coalesce(users.c.age, 0).label('age'), func.count(users.c.id.distinct())).group_by('age').order_by('age'),
        select(func.now().label('x')).where(literal(False)),
    ]:
        print(stmt)
        result = conn.execute(stmt)
        print(list(result.keys()), result.all())
    print(conn.scalar(select(func.count(users.c.id))), conn.execute(select(func.max(users.c.age))).scalar_one())
