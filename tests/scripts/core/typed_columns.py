from decimal import Decimal
from typing import Optional

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Named,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    create_engine,
    insert,
    select,
)

metadata = MetaData()


class keyed(TypedColumns):
    number = Column(Integer, primary_key=True)


class harbour_cols(keyed):
    name: Named[str] = Column(String(40))
    depth: Named[Optional[Decimal]]
    tide: Named[float | None] = Column("tide_height")


class berth_cols(keyed):
    harbour: Column[int] = Column(ForeignKey("harbour.number"))
    label: Named[str]


harbour = Table("harbour", metadata, harbour_cols, UniqueConstraint("name"))
berth = Table("berth", metadata, berth_cols)
print(repr(harbour))
print(repr(berth))
print(harbour.with_cols(harbour_cols) is harbour)

engine = create_engine("sqlite://")
metadata.create_all(engine)
with engine.begin() as connection:
    connection.execute(insert(harbour), [{"name": "North", "tide": 1.5}])
    connection.execute(insert(berth).values(harbour=1, label="A"))
    print(connection.execute(select(harbour, berth.c["label", "harbour"]).join(berth)).all())


def attempt(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


class unknown(TypedColumns):
    shape: Named[list]


class bare(TypedColumns):
    size: int


class wrong(TypedColumns):
    size = 3


class untyped(TypedColumns):
    size = Column()


attempt(harbour_cols)
for columns in (unknown, bare, wrong, untyped):
    attempt(lambda: Table("attempt", metadata, columns))
attempt(lambda: Table("attempt", metadata, Column("a", Integer), harbour_cols))


def with_method():
    class methodical(TypedColumns):
        def size(self):
            return 1


attempt(with_method)
print(sorted(metadata.tables))
