# Constraints that the database refuses, each caught.
from sqlalchemy import *
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError, DBAPIError

engine = create_engine('sqlite://')
metadata = MetaData()
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('name', String(5), nullable=False, unique=True), CheckConstraint('length(name) < 9'))
metadata.create_all(engine)
with engine.connect() as conn:
    conn.execute(insert(t).values(name='a'))
    for stmt in [insert(t).values(name='a'), insert(t).values(name=None), insert(t).values(id=1, name='b'), insert(t).values(name='far too long'), text('SELECT * FROM nowhere'), text('SELEC 1')]:
        try:
            conn.execute(stmt)
        except DBAPIError as error:
            print(type(error).__name__, isinstance(error, SQLAlchemyError), error.code, error.statement, error.params, type(error.orig).__name__, error.orig)
    try:
        conn.execute(insert(t), [{'name': 'p'}, {'name': 'a'}])
    except IntegrityError as error:
        print(error)
    print(conn.execute(select(t)).all())
    conn.execute(insert(t).values(nome='x'))
