# title: 2.0 style: Mapped and select()
# summary: The same N+1 with typed models, and selectinload one click away

# %% schema
from sqlalchemy import create_engine, ForeignKey, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

engine = create_engine('sqlite://')

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = 'author'

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30))
    books: Mapped[list['Book']] = relationship(back_populates='author')

class Book(Base):
    __tablename__ = 'book'

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey('author.id'))
    author: Mapped[Author] = relationship(back_populates='books')

Base.metadata.create_all(engine)

# %% data
shelf = {
    'Ursula K. Le Guin': ['The Dispossessed', 'The Lathe of Heaven', 'Always Coming Home'],
    'Stanisław Lem': ['Solaris', 'The Cyberiad'],
    'Octavia E. Butler': ['Kindred', 'Parable of the Sower'],
    'Italo Calvino': ['Invisible Cities'],
}
with Session(engine) as session:
    for name, titles in shelf.items():
        session.add(Author(name=name, books=[Book(title=title) for title in titles]))
    session.commit()

# %% core
author, book = Author.__table__, Book.__table__

with engine.connect() as conn:
    stmt = select(author.c.name, book.c.title).join_from(author, book).order_by(author.c.id, book.c.id)
    for name, title in conn.execute(stmt):
        print(f'{name}: {title}')

# %% orm
with Session(engine) as session:
    for author in session.scalars(select(Author).order_by(Author.id)):
        for book in author.books:
            print(f'{author.name}: {book.title}')
