# Objects of the rows of other statements: text, unions, RETURNING; columns that the rows lack.
from sqlalchemy import ForeignKey, create_engine, insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Fish(Base):
    __tablename__ = "fish"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    weight: Mapped[float | None]
    scales: Mapped[list["Scale"]] = relationship(back_populates="fish")

    def __repr__(self):
        return f"Fish({self.name})"


class Scale(Base):
    __tablename__ = "scale"
    id: Mapped[int] = mapped_column(primary_key=True)
    fish_id: Mapped[int] = mapped_column(ForeignKey("fish.id"))
    fish: Mapped[Fish] = relationship(back_populates="scales")


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Fish(name="cod", weight=2.5, scales=[Scale(), Scale()]), Fish(name="eel")])
    session.commit()

with Session(engine) as session:
    statement = select(Fish).from_statement(text("SELECT * FROM fish ORDER BY name DESC"))
    print(statement, type(statement).__name__)
    print(session.scalars(statement).all())

with Session(engine) as session:
    partial = text("SELECT id, name FROM fish WHERE name = :name")
    cod = session.scalars(select(Fish).from_statement(partial), {"name": "cod"}).one()
    print(cod, cod.weight)
    typed = text("SELECT name, id, weight FROM fish").columns(Fish.name, Fish.id, Fish.weight)
    print(session.scalars(select(Fish).from_statement(typed)).all())

with Session(engine) as session:
    both = select(Fish).where(Fish.id == 1).union_all(select(Fish).where(Fish.id == 2))
    print(session.execute(select(Fish, Fish.name).from_statement(both)).all())
    loaded = select(Fish).from_statement(both).options(selectinload(Fish.scales))
    print([len(fish.scales) for fish in session.scalars(loaded)])
    added = insert(Fish).values(name="ray").returning(Fish)
    print(session.scalars(select(Fish).from_statement(added)).all())
    for wanted, sql in ((Fish, "SELECT name FROM fish"), (Fish.weight, "SELECT name FROM fish")):
        try:
            print(session.scalars(select(wanted).from_statement(text(sql))).all())
        except Exception as error:
            print(type(error).__name__, error)
