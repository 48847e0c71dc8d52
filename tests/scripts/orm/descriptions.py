# What a statement says of the things that it selects.
from sqlalchemy import ForeignKey, func, literal, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, mapped_column


class Base(DeclarativeBase):
    pass


class Pearl(Base):
    __tablename__ = "pearl"
    id: Mapped[int] = mapped_column(primary_key=True)
    hue: Mapped[str] = mapped_column("colour")
    shell_id: Mapped[int] = mapped_column(ForeignKey("pearl.id"))


other = aliased(Pearl, name="other")
unnamed = aliased(Pearl)
table = Pearl.__table__
statements = [
    select(Pearl, Pearl.id, other, other.hue, unnamed, unnamed.id),
    select(Pearl.id.label("x"), func.count(Pearl.id), Pearl.hue + "x", literal(3)),
    select(table.c.id, table.c.colour, Pearl),
    select(table, table.c.id + 1, func.now()),
]
for statement in statements + [Session().query(Pearl, Pearl.hue, other)]:
    for description in statement.column_descriptions:
        shown = {
            "name": description["name"],
            "type": description["type"],
            "aliased": description.get("aliased"),
            "expr": str(description["expr"]),
            "entity": str(description.get("entity")),
        }
        print(shown)
