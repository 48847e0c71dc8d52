# What Oracle would be sent.
from sqlalchemy import *
from sqlalchemy.dialects import oracle
from sqlalchemy.schema import CreateTable

metadata = MetaData()
ore = Table(
    "ore",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(30), nullable=False),
    Column("level", Float),
    Column("degree", Integer),
    Column("_grade", Numeric(8, 2)),
    Column("mined", DateTime),
    Column("note", Text),
    Column("is_rare", Boolean),
    Column("weight", BigInteger),
    Column("when", TIMESTAMP(timezone=True)),
    Column("image", LargeBinary),
    Column("wide", Double),
    Column("plain", String),
    Column("doubled", Integer, Computed("weight * 2")),
)
other = ore.alias("other")


def show(statement, **kwargs):
    try:
        compiled = statement.compile(dialect=oracle.dialect(), **kwargs)
        print(compiled)
        print("   ", compiled.params if hasattr(compiled, "params") else "")
    except Exception as error:
        print(type(error).__name__, error)


print(oracle.dialect().name, oracle.dialect().driver, oracle.dialect().paramstyle)
print(CreateTable(ore).compile(dialect=oracle.dialect()))
show(select(func.now()))
show(select(literal(5), func.sysdate(), func.user(), func.current_date()))
show(select(func.char_length(ore.c.name), func.pow(ore.c.id, 2), ore.c.id % 5))
show(select(func.dig(5).column_valued("d")))
show(select(func.dig(5).table_valued("a", "b", name="t")))
show(select(ore.c.id).join(other, ore.c.id == other.c.weight).where(other.c.level > 3))
show(select(ore.c.id).where(ore.c.level == 3, ore.c["_grade"] == 4, ore.c.id.in_([1, 2])))
show(select(ore.c.id).order_by(ore.c.id).limit(5))
show(select(ore.c.id).order_by(ore.c.id).limit(5).offset(10))
show(select(ore.c.id).offset(10))
show(select(ore.c.id).fetch(3, with_ties=True))
show(select(ore.c.id).limit(5), compile_kwargs={"render_postcompile": True})
show(select(ore.c.id).where(ore.c.is_rare, true()))
show(select(ore.c.id).where(or_(not_(ore.c.is_rare), false())))
show(except_(select(ore.c.id), select(ore.c.weight)))
show(select(ore.c.id).where(ore.c.id.is_distinct_from(ore.c.weight)))
show(select(ore.c.name.regexp_match("^a"), ore.c.name.regexp_match("^a", flags="i")))
show(select(ore.c.name.regexp_replace("a", "b"), ~ore.c.name.regexp_match("^a")))
show(select(ore.c.id.bitwise_and(1), ore.c.id.bitwise_or(2), ore.c.id.bitwise_xor(3)))
show(select(ore.c.id.bitwise_lshift(1)))
show(select(cast(ore.c.id, String), cast(ore.c.id, String(5)), cast(ore.c.name, Text)))
show(select(func.listagg(ore.c.name, ",").aggregate_order_by(ore.c.id)))
show(select(func.aggregate_strings(ore.c.name, ",").aggregate_order_by(ore.c.id)))
show(select(func.listagg(ore.c.name).within_group(ore.c.id.desc())))
show(select(ore.c.id).with_for_update(nowait=True, of=ore.c.id))
show(select((ore.c.id + 1).label("more")).order_by("more"))
tree = select(ore.c.id).where(ore.c.id == 1).cte("tree", recursive=True)
show(select(tree.union_all(select(ore.c.weight).join(tree, ore.c.id == tree.c.id))))
deep = select(ore.c.id).cte("deep")
show(select(deep.c.id, deep.alias("again").c.id))
show(select(select(ore.c.id).subquery("inside")))
show(select(Sequence("numbers").next_value()))
show(insert(ore).values(name="tin", degree=3))
show(insert(ore).values(name="tin").returning(ore.c.id, ore.c.name))
show(update(ore).values(degree=4).where(ore.c.id == 1).returning(ore.c.weight))
show(delete(ore).where(ore.c.level == 1))
show(ore.c.name.ilike("a%"))
show(ore.c.name + "x")
show(ore.c.id / 2)
show(ore.c.id // 2)
