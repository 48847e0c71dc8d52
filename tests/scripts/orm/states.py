from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, object_session
from sqlalchemy.orm.exc import DetachedInstanceError, ObjectDeletedError, UnmappedInstanceError

class Base(DeclarativeBase):
    pass

class Thing(Base):
    __tablename__ = 'thing'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    def __repr__(self):
        return f'Thing({self.name})'

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)

def state(obj):
    i = inspect(obj)
    return [n for n in ('transient', 'pending', 'persistent', 'deleted', 'detached') if getattr(i, n)]

session = Session(engine)
a = Thing(name='a')
print(state(a), a in session, object_session(a))
session.add(a)
print(state(a), a in session, session.new, object_session(a) is session)
session.flush()
print(state(a), session.new, len(session.identity_map), inspect(a).identity)
a.name = 'b'
print(session.dirty, session.is_modified(a), inspect(a).attrs.name.history)
session.commit()
print(inspect(a).expired, inspect(a).unloaded)
print(a.name, inspect(a).expired)
b = session.get(Thing, 1)
print(a is b)
print(session.scalars(select(Thing)).one() is a)
session.delete(a)
print(session.deleted, state(a))
session.flush()
print(state(a))
session.commit()
print(state(a))
print(session.get(Thing, 1))

c = Thing(name='c')
session.add(c)
session.commit()
session.expunge(c)
print(state(c))
try:
    c.name
except DetachedInstanceError as error:
    print(error)

d = Thing(name='d')
session.add(d)
session.commit()
session.close()
print(state(d), session.in_transaction())
session.add(d)
print(d.name)
other = Session(engine)
for wrong in (lambda: session.add(5), lambda: other.add(d), lambda: session.add(None), lambda: other.delete(Thing())):
    try:
        wrong()
    except (InvalidRequestError, UnmappedInstanceError) as error:
        print(type(error).__name__, str(error)[:30])
session.expire(d, ['name'])
print(inspect(d).unloaded)
d.name = 'changed'
session.refresh(d)
print(d.name)
