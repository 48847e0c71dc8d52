"""User-defined types, and types of single dialects."""
from sqlalchemy import (
    Column, Integer, MetaData, Sequence, String, Table, create_engine, func, select,
)
from sqlalchemy.dialects import mysql as my, postgresql as pg
from sqlalchemy.types import UserDefinedType


class Doubled(UserDefinedType):
    cache_ok = True

    def __init__(self, precision=8):
        self.precision = precision

    def get_col_spec(self, **kw):
        return "DOUBLED(%s)" % self.precision

    def bind_processor(self, dialect):
        def process(value):
            return value * 2

        return process

    def result_processor(self, dialect, coltype):
        def process(value):
            return value + 1

        return process


engine = create_engine("sqlite://")
table = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("a", Doubled(3)))
table.create(engine)
with engine.begin() as connection:
    connection.execute(table.insert(), {"a": 5})
    print(connection.execute(select(table)).all())
    print(connection.execute(select(table.c.a).where(table.c.a == 5)).scalar())
print(repr(Doubled(3)), str(Doubled(3)), table.c.a + 1, repr((table.c.a + 1).type))

for kind in [
    pg.INET(), pg.CIDR(), pg.MACADDR(), pg.BYTEA(), pg.CITEXT(), pg.TSVECTOR(), pg.INTERVAL(),
    pg.MONEY(), pg.OID(), pg.BIT(5), pg.UUID(), pg.ARRAY(Integer), pg.DOUBLE_PRECISION(),
]:
    print(type(kind).__name__, kind.compile(dialect=pg.dialect()))
for kind in [
    my.LONGTEXT(), my.MEDIUMTEXT(), my.TINYTEXT(), my.TINYINT(1), my.YEAR(), my.MEDIUMINT(),
    my.LONGBLOB(), my.VARCHAR(5),
]:
    print(type(kind).__name__, kind.compile(dialect=my.dialect()))

number = Sequence("q")
print(select(number.next_value()).compile(dialect=pg.dialect()))
