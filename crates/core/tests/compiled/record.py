"""Records what SQLAlchemy compiles the statements of `statements.rs` to, in `goldens.txt`.

Run it with a Python that has SQLAlchemy 2.1.9 when statements are added; both files name them alike.
"""

import datetime
import decimal
import pathlib
import warnings

from sqlalchemy import *
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine.default import StrCompileDialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import (
    AddConstraint,
    CreateIndex,
    CreateSchema,
    CreateSequence,
    CreateTable,
    DropConstraint,
    DropIndex,
    DropSchema,
    DropTable,
)
from sqlalchemy.sql import column, exists, literal, literal_column, table, values

warnings.simplefilter("ignore")
m = MetaData()
users = Table(
    "users",
    m,
    Column("id", Integer, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("age", Integer),
    Column("active", Boolean),
    Column("created", DateTime),
)
posts = Table(
    "posts",
    m,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("title", String(100), unique=True),
    Column("score", Float),
    Column("data", JSON),
    Column("views", Integer, default=0),
    Column("slug", String(20), server_default="none"),
)
orders = Table(
    "order",
    m,
    Column("id", Integer, primary_key=True),
    Column("Group", String(10)),
    Column("user", Integer),
    Column("amount", Numeric(10, 2)),
    schema=None,
)
tags = Table(
    "tags",
    m,
    Column("post_id", ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(30), primary_key=True),
    Column("kind", Enum("a", "bcd", name="kind")),
    CheckConstraint("tag <> ''", name="tag_not_empty"),
    UniqueConstraint("tag", "kind", name="uq_tag"),
    Index("ix_tags_kind", "kind"),
)
misc = Table(
    "misc",
    m,
    Column("a", BigInteger, primary_key=True, autoincrement=False),
    Column("b", SmallInteger, server_default=text("1 + 1")),
    Column("c", Text),
    Column("d", Date, server_default=func.now()),
    Column("e", Time),
    Column("f", LargeBinary),
    Column("g", Uuid),
    Column("h", Interval),
    Column("i", Double),
    Column("j", VARCHAR(12)),
    Column("k", Numeric),
    Column("l", Unicode(7)),
)
things = Table(
    "things",
    m,
    Column("id", String(32), primary_key=True, default=lambda: "x"),
    Column("made", DateTime, default=func.now()),
    Column("touched", DateTime, onupdate=func.now()),
    Column("count", Integer, default=0, onupdate=5),
    Column("version", Integer, server_default=text("1"), server_onupdate=FetchedValue()),
)
remote = Table(
    "items",
    m,
    Column("id", Integer, Identity(start=5), primary_key=True),
    Column("owner_id", Integer, ForeignKey("users.id", name="fk_owner", ondelete="SET NULL", onupdate="CASCADE", deferrable=True, initially="DEFERRED")),
    Column("price", Numeric(8, 2), nullable=False, comment="in cents"),
    Column("total", Integer, Computed("price * 2")),
    Column("flag", Boolean(create_constraint=True, name="ck_flag"), server_default=true()),
    Column("parent_id", Integer, ForeignKey("shop.items.id")),
    UniqueConstraint("owner_id", "price"),
    CheckConstraint(column("price") > 5),
    schema="shop",
    comment="what is sold",
)
Index("ix_price", remote.c.price.desc(), func.lower(remote.c.flag), unique=True)
pair = Table(
    "pair",
    m,
    Column("a", Integer, primary_key=True),
    Column("b", Integer, primary_key=True),
    Column("c", Integer),
    ForeignKeyConstraint(["a", "c"], ["pair.b", "pair.a"], name="fk_pair", use_alter=True),
    PrimaryKeyConstraint("b", "a", name="pk_pair"),
)
auto = Table("auto", m, Column("id", Integer, primary_key=True), Column("x", String(5, collation="NOCASE")), sqlite_autoincrement=True)
r = remote.c
u, p, o, t = users.c, posts.c, orders.c, tags.c


def statements():
    yield "select_columns", select(u.id, u.name)
    yield "select_table", select(users)
    yield "where_bind", select(u.id).where(u.name == "ed").where(u.age > 5)
    yield "reserved_words", select(orders).where(orders.c.Group == "x")
    yield "duplicate_names", select(u.id, p.id, u.name).join_from(users, posts)
    yield "repeated_column", select(u.id, u.id, u.id.label("x"))
    yield "tablename_labels", select(u.id, p.id, p.title).join_from(
        users, posts
    ).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    yield "anonymous_labels", select(u.age + 1, u.age * 2, func.count(u.id), func.lower(u.name))
    yield "null_comparisons", select(u.id).where(u.age == None, u.name != None, u.active == True)
    yield "boolean_where", select(u.id).where(u.active)
    yield "boolean_not", select(u.id).where(~u.active, ~(u.age > 3), not_(or_(u.age > 1, u.age < 0)))
    yield "and_or", select(u.id).where(or_(and_(u.age > 1, u.age < 9), u.name == "x"))
    yield "in_list", select(u.id).where(u.id.in_([1, 2, 3]), u.name.not_in(["a"]))
    yield "in_empty", select(u.id).where(u.id.in_([]), u.name.not_in([]))
    yield "in_subquery", select(u.id).where(u.id.in_(select(p.user_id)))
    yield "in_tuples", select(u.id).where(tuple_(u.id, u.name).in_([(1, "a"), (2, "b")]))
    yield "like", select(u.id).where(
        u.name.like("a%"), u.name.not_like("b%", escape="/"), u.name.ilike("C")
    )
    yield "contains", select(u.id).where(
        u.name.contains("a"), u.name.startswith("b"), u.name.endswith("c/%", autoescape=True)
    )
    yield "icontains", select(u.id).where(u.name.icontains("a"))
    yield "between", select(u.id).where(u.age.between(1, 5), ~u.age.between(7, 8))
    yield "concat", select(u.name + " " + u.name)
    yield "arithmetic", select((u.age + 1) * 2, u.age / 2, u.age // 2, u.age % 2, -u.age, u.age - (u.age - 1))
    yield "bits", select(u.age.bitwise_and(1), u.age.bitwise_or(2), u.age.bitwise_xor(3), u.age.bitwise_not())
    yield "distinct_from", select(u.id).where(u.age.is_distinct_from(3), u.age.is_not_distinct_from(None))
    yield "case", select(case((u.age > 18, "adult"), (u.age > 12, "teen"), else_="child").label("kind"))
    yield "case_value", select(case({1: "a", 2: "b"}, value=u.age))
    yield "cast", select(cast(u.age, String), cast("5", Integer), cast(u.age, Numeric(10, 2)))
    yield "extract", select(extract("year", u.created))
    yield "functions", select(func.now(), func.current_timestamp(), func.coalesce(u.age, 0), func.my.pkg.f(1), func.char_length(u.name))
    yield "aggregates", select(func.count(), func.sum(p.score), func.max(p.score), func.count(p.id.distinct())).select_from(posts)
    yield "window", select(
        func.row_number().over(partition_by=p.user_id, order_by=p.score.desc()),
        func.sum(p.score).over(order_by=p.id, rows=(-2, 0)),
        func.count().over(),
    )
    yield "filter", select(func.count(p.id).filter(p.score > 5))
    yield "order_by", select(u).order_by(u.name, u.age.desc(), u.id.asc().nulls_last()) if False else select(users).order_by(u.name, u.age.desc())
    yield "nulls_order", select(u.id).order_by(u.age.desc().nulls_last(), u.name.nulls_first())
    yield "order_by_label", select(u.id.label("x"), func.count().label("n")).group_by("x").order_by(desc("n"), "x")
    yield "order_by_label_object", (lambda n: select(u.id, n).group_by(u.id).order_by(n.desc()))(func.count().label("n"))
    yield "order_by_name", select(u.id, u.name).order_by("name")
    yield "group_having", select(u.age, func.count(u.id)).group_by(u.age).having(func.count(u.id) > 2)
    yield "limit", select(u.id).limit(10)
    yield "offset", select(u.id).offset(5)
    yield "limit_offset", select(u.id).limit(10).offset(5)
    yield "fetch", select(u.id).fetch(4, with_ties=True).offset(2)
    yield "distinct", select(u.name).distinct()
    yield "for_update", select(u.id).with_for_update(nowait=True, of=users)
    yield "join", select(u.name, p.title).join(posts)
    yield "join_on", select(u.name, p.title).join(posts, u.id == p.user_id)
    yield "outer_join", select(u.name, p.title).outerjoin(posts)
    yield "full_join", select(u.name).select_from(users.join(posts, full=True))
    yield "join_chain", select(u.name, t.tag).join(posts, u.id == p.user_id).join(tags, p.id == t.post_id)
    yield "nested_join", select(u.name).select_from(users.outerjoin(posts.join(tags, p.id == t.post_id), u.id == p.user_id))
    yield "cartesian", select(u.name, p.title).where(u.id == p.user_id)
    a = users.alias()
    yield "alias", select(a.c.id, a.c.name).where(a.c.name == "x")
    b = users.alias("b")
    yield "aliases", select(a.c.id, b.c.id).where(a.c.id < b.c.id)
    sq = select(p.user_id, func.count(p.id).label("n")).group_by(p.user_id).subquery()
    yield "subquery", select(u.name, sq.c.n).join(sq, u.id == sq.c.user_id)
    yield "subquery_named", select(select(u.id).where(u.age > 3).subquery("adults"))
    sq2 = select(u.id, func.lower(u.name), u.age + 1).subquery()
    yield "subquery_anonymous_columns", select(sq2)
    yield "scalar_subquery", select(u.name, select(func.count(p.id)).where(p.user_id == u.id).scalar_subquery().label("n"))
    yield "scalar_comparison", select(u.name).where(u.age > select(func.avg(u.age)).scalar_subquery())
    yield "exists", select(u.name).where(exists().where(p.user_id == u.id))
    yield "exists_select", select(u.name).where(~select(p.id).where(p.user_id == u.id).exists())
    yield "correlate", select(u.name).where(u.id == select(a.c.id).where(a.c.name == u.name).correlate(users).scalar_subquery())
    c = select(p.user_id).where(p.score > 3).cte("good")
    yield "cte", select(u.name).join(c, u.id == c.c.user_id)
    yield "cte_twice", (lambda c2: select(c.c.user_id, c2.c.user_id).where(c.c.user_id == c2.c.user_id))(c.alias("c2"))
    n = select(literal(1).label("n")).cte("numbers", recursive=True)
    n = n.union_all(select(n.c.n + 1).where(n.c.n < 10))
    yield "cte_recursive", select(n.c.n)
    anon = select(u.id).cte()
    yield "cte_anonymous", select(anon.c.id)
    yield "cte_of_cte", (lambda c3: select(c3.c.user_id))(select(c.c.user_id).where(c.c.user_id > 1).cte("more"))
    yield "union", union(select(u.id).where(u.age > 1), select(p.id).where(p.score > 2)).order_by("id").limit(3)
    yield "union_all", union_all(select(u.id), select(p.id))
    yield "union_nested", union(select(u.id), intersect(select(p.id), select(t.post_id)))
    yield "union_subquery", (lambda s: select(s.c.id))(union(select(u.id), select(p.id)).subquery())
    yield "union_ordered_member", union(select(u.id).order_by(u.id).limit(2), select(p.id))
    yield "text", text("SELECT * FROM users WHERE id = :id AND name = ':x' AND t = '12\\:30'::text")
    yield "text_bound", text("SELECT :a, :b, :a").bindparams(a=1, b="x")
    yield "text_columns", text("SELECT id, name FROM users").columns(u.id, u.name)
    yield "text_where", select(u.id).where(text("age > :age")).select_from(users)
    yield "literal_column", select(literal_column("'x'"), literal("y"), literal_column("1").label("one"))
    yield "bindparam", select(u.id).where(u.name == bindparam("who"), u.age > bindparam("who_age", type_=Integer))
    yield "bindparam_twice", select(u.id).where(u.name == bindparam("who", "ed")).where(u.name != bindparam("who", "ed"))
    yield "light_table", select(column("a"), column("b")).select_from(table("t", column("a"))).where(column("b") == 3)
    yield "custom_operator", select(u.id).where(u.name.op("~~")("x"))
    yield "collate", select(u.name.collate("NOCASE"))
    yield "json", select(p.data["key"], p.data[("a", 1)].as_string())
    yield "values", (lambda v: select(v.c.id, v.c.name))(values(column("id", Integer), column("name", String), name="v").data([(1, "a"), (2, "b")]))
    yield "prefix", select(u.id).prefix_with("ALL").suffix_with("/* end */")
    yield "true_false", select(true(), false(), null())
    yield "regexp", select(u.id).where(u.name.regexp_match("^a"))
    yield "literal_subquery_in_from", (lambda l: select(users, l).join(l, true()))(select(p.title).where(p.user_id == u.id).lateral("l"))
    yield "any", select(u.id).where(u.id == any_(select(p.user_id).scalar_subquery()))
    yield "type_coerce", select(type_coerce(u.age, String), type_coerce("x", String) == u.name)
    yield "expression", u.name == "x"
    yield "expression_and", and_(u.age > 1, u.name.in_(["a", "b"]))

    yield "schema", select(remote).where(r.price > 3)
    yield "schema_join", select(r.id, u.name).join_from(remote, users)
    yield "schema_alias", (lambda ra: select(ra.c.id))(remote.alias("ra"))
    yield "distinct_on", select(u.id, u.name).distinct(u.name)
    yield "cte_nesting", (lambda c1: select(select(c1.c.id).subquery("s").c.id))(select(u.id).cte("inner", nesting=True))
    yield "cte_in_subquery", select(u.id).where(u.id.in_(select(c.c.user_id)))
    yield "cte_add", select(u.id).add_cte(c)
    yield "cte_insert", insert(users).from_select(["id"], select(c.c.user_id))
    yield "cte_update", update(users).where(u.id.in_(select(c.c.user_id))).values(name="x")
    yield "cte_delete", delete(users).where(u.id.in_(select(c.c.user_id)))
    yield "cte_materialized", (lambda c4: select(c4.c.id))(select(u.id).cte("m").prefix_with("MATERIALIZED", dialect="postgresql"))
    yield "cte_union", (lambda c5: union(select(c5.c.id), select(c5.c.id).where(c5.c.id > 1)))(select(u.id).cte("both"))
    yield "cte_insert_returning", (lambda c6: select(c6))(insert(users).values(name="x", age=1).returning(u.id, u.name).cte("new"))
    yield "labels_in_subquery", (lambda s2: select(s2.c.users_id, s2.c.posts_id))(
        select(u.id, p.id).join_from(users, posts).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).subquery()
    )
    yield "labels_over_subquery", (lambda s3: select(s3).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL))(
        select(users).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).limit(2).subquery()
    )
    yield "joined_over_limited", (lambda s4, p1: select(s4, p1.c.id, p1.c.title).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).select_from(
        s4.outerjoin(p1, s4.c.users_id == p1.c.user_id)).order_by(s4.c.users_name))(
        select(u.id, u.name).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL).order_by(u.name).limit(2).subquery(), posts.alias()
    )
    yield "alias_labels", (lambda u1, u2: select(u1, u2).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL))(users.alias(), users.alias())
    yield "dedupe_labels", select(u.id, p.id, u.id, p.id)
    yield "dedupe_tablename", select(u.id, u.id, p.id).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    yield "label_none", select(u.id, p.id).set_label_style(LABEL_STYLE_NONE)
    yield "label_collision", select(u.id.label("x"), p.id.label("x"), u.age)
    yield "cast_label", select(cast(u.age, String), cast(u.age, String).label("z"), func.sum(cast(u.age, Float)))
    yield "nested_functions", select(func.coalesce(func.max(u.age), 0) + 1)
    yield "count_distinct", select(func.count(distinct(u.name)))
    yield "subquery_of_subquery", (lambda a1: select(select(a1.c.id).subquery()))(select(u.id).subquery())
    yield "scalar_in_order", select(u.id).order_by(select(func.count(p.id)).where(p.user_id == u.id).scalar_subquery().desc())
    yield "exists_column", select(exists(select(p.id).where(p.user_id == u.id)).label("has")).select_from(users)
    yield "correlated_twice", select(u.id).where(exists(select(p.id).where(p.user_id == u.id, exists(select(t.tag).where(t.post_id == p.id)))))
    yield "not_in_subquery", select(u.id).where(u.id.not_in(select(p.user_id)))
    yield "in_bind", select(u.id).where(u.id.in_(bindparam("ids", expanding=True)))
    yield "in_expressions", select(u.id).where(u.id.in_([u.age, literal(3), p.id]))
    yield "in_null", select(u.id).where(u.name.in_(["a", None]))
    yield "group_by_expression", select(func.lower(u.name), func.count()).group_by(func.lower(u.name))
    yield "group_by_label", (lambda l: select(l, func.count()).group_by(l))(func.lower(u.name).label("low"))
    yield "order_by_text", select(u.id).order_by(text("name DESC"))
    yield "order_by_expression", select(u.id).order_by((u.age + 1).desc(), -u.id)
    yield "where_true", select(u.id).where(true())
    yield "where_false", select(u.id).where(false(), u.id == 1)
    yield "or_empty", select(u.id).where(or_(false(), u.age > 1))
    yield "is_true", select(u.id).where(u.active.is_(True), u.active.is_not(None))
    yield "active_false", select(u.id).where(u.active == False)
    yield "null_values", update(users).values(name=None, active=True)
    yield "boolean_bind", select(u.id).where(u.active.in_([True, False]))
    yield "date_bind", select(u.id).where(u.created > datetime.datetime(2020, 1, 2, 3, 4, 5))
    yield "numeric_bind", select(o.id).where(o.amount > decimal.Decimal("3.50"), o.amount < 5.5)
    yield "float_bind", select(p.id).where(p.score == 1.5)
    yield "date_literal", select(literal(datetime.date(2020, 1, 2)))
    yield "string_quote", select(u.id).where(u.name == "it's 50%")
    yield "percent", select(u.id).where(u.name.like("50%"), text("x LIKE 'a%'"))
    yield "quoted_label", select(u.id.label("My Label"), u.name.label("select"))
    yield "quoted_alias", (lambda q: select(q.c.id))(users.alias("Big Name"))
    yield "table_function", (lambda tv: select(tv.c.value))(func.json_each('[1]').table_valued("value"))
    yield "table_function_named", (lambda tv: select(tv.c.key, tv.c.value))(func.json_each(p.data).table_valued("key", "value", name="je"))
    yield "column_function", (lambda cv: select(cv))(func.generate_series(1, 5).column_valued("n"))
    yield "tablesample", (lambda ts: select(ts.c.id))(tablesample(users, func.bernoulli(1), name="ts"))
    yield "except_all", except_all(select(u.id), select(p.id))
    yield "union_labels", union(select(u.id.label("a")), select(p.id)).order_by(desc("a"))
    yield "union_three", union(select(u.id), select(p.id), select(o.id))
    yield "union_where_bind", union(select(u.id).where(u.name == "a"), select(u.id).where(u.name == "b"))
    yield "exists_union", select(u.id).where(u.id.in_(union(select(p.user_id), select(o.user))))
    yield "extract_where", select(u.id).where(extract("month", u.created) == 5)
    yield "string_functions", select(func.upper(u.name), func.length(u.name), func.substr(u.name, 1, 2), func.replace(u.name, "a", "b"))
    yield "aggregate_strings", select(func.aggregate_strings(u.name, ", "))
    yield "window_named", select(func.rank().over(partition_by=[p.user_id, p.title], order_by=[p.score.desc(), p.id]).label("rank"))
    yield "window_range", select(func.sum(p.score).over(order_by=p.id, range_=(None, 0)), func.sum(p.score).over(order_by=p.id, rows=(1, None)))
    yield "within_group", select(func.percentile_cont(0.5).within_group(p.score))
    yield "case_in_sum", select(func.sum(case((u.active, 1), else_=0)))
    yield "literal_types", select(literal(1), literal("x"), literal(None), literal(True), literal(1.5))
    yield "bind_in_columns", select(bindparam("x", 5), bindparam("y", "z").label("w"))
    yield "tuple_compare", select(u.id).where(tuple_(u.id, u.age) > tuple_(1, 2))
    yield "self_join", (lambda m1: select(users.c.name, m1.c.name).join(m1, u.age == m1.c.id))(users.alias("manager"))
    yield "join_alias_twice", (lambda x1, x2: select(u.id).join(x1, x1.c.user_id == u.id).outerjoin(x2, x2.c.user_id == u.id))(posts.alias(), posts.alias())
    yield "join_subquery_lateral_free", (lambda sx: select(u.id, sx.c.count).outerjoin(sx, sx.c.user_id == u.id))(select(p.user_id, func.count()).group_by(p.user_id).subquery())
    yield "select_from_join", select(func.count()).select_from(users.join(posts))
    yield "without_from", select(literal_column("1"))
    yield "update_alias_subquery", update(posts).where(p.user_id == select(u.id).where(u.name == "x").scalar_subquery()).values(title=func.upper(p.title))
    yield "update_bind", update(users).where(u.id == bindparam("uid")).values(name=bindparam("new_name"))
    yield "insert_bind", insert(users).values(name=bindparam("nm"), age=5)
    yield "insert_multi_expression", insert(users).values([{"name": func.lower("X"), "age": 1}, {"name": "b", "age": 2}])
    yield "delete_subquery", delete(users).where(~exists().where(p.user_id == u.id))
    yield "delete_order", delete(users).where(or_(u.age > 1, u.age == None))

    yield "insert", insert(users)
    yield "insert_values", insert(users).values(name="a", age=3)
    yield "insert_expression", insert(users).values(name=func.lower("A"), age=u.age + 1 if False else literal(1) + 2)
    yield "insert_defaults", insert(posts).values(title="x")
    yield "insert_multi", insert(users).values([{"name": "a", "age": 1}, {"name": "b", "age": 2}])
    yield "insert_multi_defaults", insert(posts).values([{"title": "a"}, {"title": "b"}])
    yield "insert_select", insert(users).from_select(["id", "name"], select(p.id, p.title))
    yield "insert_select_defaults", insert(posts).from_select(["id", "title"], select(u.id, u.name))
    yield "insert_returning", insert(users).values(name="a").returning(u.id, func.lower(u.name))
    yield "insert_empty", insert(users).values()
    yield "insert_subquery", insert(users).values(name=select(p.title).where(p.id == 1).scalar_subquery())
    yield "insert_no_key", insert(tags).values(tag="x", kind="a")
    yield "update", update(users)
    yield "update_where", update(users).where(u.id == 5).values(name="a", age=u.age + 1)
    yield "update_ordered", update(users).ordered_values((u.age, 3), (u.name, "x"))
    yield "update_from", update(users).where(u.id == p.user_id).where(p.title == "x").values(name=p.title)
    yield "update_subquery", update(users).values(age=select(func.count(p.id)).where(p.user_id == u.id).scalar_subquery())
    yield "update_returning", update(users).values(age=1).returning(u.id, u.name)
    yield "delete", delete(users)
    yield "delete_where", delete(users).where(u.id == 5, u.name.in_(["a"]))
    yield "delete_using", delete(users).where(u.id == p.user_id, p.title == "x")
    yield "delete_returning", delete(users).where(u.id == 1).returning(users)
    i = sqlite.insert(users).values(id=1, name="a")
    yield "sqlite_upsert", i.on_conflict_do_update(index_elements=[u.id], set_={"name": i.excluded.name, "age": 3}, where=u.age < 5)
    yield "sqlite_upsert_nothing", i.on_conflict_do_nothing()
    i2 = postgresql.insert(users).values(id=1, name="a")
    yield "postgresql_upsert", i2.on_conflict_do_update(constraint="pk", set_=dict(name=i2.excluded.name))
    i3 = mysql.insert(users).values(id=1, name="a")
    yield "mysql_upsert", i3.on_duplicate_key_update(name=i3.inserted.name, age=4)
    d = delete(users).where(u.age > 100).returning(u.id).cte("gone")
    yield "dml_cte", select(d.c.id)

    for tb in (users, posts, orders, tags, misc, things, remote, pair, auto):
        yield "create_" + tb.name, CreateTable(tb)
    yield "create_if_not_exists", CreateTable(users, if_not_exists=True)
    yield "drop_table", DropTable(orders)
    yield "create_index", CreateIndex(list(tags.indexes)[0])
    yield "create_index_expressions", CreateIndex(list(remote.indexes)[0])
    yield "drop_index", DropIndex(list(remote.indexes)[0])
    yield "drop_if_exists", DropTable(remote, if_exists=True)
    yield "add_constraint", AddConstraint(list(pair.foreign_key_constraints)[0])
    yield "drop_constraint", DropConstraint(list(pair.foreign_key_constraints)[0])
    yield "create_schema", CreateSchema("shop")
    yield "drop_schema", DropSchema("shop", cascade=True, if_exists=True)
    yield "create_sequence", CreateSequence(Sequence("ids", start=3, increment=2))


