"""The classes and rows of the loading tests, under the real library."""

import contextlib
import io

from sqlalchemy import (
    Column, ForeignKey, Integer, String, Table, create_engine, event,
)
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()

post_tags = Table(
    "post_tags",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    posts = relationship("Post", back_populates="user")
    addresses = relationship("Address", order_by="Address.email")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    email = Column(String, nullable=False)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    title = Column(String, nullable=False)
    user = relationship("User", back_populates="posts")
    tags = relationship("Tag", secondary=post_tags, back_populates="posts")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    posts = relationship("Post", secondary=post_tags, back_populates="tags")


class Node(Base):
    __tablename__ = "nodes"
    id = Column(Integer, primary_key=True)
    parent_id = Column(ForeignKey("nodes.id"))
    name = Column(String, nullable=False)
    children = relationship("Node", back_populates="parent")
    parent = relationship("Node", remote_side=[id], back_populates="children")


ROWS = """
INSERT INTO users VALUES (1, 'u0'), (2, 'u1'), (3, 'u2');
INSERT INTO addresses VALUES (1, 1, 'b0'), (2, 1, 'a0'), (3, 2, 'b1'), (4, 2, 'a1'), (5, 3, 'b2'), (6, 3, 'a2');
INSERT INTO posts VALUES (1, 2, 'p10'), (2, 3, 'p20'), (3, 3, 'p21');
INSERT INTO tags VALUES (1, 't0'), (2, 't1'), (3, 't2');
INSERT INTO post_tags VALUES (1, 1), (2, 1), (3, 1), (3, 2);
INSERT INTO nodes VALUES (1, NULL, 'root'), (2, 1, 'c1'), (3, 1, 'c2'), (4, 2, 'c11')
"""

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with engine.begin() as connection:
    for statement in ROWS.split(";"):
        connection.exec_driver_sql(statement)

lines = []


@event.listens_for(engine, "before_cursor_execute")
def note(connection, cursor, statement, parameters, context, executemany):
    lines.append("%s %r" % (statement.replace("\n", "\\n"), parameters))


def run(title, body):
    lines.append("## " + title)
    with Session(engine) as session:
        try:
            outcome = body(session)
            if outcome is not None:
                lines.append("-> " + outcome)
        except Exception as error:
            text = str(error).split("\n")[0].split("(Background")[0].strip()
            lines.append("!! " + text)
