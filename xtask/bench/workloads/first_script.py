# A first script: an author with two books, written and read back.
def work():
    with Session(engine) as session:
        session.add(Author(name="Ann", born=1970, books=[Book(title="One", pages=100, price=9.5), Book(title="Two", pages=200, price=12.0)]))
        session.commit()
    with Session(engine) as session:
        author = session.scalars(select(Author).where(Author.name == "Ann")).one()
        return f"{author.id}:" + ",".join(book.title for book in author.books)
