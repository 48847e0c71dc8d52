from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import (
    DeclarativeBase, Mapped, Session, contains_eager, defer, joinedload, lazyload, load_only,
    mapped_column, noload, raiseload, relationship, selectinload, subqueryload, undefer,
)

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = 'author'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    bio: Mapped[str] = mapped_column(deferred=True)
    books: Mapped[list['Book']] = relationship(back_populates='author', order_by='Book.id')

class Book(Base):
    __tablename__ = 'book'
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey('author.id'))
    author: Mapped[Author] = relationship(back_populates='books')
    pages: Mapped[list['Page']] = relationship(lazy='selectin')

class Page(Base):
    __tablename__ = 'page'
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int] = mapped_column(ForeignKey('book.id'))
    number: Mapped[int]

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    for n in range(3):
        session.add(Author(name=f'a{n}', bio='...', books=[
            Book(title=f'b{n}{m}', pages=[Page(number=1)]) for m in range(n)]))
    session.commit()

def run(*options, unique=False):
    with Session(engine) as session:
        result = session.scalars(select(Author).options(*options).order_by(Author.id))
        for author in (result.unique() if unique else result):
            print(author.name, [(b.title, len(b.pages)) for b in author.books])

for option in (selectinload(Author.books), subqueryload(Author.books), lazyload(Author.books),
               selectinload(Author.books).joinedload(Book.pages),
               selectinload(Author.books).options(lazyload(Book.pages), load_only(Book.title)),
               defer(Author.name), undefer(Author.bio), load_only(Author.name)):
    run(option)
run(joinedload(Author.books), unique=True)
run(joinedload(Author.books).subqueryload(Book.pages), unique=True)
run(noload(Author.books))
for wrong in (raiseload(Author.books), joinedload(Author.books)):
    try:
        run(wrong)
    except InvalidRequestError as error:
        print(error)
with Session(engine) as session:
    stmt = select(Author).join(Author.books).options(contains_eager(Author.books)).where(Book.title == 'b21')
    print([(a.name, [b.title for b in a.books]) for a in session.scalars(stmt).unique()])
    stmt = select(Book).options(joinedload(Book.author, innerjoin=True)).order_by(Book.id).limit(2)
    print([(b.title, b.author.name) for b in session.scalars(stmt)])
    author = session.get(Author, 3, options=[selectinload(Author.books)])
    print(len(author.books), author.bio)