def executions():
    """Statements with the keys of the parameters they are executed with, and whether with many sets."""
    yield "insert_name", insert(users), ["name"], False
    yield "insert_id_name", insert(users), ["id", "name"], False
    yield "insert_many", insert(users), ["name", "age"], True
    yield "insert_post", insert(posts), ["title", "user_id"], False
    yield "insert_post_views", insert(posts), ["title", "views"], False
    yield "insert_tag", insert(tags), ["post_id", "tag"], False
    yield "insert_thing", insert(things), ["version"], False
    yield "insert_thing_empty", insert(things), [], False
    yield "insert_user_empty", insert(users), [], False
    yield "insert_user_many_empty", insert(users), [], True
    yield "insert_values_and_key", insert(users).values(name=func.lower("x")), ["age"], False
    yield "insert_null_key", insert(users).values(id=None, name="x"), None, False
    yield "insert_expression_key", insert(users).values(id=select(func.max(u.id)).scalar_subquery(), name="x"), None, False
    yield "orm_insert", insert(users).return_defaults(u.id), ["name", "age"], False
    yield "orm_insert_many", insert(users).return_defaults(u.id, sort_by_parameter_order=True), ["name", "age"], True
    yield "orm_insert_post", insert(posts).return_defaults(p.id, p.slug), ["user_id", "title"], False
    yield "orm_insert_thing", insert(things).return_defaults(sort_by_parameter_order=True), ["version"], True
    yield "orm_insert_tag_many", insert(tags).return_defaults(sort_by_parameter_order=True), ["post_id", "tag"], True
    yield "returning_many", insert(users).returning(u.id, u.name), ["name"], True
    yield "returning_many_sorted", insert(users).returning(u.id, u.name, sort_by_parameter_order=True), ["name"], True
    yield "returning_many_empty", insert(users).returning(u.id), [], True
    yield "inline", insert(users).inline(), ["name"], False
    yield "supplemental", insert(users).return_defaults(supplemental_cols=[u.name, u.age]), ["name"], False
    yield "update_name", update(users).where(u.id == bindparam("b_id")), ["name"], False
    yield "update_b_id", update(users).where(u.id == bindparam("b_id")), ["name", "b_id"], False
    yield "update_many", update(users).where(u.id == bindparam("b_id")), ["name", "age"], True
    yield "update_thing", update(things), ["made"], False
    yield "update_thing_defaults", update(things).return_defaults(), ["made"], False
    yield "update_thing_some", update(things).return_defaults(things.c.touched), ["made"], False
    yield "update_expression", update(users).values(age=u.age + 1), None, False
    yield "update_reserved_name", update(users).where(u.name == bindparam("name")), ["name"], False
    yield "unconsumed", insert(users).values(nope=3), None, False
    yield "unconsumed_update", update(users).values(nope=3, name="x"), None, False
    yield "delete_defaults", delete(users).return_defaults(u.id), None, False


