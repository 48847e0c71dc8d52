# A SELECT where an expression or a FROM is expected: a warning, or an error that says what to do.
import warnings

from sqlalchemy import *

metadata = MetaData()
stone = Table("stone", metadata, Column("id", Integer, primary_key=True), Column("weight", Integer))
weights = select(stone.c.weight)
both = union(weights, weights)


def attempt(name, make):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            print(name, make())
        except Exception as error:
            print(name, type(error).__name__, str(error).split("<")[0], error.code)
        for warning in caught:
            print("  ", warning.category.__name__, warning.message)


attempt("column", lambda: select(weights))
attempt("compound", lambda: select(both))
attempt("from", lambda: select(stone).select_from(weights))
attempt("join", lambda: select(stone).join(weights, true()))
attempt("equal", lambda: stone.c.weight == weights)
attempt("function", lambda: func.max(weights))
attempt("in", lambda: stone.c.weight.in_(weights))
attempt("in subquery", lambda: stone.c.weight.in_(weights.subquery()))
attempt("where", lambda: select(stone).where(weights))
attempt("order", lambda: select(stone).order_by(weights))
attempt("values", lambda: stone.insert().values(weight=weights))
attempt("case", lambda: case((stone.c.weight == 1, weights)))
attempt("cast", lambda: cast(weights, Integer))
attempt("literal", lambda: literal(weights))
attempt("exists", lambda: exists(weights))
attempt("tuple", lambda: tuple_(weights, 1))
