# Column defaults: values, callables, with a context, onupdate, SQL expressions.
from sqlalchemy import *

engine = create_engine('sqlite://')
metadata = MetaData()
calls = []


def number():
    calls.append('number')
    return len(calls)


def doubled(context):
    return context.get_current_parameters()['n'] * 2


t = Table(
    't', metadata,
    Column('id', Integer, primary_key=True),
    Column('n', Integer, default=number),
    Column('twice', Integer, default=doubled),
    Column('state', String(10), default='new', onupdate='changed'),
    Column('size', Integer, default=func.length('abcd')),
)
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(t))
    conn.execute(insert(t), [{'n': 10}, {'n': 20}])
    conn.execute(insert(t).values(n=30, state='given'))
    conn.execute(update(t).where(t.c.id == 1).values(n=99))
    for row in conn.execute(select(t)):
        print(row)
print(calls)
