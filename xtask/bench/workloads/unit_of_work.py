# 2,000 objects loaded, changed and flushed.
fill(2000, 0)


def work():
    with Session(engine) as session:
        for author in session.scalars(select(Author).order_by(Author.id)).all():
            author.born += 1
            author.name = f"renamed {author.id}"
        session.flush()
        count, born, name = session.execute(select(func.count(Author.id), func.sum(Author.born), func.max(Author.name))).one()
        return f"{count}:{born}:{name}"