def describe(columns):
    return "[" + ", ".join(str(getattr(c, "key", None) or c) for c in columns or ()) + "]"


def render_execution(statement, dialect, keys, many):
    try:
        compiled = statement.compile(dialect=dialect, column_keys=keys, for_executemany=many)
    except (SQLAlchemyError, NotImplementedError) as error:
        return f"{type(error).__name__}: {first_line(error)}"
    lines = [str(compiled)]
    lines.append(f"-- names: {', '.join(compiled.positiontup or compiled.binds)}")
    for name in ("insert_prefetch", "update_prefetch", "postfetch", "implicit_returning"):
        value = describe(getattr(compiled, name))
        if value != "[]":
            lines.append(f"-- {name}: {value}")
    if compiled.postfetch_lastrowid:
        lines.append("-- lastrowid")
    if compiled.inline:
        lines.append("-- inline")
    if compiled._insertmanyvalues:
        i = compiled._insertmanyvalues
        lines.append(
            f"-- insertmanyvalues: ({i.single_values_expr}) {i.num_positional_params_counted} "
            f"sentinels {describe(i.sentinel_columns)} {describe(i.sentinel_param_keys)}"
            + (" implicit" if i.implicit_sentinel else "")
            + (" default" if i.is_default_expr else "")
        )
    return "\n".join(lines)


