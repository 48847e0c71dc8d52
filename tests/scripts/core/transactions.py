# Transactions: begin, savepoints, errors within, closed connections.
from sqlalchemy import *

engine = create_engine('sqlite://')
metadata = MetaData()
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('n', Integer, unique=True))
metadata.create_all(engine)


def count():
    with engine.connect() as conn:
        return conn.scalar(select(func.count()).select_from(t))


with engine.connect() as conn:
    print(conn.in_transaction(), conn.closed)
    conn.execute(insert(t).values(n=1))
    print(conn.in_transaction(), conn.get_transaction().is_active)
    conn.rollback()
    print(conn.in_transaction())
print(count())
with engine.connect() as conn:
    with conn.begin():
        conn.execute(insert(t).values(n=1))
        nested = conn.begin_nested()
        conn.execute(insert(t).values(n=2))
        print(conn.in_nested_transaction(), type(nested).__name__)
        nested.rollback()
        try:
            with conn.begin_nested():
                conn.execute(insert(t).values(n=1))
        except exc.IntegrityError as error:
            print(error.orig)
        with conn.begin_nested():
            conn.execute(insert(t).values(n=3))
    try:
        conn.execute(select(t))
        conn.begin()
    except exc.InvalidRequestError as error:
        print(error)
print(count())
try:
    with engine.begin() as conn:
        conn.execute(insert(t).values(n=9))
        raise ValueError('no')
except ValueError as error:
    print(error, count())
print(conn.closed)
for wrong in [lambda: conn.execute(select(t)), lambda: conn.commit()]:
    try:
        wrong()
        print('no error')
    except Exception as error:
        print(type(error).__name__, error)
with engine.connect().execution_options(isolation_level='AUTOCOMMIT') as conn:
    conn.execute(insert(t).values(n=20))
print(count())
with engine.connect() as conn:
    trans = conn.begin()
    conn.execute(delete(t))
    trans.rollback()
    try:
        trans.commit()
    except Exception as error:
        print(type(error).__name__, error)
print(count())
