# Rows and results: the ways to fetch them.
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

stmt = select(users.c.id, users.c.name, users.c.age).order_by(users.c.id)
with engine.connect() as conn:
    result = conn.execute(stmt)
    row = result.fetchone()
    print(row, row.id, row[1], row.age, row._mapping['name'], row._fields, tuple(row), len(row), row == (1, 'alice', 30))
    print(result.fetchmany(2), result.fetchall(), result.fetchone(), list(result.keys()))
    print(conn.execute(stmt).first(), conn.execute(stmt.where(users.c.id == 2)).one(), conn.execute(stmt.where(users.c.id == 9)).one_or_none())
    print(conn.execute(stmt).scalars().all(), conn.execute(stmt).scalars(1).first(), conn.execute(stmt).scalar())
    print(conn.execute(stmt).mappings().all()[1], conn.execute(stmt).mappings().first()['age'])
    for number, name, age in conn.execute(stmt):
        print(number, name, age)
    print([part for part in conn.execute(stmt.with_only_columns(users.c.id)).partitions(3)])
    print(conn.execute(select(addresses.c.user_id)).unique().all(), conn.execute(stmt).columns('name', 'id').all()[:2])
    print(row._asdict(), 'alice' in row, row.count(30), [type(value).__name__ for value in row])
    print(conn.execute(select(users.c.name, users.c.name.label('again')).limit(1)).keys())
    for wrong in [lambda: conn.execute(stmt).one(), lambda: conn.execute(stmt.where(false())).one(), lambda: row.nope, lambda: row['id']]:
        try:
            wrong()
        except Exception as error:
            print(type(error).__module__, type(error).__name__, error)
    result = conn.execute(stmt)
    result.close()
    try:
        result.all()
    except Exception as error:
        print(type(error).__name__, error)
