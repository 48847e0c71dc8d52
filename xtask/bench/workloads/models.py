# What the workloads have in common: a library of authors and books, filled before the clock starts.
from sqlalchemy import ForeignKey, String, create_engine, func, insert, select
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship, selectinload, subqueryload,
)


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    born: Mapped[int]
    books: Mapped[list["Book"]] = relationship(back_populates="author", cascade="all, delete-orphan")


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    pages: Mapped[int]
    price: Mapped[float]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"), index=True)
    author: Mapped["Author"] = relationship(back_populates="books")


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)


def author_rows(count):
    return [{"id": n, "name": f"author {n}", "born": 1900 + n % 100} for n in range(1, count + 1)]


def book_rows(authors, each):
    return [
        {"title": f"book {b} by {a}", "pages": 80 + (a * b) % 400, "price": b * 0.5, "author_id": a}
        for a in range(1, authors + 1)
        for b in range(each)
    ]


def fill(authors, each):
    with engine.begin() as connection:
        connection.execute(insert(Author), author_rows(authors))
        if each:
            connection.execute(insert(Book), book_rows(authors, each))


def walk(option=None):
    """Every book of 1,000 authors, by the loader that `option` asks for."""
    statement = select(Author).order_by(Author.id)
    if option is not None:
        statement = statement.options(option)
    books = pages = 0
    with Session(engine) as session:
        for author in session.scalars(statement).unique():
            for book in author.books:
                books += 1
                pages += book.pages + len(book.title)
    return f"{books}:{pages}"
