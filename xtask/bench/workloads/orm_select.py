# 10,000 objects loaded, one attribute summed.
fill(1000, 10)


def work():
    with Session(engine) as session:
        books = session.scalars(select(Book)).all()
        return f"{len(books)}:{sum(book.pages for book in books)}:{books[-1].title}"
