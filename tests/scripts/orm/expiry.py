from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

class Base(DeclarativeBase):
    pass

class Item(Base):
    __tablename__ = 'item'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    price: Mapped[float] = mapped_column(default=1.5)

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
Maker = sessionmaker(engine, expire_on_commit=False)

with Maker() as session:
    item = Item(name='a')
    session.add(item)
    print(item.price)
    session.commit()
    print(item.name, item.price)
    session.connection().execute(text("update item set name = 'z'"))
    print(item.name)
    session.expire(item)
    print(item.name)
    session.expire_all()
    print(item.price)

with Maker.begin() as session:
    session.add(Item(name='b'))

with Maker() as session:
    print([i.name for i in session.scalars(select(Item).order_by(Item.id))])
    with session.begin_nested():
        session.add(Item(name='c'))
    try:
        with session.begin_nested():
            session.add(Item(name='d'))
            session.flush()
            raise ValueError('no')
    except ValueError as error:
        print('caught', error)
    session.commit()
    print(session.scalars(select(Item.name).order_by(Item.id)).all())

with Maker() as session:
    one = session.get(Item, 1)
    one.name = 'changed'
    session.flush()
    session.rollback()
    print(one.name)
    session.execute(update(Item).where(Item.id == 1).values(name='bulk'))
    print(one.name)
    with session.no_autoflush:
        session.add(Item(name='late'))
        print(session.scalars(select(Item.name)).all())
    print(session.scalars(select(Item.name)).all())

try:
    with Session(engine) as session, session.begin():
        session.add(Item(name='never'))
        raise RuntimeError('stop')
except RuntimeError as error:
    print(error)
with Session(engine) as session:
    print(session.scalars(select(Item.name)).all())
