from sqlalchemy import create_engine, delete, insert, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, mapped_column, scoped_session, sessionmaker

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
session = Session(engine)

def show(result):
    print(type(result).__name__, getattr(result, 'returns_rows', '-'), getattr(result, 'rowcount', '-'))
    for name in ('keys', 'all', 'scalars'):
        try:
            found = getattr(result, name)()
            print('  ', name, type(found).__name__, list(found) if name == 'keys' else '')
        except Exception as error:
            print('  ', name, type(error).__name__, error)

show(session.execute(insert(User), [{'name': 'a'}, {'name': 'b'}]))
show(session.execute(insert(User).values(name='c')))
show(session.execute(insert(User).returning(User.id), [{'name': 'd'}]))
show(session.execute(update(User), [{'id': 1, 'name': 'z'}]))
show(session.execute(update(User).where(User.id == 1).values(name='y')))
show(session.execute(delete(User).where(User.id == 2)))
show(session.execute(select(User)))
show(session.execute(select(User.id, User.name)))
show(session.execute(text('SELECT 1 AS one')))
print(session.execute(select(User).order_by(User.id)).scalars().first().name)
print(session.execute(select(User.name).where(User.id == 3)).scalar_one())
print(session.scalars(select(User.name).order_by(User.id)).partitions(2).__next__())
print([row.t for row in session.execute(select(User.id, User.name).limit(1))])
print(session.execute(select(User.id).where(User.id > 99)).first(), session.scalar(select(User.id).where(User.id > 99)))
for wrong in (lambda: session.execute(select(User)).one(), lambda: session.scalars(select(User)).one_or_none(), lambda: session.execute(select(User.id).where(User.id > 99)).scalar_one()):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)

db = scoped_session(sessionmaker(bind=engine))
Model = declarative_base()
Model.query = db.query_property()
class Item(Model):
    __tablename__ = 'items'
    from sqlalchemy import Column, Integer, String
    id = Column(Integer, primary_key=True)
    name = Column(String)
Model.metadata.create_all(engine)
db.add(Item(name='i'))
db.commit()
print(Item.query.filter_by(name='i').count(), [i.name for i in Item.query.order_by(Item.id)], Item.query.get(1).name)
db.remove()
