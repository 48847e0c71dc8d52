# Textual SQL with parameters and columns.
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
    result = conn.execute(text('SELECT id, name FROM users WHERE age > :least ORDER BY id'), {'least': 26})
    print(result.keys(), result.all())
    conn.execute(text('INSERT INTO users (name, age) VALUES (:name, :age)'), [{'name': 'x', 'age': 1}, {'name': 'y', 'age': 2}])
    stmt = text('SELECT id, name FROM users').columns(users.c.id, users.c.name)
    print(conn.execute(stmt.limit(1) if hasattr(stmt, 'limit') else stmt).all())
    print(conn.execute(select(users.c.name).where(text('age < :top')).params(top=3)).all())
    print(conn.execute(text('SELECT :a + 1'), {'a': 2}).scalar(), text("SELECT ':no' , \\:x").text)
    print(conn.exec_driver_sql('SELECT count(*) FROM users').scalar(), conn.exec_driver_sql('SELECT ?', (5,)).scalar())
    try:
        conn.execute(text('SELECT :missing'))
    except Exception as error:
        print(type(error).__name__, error)
    conn.rollback()
