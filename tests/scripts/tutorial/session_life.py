# The life of objects in a session: states, expiry, rollback, refresh, identity.
from sqlalchemy import create_engine, inspect, select, update, delete
from sqlalchemy.exc import IntegrityError, NoResultFound, MultipleResultsFound, InvalidRequestError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.orm.exc import DetachedInstanceError


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column(default=0)


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
Make = sessionmaker(engine)


def states(item):
    state = inspect(item)
    return [name for name in ("transient", "pending", "persistent", "deleted", "detached") if getattr(state, name)]


item = Item(name="one")
print(states(item), item.count)
session = Make()
session.add(item)
print(states(item), item in session, session.new)
session.flush()
print(states(item), item.id, item.count, len(session.new), session.dirty)
session.commit()
print(item.name)
item.name = "uno"
print(item in session.dirty, session.is_modified(item), inspect(item).attrs.name.history)
session.rollback()
print(item.name)
same = session.get(Item, 1)
print(same is item, session.get(Item, 99))
session.add(Item(name="one"))
try:
    session.commit()
except IntegrityError as error:
    print(type(error).__name__, error.orig)
try:
    session.query(Item).all()
except Exception as error:
    print(type(error).__name__, str(error).splitlines()[0][:90])
session.rollback()
print(session.query(Item).count())
session.execute(update(Item).where(Item.id == 1).values(count=Item.count + 5))
print(item.count)
with session.begin_nested():
    session.add(Item(name="two"))
try:
    with session.begin_nested():
        session.add(Item(name="two"))
except IntegrityError:
    print("nested rolled back")
print([i.name for i in session.scalars(select(Item).order_by(Item.id))])
for kind in ("one", "scalar_one"):
    for name in ("nope", "two"):
        result = session.execute(select(Item).where(Item.name == name))
        try:
            print(getattr(result, kind)())
        except NoResultFound as error:
            print(error)
        except Exception as error:
            print(type(error))
        else:
            print("found")
try:
    session.scalars(select(Item)).one()
except MultipleResultsFound as error:
    print(error)
session.delete(item)
print(states(item), session.deleted)
session.flush()
print(states(item))
session.commit()
print(states(item))
print(session.execute(delete(Item).where(Item.name == "two")).rowcount)
session.commit()
left = Item(name="left")
session.add(left)
session.commit()
session.close()
try:
    print(left.name)
except DetachedInstanceError as error:
    print(type(error).__name__, str(error).split(" at 0x")[0], str(error)[-60:])
with Make.begin() as session:
    merged = session.merge(Item(id=3, name="merged"))
    print(merged.name, states(merged))
    session.flush()
    session.refresh(merged)
try:
    Item(nonsense=1)
except TypeError as error:
    print(error)
print(Item.name == "x", Item.__table__.c.keys(), Item(id=5).count)
