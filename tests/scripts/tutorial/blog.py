# A blog: many-to-many tags, one-to-one profile, self-referential comments.
from typing import List, Optional
from sqlalchemy import Column, ForeignKey, String, Table, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, selectinload, joinedload


class Base(DeclarativeBase):
    pass


post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    profile: Mapped[Optional["Profile"]] = relationship(back_populates="author", uselist=False)
    posts: Mapped[List["Post"]] = relationship(back_populates="author", order_by="Post.title")

    def __repr__(self):
        return f"Author({self.name!r})"


class Profile(Base):
    __tablename__ = "profiles"
    id: Mapped[int] = mapped_column(primary_key=True)
    bio: Mapped[Optional[str]]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="profile")


class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="posts")
    tags: Mapped[List["Tag"]] = relationship(secondary=post_tags, back_populates="posts")
    comments: Mapped[List["Comment"]] = relationship(back_populates="post", cascade="all, delete-orphan")


class Tag(Base):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    posts: Mapped[List[Post]] = relationship(secondary=post_tags, back_populates="tags")


class Comment(Base):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("comments.id"))
    post: Mapped[Post] = relationship(back_populates="comments")
    replies: Mapped[List["Comment"]] = relationship(back_populates="parent")
    parent: Mapped[Optional["Comment"]] = relationship(back_populates="replies", remote_side=[id])


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)

with Session(engine) as session:
    python, sql = Tag(name="python"), Tag(name="sql")
    ann = Author(name="ann", profile=Profile(bio="writes"))
    session.add(ann)
    session.add_all([python, sql])
    # The original leaves the order of unrelated tables, and of a secondary's rows, to chance.
    session.flush()
    post = Post(title="Joins", author=ann, tags=[python])
    session.flush()
    post.tags.append(sql)
    session.flush()
    first = Comment(text="nice", post=post)
    Comment(text="thanks", post=post, parent=first)
    ann.posts.append(Post(title="Keys", tags=[sql]))
    session.add_all([ann, Author(name="bob")])
    session.commit()
    print(ann.id, [p.title for p in ann.posts], ann.profile.bio)
    print([(c.text, c.parent.text if c.parent else None) for c in post.comments])

with Session(engine) as session:
    for author in session.scalars(select(Author).options(selectinload(Author.posts).selectinload(Post.tags)).order_by(Author.name)):
        print(author, [(p.title, [t.name for t in p.tags]) for p in author.posts])
    stmt = select(Tag.name, func.count(Post.id)).join(Tag.posts).group_by(Tag.name).order_by(Tag.name)
    print(session.execute(stmt).all())
    posts = session.scalars(select(Post).options(joinedload(Post.author)).where(Post.tags.any(Tag.name == "python"))).unique().all()
    print([(p.title, p.author.name) for p in posts])
    print(session.scalars(select(Author).where(~Author.posts.any())).all())
    post = session.scalars(select(Post).filter_by(title="Joins")).one()
    del post.comments[0].replies[:]
    post.tags.remove(post.tags[0])
    session.flush()
    session.delete(post)
    session.commit()
    print(session.scalar(select(func.count()).select_from(Comment)), session.scalar(select(func.count()).select_from(post_tags)))
