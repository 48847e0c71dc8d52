from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Values,
    column,
    delete,
    func,
    select,
    update,
    values,
)
from sqlalchemy.dialects import mysql, postgresql, sqlite

metadata = MetaData()
ship = Table(
    "ship",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(20)),
    Column("weight", Integer),
)
crew = Table(
    "crew",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("ship_id", ForeignKey("ship.id")),
    Column("name", String(20)),
    Column("changed", DateTime, onupdate=func.now()),
    Column("version", Integer, onupdate=7),
)
pair = ship.c.id == crew.c.ship_id


def show(statement, *dialects):
    for dialect in dialects or (mysql, postgresql, sqlite):
        try:
            compiled = statement.compile(dialect=dialect.dialect())
            print(compiled)
            print("   ", compiled.params)
        except Exception as error:
            print(type(error).__name__, error)


show(update(ship).where(pair).where(crew.c.name == "Ann").values(name="Argo"))
show(update(ship).where(pair).values({ship.c.name: "Argo", crew.c.name: "Ann"}))
show(update(ship).where(pair).values({crew.c.name: ship.c.name, ship.c.weight: 1}), mysql)
show(update(ship.join(crew)).values({ship.c.name: "Argo", crew.c.name: "Ann"}), mysql)
show(delete(ship).where(pair).where(crew.c.name == "Ann"))
show(delete(ship).using(ship.join(crew)).where(crew.c.name == "Ann"), mysql, postgresql)
show(delete(ship).using(crew).where(pair), mysql, postgresql)

rows = Values(ship.c.id, ship.c.name, name="news").data([(1, "Argo"), (2, "Bounty")])
show(update(ship).values(name=rows.c.name).where(ship.c.id == rows.c.id))
light = values(column("a", Integer), column("b", String), name="v", literal_binds=True)
print(select(light.data([(1, "x"), (2, "y")])))
