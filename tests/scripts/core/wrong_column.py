# A column that the table has not.
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select

engine = create_engine('sqlite://')
users = Table('users', MetaData(), Column('id', Integer, primary_key=True), Column('name', String(30)))
users.metadata.create_all(engine)
with engine.connect() as conn:
    print(conn.execute(select(users).where(users.c.nmae == 'alice')).all())
