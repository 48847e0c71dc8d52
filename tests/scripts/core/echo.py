# What echo=True prints.
from sqlalchemy import *

engine = create_engine('sqlite://', echo=True)
metadata = MetaData()
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('n', Integer))
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(t), [{'n': 1}, {'n': 2}])
    conn.execute(insert(t).values(n=3))
    conn.execute(insert(t).values(n=4))
    conn.execute(text('SELECT 1')).all()
    conn.exec_driver_sql('SELECT 2').all()
    conn.execute(insert(t).returning(t.c.id), [{'n': 5}, {'n': 6}]).all()
    with conn.begin_nested():
        conn.execute(select(t).where(t.c.n.in_([1, 2]))).all()
with engine.connect() as conn:
    conn.execute(select(t)).all()
engine.echo = False
with engine.connect() as conn:
    conn.execute(select(t)).all()
loud = create_engine('sqlite://', echo='debug', logging_name='loud')
with loud.connect() as conn:
    conn.execute(text('SELECT 1 AS a, :x AS b'), {'x': 'y'}).all()
