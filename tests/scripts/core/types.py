# Values of each type, to the database and back.
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

import datetime
import decimal
import enum


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


things = Table(
    'things', metadata,
    Column('id', Integer, primary_key=True),
    Column('b', Boolean), Column('f', Float), Column('n', Numeric(10, 2)), Column('t', Text), Column('d', Date),
    Column('dt', DateTime), Column('ti', Time), Column('bin', LargeBinary), Column('e', Enum(Level)), Column('j', JSON),
    Column('iv', Interval), Column('big', BigInteger), Column('u', Unicode(5)), Column('p', SmallInteger),
)
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(things), {
        'b': True, 'f': 1.5, 'n': decimal.Decimal('12.30'), 't': 'é', 'd': datetime.date(2024, 5, 6),
        'dt': datetime.datetime(2024, 5, 6, 7, 8, 9, 123), 'ti': datetime.time(1, 2), 'bin': b'\x00\xff', 'e': Level.HIGH,
        'j': {'a': [1, None]}, 'iv': datetime.timedelta(hours=3), 'big': 2 ** 40, 'u': 'ü', 'p': 3,
    })
    conn.execute(insert(things), {'id': 7})
    for row in conn.execute(select(things)):
        print(row)
    print(conn.execute(select(things.c.id).where(things.c.dt > datetime.datetime(2024, 1, 1), things.c.e == Level.HIGH)).all())
    try:
        conn.execute(insert(things), {'dt': 'yesterday'})
    except Exception as error:
        print(type(error).__name__, error)
    try:
        conn.execute(insert(things), {'e': 'MIDDLE'})
    except Exception as error:
        print(type(error).__name__, error)
