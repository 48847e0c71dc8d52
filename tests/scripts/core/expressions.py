# CASE, CAST, literals, labels, operators, bind parameters.
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

size = case((users.c.age < 30, 'young'), (users.c.age.is_(None), 'unknown'), else_='grown')
with engine.connect() as conn:
    for stmt in [
        select(users.c.name, size.label('size')),
        select(case({'alice': 1, 'bob': 2}, value=users.c.name, else_=0)).order_by(users.c.id),
        select(cast(users.c.age, String), type_coerce(users.c.name, String)),
        select(users.c.name + ' is ' + cast(users.c.age, String)).where(users.c.age.is_not(None)),
        select(literal('x').label('x'), literal_column('1 + 1').label('two'), null(), true(), false()),
        select(users.c.name.concat('!'), -users.c.age, users.c.age / 2, users.c.age // 2),
        select(users.c.name.collate('NOCASE')),
        select(extract('year', func.date('2024-05-06'))),
        select(tuple_(users.c.id, users.c.name).in_([(1, 'alice'), (2, 'x')])),
        select(users.c.id.op('|')(8), users.c.name.regexp_match('^a').label('r')).where(users.c.id == 99),
    ]:
        print(stmt)
        print(conn.execute(stmt).all() if 'REGEXP' not in str(stmt.compile(engine)) else 'not run')
    stmt = select(users.c.name).where(users.c.age > bindparam('least'))
    print(stmt, conn.execute(stmt, {'least': 28}).scalars().all())
    print(stmt.compile().params, select(users).where(users.c.id == 5).compile(compile_kwargs={'literal_binds': True}))
