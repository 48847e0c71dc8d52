from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    aggregate_order_by,
    create_engine,
    func,
    insert,
    select,
    tuple_,
    exists,
    column,
)
from sqlalchemy.dialects import mysql, postgresql

metadata = MetaData()
word = Table(
    "word",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("text", String),
    Column("place", Integer),
)

joined = func.group_concat(word.c.text, "-").aggregate_order_by(word.c.place.desc())
print(type(joined).__name__, repr(joined.type))
print(select(joined))
print(select(aggregate_order_by(func.array_agg(word.c.text), word.c.place, word.c.id)))
strings = func.aggregate_strings(word.c.text, ", ").aggregate_order_by(word.c.place)
for dialect in (mysql, postgresql):
    print(select(strings.label("all")).compile(dialect=dialect.dialect()))
print(joined.filter(word.c.place > 1))
try:
    func.count(word.c.id).aggregate_order_by()
except TypeError as error:
    print(error)

engine = create_engine("sqlite://")
metadata.create_all(engine)
with engine.begin() as connection:
    rows = [{"text": text, "place": place} for place, text in enumerate("abc")]
    connection.execute(insert(word), rows)
    connection.execute(select(func.group_concat(word.c.text, "-")))

# Columns of an operand are not labelled, though their names occur twice.
other = word.alias("other")
print(tuple_(column("x"), column("y")).in_(select(word.c.id, other.c.id)))
print(exists(select(word.c.id, other.c.id)))
print(select(word.c["text", "place"], other.c.id))
try:
    print(select(word.c.id).where(word.c.place == select(word.c.id).correlate(word).scalar_subquery()))
    print(select(word.c.id).where(select(word.c.id, other.c.id).exists().where(word.c.id == 1)))
    print(select(word, other).where(select(word.c.id, other.c.id).scalar_subquery() == 1))
except Exception as error:
    print(type(error).__name__, str(error).split("'")[0])
