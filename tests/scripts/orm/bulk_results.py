# What statements with many rows of a mapped class give back.
from sqlalchemy import column, create_engine, delete, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Seed(Base):
    __tablename__ = "seed"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    note: Mapped[str | None]
    picture: Mapped[bytes | None]

    def __repr__(self):
        return f"Seed({self.name}, {self.note})"


def attempt(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    result = session.execute(insert(Seed), [{"name": "a"}, {"name": "b", "picture": b"\x00p"}])
    print(type(result).__name__)
    attempt(lambda: result.rowcount)
    attempt(lambda: result.all())
    result = session.execute(update(Seed), [{"id": 1, "name": "z"}])
    print(type(result).__name__)
    attempt(lambda: result.rowcount)
    rows = [{"name": "c"}, {"name": "d"}, {"name": "e", "note": "x"}, {"name": "f"}]
    result = session.scalars(insert(Seed).returning(Seed), rows)
    print(type(result).__name__, result.all())
    result = session.execute(update(Seed).values(note="q").where(Seed.id > 2))
    print(type(result).__name__, result.rowcount)
    result = session.execute(insert(Seed).values(name="g"))
    print(type(result).__name__, result.inserted_primary_key)
    print(type(session.execute(select(Seed))).__name__)
    result = session.execute(delete(Seed))
    print(type(result).__name__, result.rowcount)

print((column("a") + column("b")).self_group().op("->")(column("c")), column("a").self_group())
