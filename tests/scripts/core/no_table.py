# A table that was never created.
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select

engine = create_engine('sqlite://')
users = Table('users', MetaData(), Column('id', Integer, primary_key=True), Column('name', String(30)))
with engine.connect() as conn:
    conn.execute(select(users))
