# 500 authors deleted, their 5,000 books with them.
fill(501, 10)


def work():
    with Session(engine) as session:
        for author in session.scalars(select(Author).where(Author.id <= 500)).all():
            session.delete(author)
        session.flush()
        return f"{session.scalar(select(func.count(Author.id)))}:{session.scalar(select(func.count(Book.id)))}"