DIALECTS = {
    "default": StrCompileDialect(),
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.dialect(),
    "mysql": mysql.dialect(),
}
OPTIONS = {
    "": {},
    "literal": {"compile_kwargs": {"literal_binds": True}},
    "postcompile": {"compile_kwargs": {"render_postcompile": True}},
}


def first_line(error):
    return str(error).splitlines()[0].split(" (Background on")[0]


def render(statement, dialect, options):
    try:
        compiled = statement.compile(dialect=dialect, **options)
    except (SQLAlchemyError, NotImplementedError) as error:
        return f"{type(error).__name__}: {first_line(error)}"
    text = str(compiled)
    params = compiled.construct_params(_check=False) if getattr(compiled, "binds", None) is not None else {}
    names = getattr(compiled, "positiontup", None) or list(params or {})
    shown = ", ".join(f"{name}={params[name]!r}" for name in names)
    return text + (f"\n-- {shown}" if shown else "")


def main():
    out = []
    for name, statement in statements():
        seen = None
        for dialect_name, dialect in DIALECTS.items():
            prefix = name.split("_")[0]
            if name.endswith(("upsert", "upsert_nothing")) and prefix != dialect_name:
                continue
            for option, kwargs in OPTIONS.items():
                if option == "postcompile" and not name.startswith("in_"):
                    continue
                if option == "literal" and (dialect_name != "sqlite" or name.startswith(("create", "drop"))):
                    continue
                text = render(statement, dialect, kwargs)
                out.append(f"## {name} {dialect_name} {option}".rstrip() + "\n" + text + "\n")
    pathlib.Path(__file__).with_name("goldens.txt").write_text("".join(out))
    out = []
    for name, statement, keys, many in executions():
        for dialect_name in ("sqlite", "mysql"):
            text = render_execution(statement, DIALECTS[dialect_name], keys, many)
            shown = "-" if keys is None else ",".join(keys) or "="
            out.append(f"## {name} {dialect_name} {shown} {'many' if many else 'one'}\n{text}\n")
    pathlib.Path(__file__).with_name("executions.txt").write_text("".join(out))


main()
