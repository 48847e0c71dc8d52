# A select with a join, a group and an order, built and compiled 5,000 times; no database.
def build(born):
    return (
        select(Author.name, func.count(Book.id).label("books"))
        .join(Author.books)
        .where(Author.born > born, Book.title.like("a%"), Book.pages.between(1, 900))
        .group_by(Author.name)
        .order_by(func.count(Book.id).desc(), Author.name)
    )


def work():
    length = total = 0
    for born in range(5000):
        compiled = build(born).compile(engine)
        length += len(str(compiled))
        total += compiled.params["born_1"]
    return f"{length}:{total}"
