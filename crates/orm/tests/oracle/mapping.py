"""Records goldens/mapping.txt: kinds of relationship, and loaders that classes ask for."""

import pathlib
import re
import warnings

from sqlalchemy import (
    Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table, and_, create_engine, event,
    exists, func, select, text, union,
)
from sqlalchemy.orm import (
    Session, aliased, column_property, declarative_base, deferred, foreign, joinedload, lazyload,
    noload, relationship, remote, selectinload, subqueryload, undefer, undefer_group, with_parent,
)

warnings.simplefilter("ignore")
Base = declarative_base()


class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    profile = relationship("Profile", uselist=False, lazy="joined", back_populates="person")
    tasks = relationship("Task", lazy="selectin", back_populates="person")
    friends = relationship(
        "Person",
        secondary=lambda: friendship,
        primaryjoin=lambda: Person.id == friendship.c.left_id,
        secondaryjoin=lambda: Person.id == friendship.c.right_id,
    )
    open_tasks = relationship(
        "Task",
        primaryjoin=lambda: and_(Person.id == Task.person_id, Task.state == "open"),
        viewonly=True,
    )


class Profile(Base):
    __tablename__ = "profile"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id"))
    bio = Column(String)
    person = relationship("Person", back_populates="profile")


class Task(Base):
    __tablename__ = "task"
    id = Column(Integer, primary_key=True)
    person_id = Column(ForeignKey("person.id"))
    state = Column(String)
    person = relationship("Person", lazy="joined", back_populates="tasks")


friendship = Table(
    "friendship",
    Base.metadata,
    Column("left_id", ForeignKey("person.id"), primary_key=True),
    Column("right_id", ForeignKey("person.id"), primary_key=True),
)


class Room(Base):
    __tablename__ = "room"
    house = Column(Integer, primary_key=True)
    number = Column(Integer, primary_key=True)
    desks = relationship("Desk", backref="room")


class Desk(Base):
    __tablename__ = "desk"
    id = Column(Integer, primary_key=True)
    house = Column(Integer)
    number = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(["house", "number"], ["room.house", "room.number"]),)


class Parcel(Base):
    __tablename__ = "parcel"
    id = Column(Integer, primary_key=True)
    sender_id = Column(ForeignKey("person.id"))
    receiver_id = Column(ForeignKey("person.id"))
    sender = relationship("Person", foreign_keys=[sender_id], backref="sent")
    receiver = relationship("Person", foreign_keys=[receiver_id], innerjoin=True, lazy="joined")


class Book(Base):
    __tablename__ = "book"
    id = Column(Integer, primary_key=True)
    caption = Column("title", String)
    summary = deferred(Column(String), group="long")
    body = deferred(Column(String), group="long")
    loud = column_property(func.upper(caption))
    chapters = relationship("Chapter", lazy="subquery", order_by="Chapter.number")


class Chapter(Base):
    __tablename__ = "chapter"
    id = Column(Integer, primary_key=True)
    book_id = Column(ForeignKey("book.id"))
    number = Column(Integer)


class Place(Base):
    __tablename__ = "place"
    id = Column(Integer, primary_key=True)
    path = Column(String)
    below = relationship(
        "Place",
        primaryjoin=lambda: remote(foreign(Place.path)).like(Place.path + "/%"),
        viewonly=True,
        order_by=path,
    )
    inner_id = Column(ForeignKey("place.id"))
    inner = relationship("Place", remote_side=[id], lazy="joined", join_depth=2)


ROWS = """
INSERT INTO person VALUES (1, 'ann'), (2, 'bob'), (3, 'cyd');
INSERT INTO profile VALUES (1, 1, 'a bio'), (2, 3, 'c bio');
INSERT INTO task VALUES (1, 1, 'open'), (2, 1, 'done'), (3, 2, 'open');
INSERT INTO friendship VALUES (1, 2), (1, 3), (2, 1);
INSERT INTO room VALUES (1, 1), (1, 2), (2, 1);
INSERT INTO desk VALUES (1, 1, 1), (2, 1, 1), (3, 2, 1), (4, NULL, NULL);
INSERT INTO parcel VALUES (1, 1, 2), (2, 2, 3);
INSERT INTO book VALUES (1, 'one', 's1', 'b1'), (2, 'two', 's2', 'b2');
INSERT INTO chapter VALUES (1, 1, 2), (2, 1, 1), (3, 2, 1);
INSERT INTO place VALUES (1, 'a', 2), (2, 'a/b', 3), (3, 'a/b/c', 4), (4, 'd', NULL)
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


def case(title, body):
    lines.append("## " + title)
    with Session(engine) as session:
        try:
            outcome = body(session)
            if outcome is not None:
                lines.append("-> " + outcome)
        except Exception as error:
            said = str(error).split("\n")[0].split("(Background")[0].strip()
            lines.append("!! " + re.sub("0x[0-9a-f]+", "0x...", said))


def show(items, *keys):
    def value(item, key):
        found = getattr(item, key)
        if isinstance(found, list):
            return "[" + ",".join(str(x.id) for x in found) + "]"
        if hasattr(found, "id"):
            return "#" + str(found.id)
        return str(found)
    return " ".join("/".join(value(item, key) for key in keys) for item in items)


plain = select(Person).options(lazyload(Person.profile), lazyload(Person.tasks))

case("one to one joined, selectin", lambda s: show(s.scalars(select(Person)), "name", "profile", "tasks"))
case("one to one from the other side", lambda s: show(s.scalars(select(Profile)), "bio", "person"))
case("one to one lazily", lambda s: show(s.scalars(plain), "name", "profile"))
case("one to one is none", lambda s: show(s.scalars(plain.where(Person.profile == None)), "name"))
case("joined many to one by class", lambda s: show(s.scalars(select(Task)), "state", "person"))
case("friends", lambda s: show(s.scalars(plain), "name", "friends"))
case("friends joined", lambda s: show(s.scalars(plain.options(joinedload(Person.friends))).unique(), "name", "friends"))
case("friends selectin", lambda s: show(s.scalars(plain.options(selectinload(Person.friends))), "name", "friends"))
case("friends subquery", lambda s: show(s.scalars(plain.options(subqueryload(Person.friends))), "name", "friends"))
case("friends any", lambda s: show(s.scalars(plain.where(Person.friends.any(name="cyd"))), "name"))
case("friends join", lambda s: (lambda a: show(s.scalars(plain.join(Person.friends.of_type(a)).where(a.name == "ann")), "name"))(aliased(Person)))
case("view lazily", lambda s: show(s.scalars(plain), "name", "open_tasks"))
case("view joined", lambda s: show(s.scalars(plain.options(joinedload(Person.open_tasks))).unique(), "name", "open_tasks"))
case("view selectin", lambda s: show(s.scalars(plain.options(selectinload(Person.open_tasks))), "name", "open_tasks"))
case("view any", lambda s: show(s.scalars(plain.where(Person.open_tasks.any())), "name"))
case("composite lazily", lambda s: show(s.scalars(select(Room)), "house", "number", "desks"))
case("composite selectin", lambda s: show(s.scalars(select(Room).options(selectinload(Room.desks))), "house", "number", "desks"))
case("composite joined", lambda s: show(s.scalars(select(Room).options(joinedload(Room.desks))).unique(), "house", "number", "desks"))
case("composite subquery", lambda s: show(s.scalars(select(Room).options(subqueryload(Room.desks))), "house", "number", "desks"))
case("composite many to one", lambda s: " ".join(str(d.room and (d.room.house, d.room.number)) for d in s.scalars(select(Desk))))
case("composite many to one selectin", lambda s: " ".join(str(d.room and (d.room.house, d.room.number)) for d in s.scalars(select(Desk).options(selectinload(Desk.room)))))
case("composite get", lambda s: str(s.get(Room, (1, 2)).number))
case("composite is none", lambda s: show(s.scalars(select(Desk).where(Desk.room == None)), "id"))
case("composite is not none", lambda s: show(s.scalars(select(Desk).where(Desk.room != None)), "id"))
case("composite differs", lambda s: show(s.scalars(select(Desk).where(Desk.room != s.get(Room, (1, 1)))), "id"))
case("two paths", lambda s: show(s.scalars(select(Parcel).options(lazyload(Parcel.receiver))), "id", "sender", "receiver"))
case("two paths joined", lambda s: show(s.scalars(select(Parcel).options(joinedload(Parcel.sender), joinedload(Parcel.receiver).lazyload("*"))), "id", "sender", "receiver"))
case("backref", lambda s: show(s.scalars(plain), "name", "sent"))
case("backref selectin", lambda s: show(s.scalars(plain.options(selectinload(Person.sent).lazyload(Parcel.receiver))), "name", "sent"))
case("columns under other names", lambda s: show(s.scalars(select(Book)), "caption", "loud", "chapters"))
case("deferred", lambda s: show(s.scalars(select(Book).options(noload(Book.chapters))), "summary", "body"))
case("undeferred", lambda s: show(s.scalars(select(Book).options(undefer(Book.summary), noload(Book.chapters))), "summary"))
case("undeferred group", lambda s: show(s.scalars(select(Book).options(undefer_group("long"), noload(Book.chapters))), "summary", "body"))
case("renamed column", lambda s: " ".join(f"{r.caption}" for r in s.execute(select(Book.caption).where(Book.caption == "one"))))
case("renamed column of query", lambda s: " ".join(f"{r.caption}" for r in s.query(Book.caption).order_by(Book.caption)))
case("materialized path", lambda s: show(s.scalars(select(Place).options(lazyload(Place.inner))), "path", "below"))
case("join depth", lambda s: show(s.scalars(select(Place)), "path", "inner"))
case("with_parent", lambda s: show(s.scalars(select(Task).options(lazyload(Task.person)).where(with_parent(s.get(Person, 1, options=[lazyload("*")]), Person.tasks))), "id"))
case("exists of a class", lambda s: show(s.scalars(plain.where(select(Task.id).where(Task.person_id == Person.id).exists())), "name"))
case("in a subquery", lambda s: show(s.scalars(plain.where(Person.id.in_(select(Task.person_id).where(Task.state == "open")))), "name"))
case("scalar subquery", lambda s: " ".join(f"{r.name}:{r.n}" for r in s.execute(select(Person.name, select(func.count(Task.id)).where(Task.person_id == Person.id).scalar_subquery().label("n")))))
case("joined to a subquery", lambda s: (lambda q: " ".join(f"{r.name}:{r.n}" for r in s.execute(select(Person.name, q.c.n).join(q, Person.id == q.c.person_id))))(select(Task.person_id, func.count().label("n")).group_by(Task.person_id).subquery()))
case("cte", lambda s: (lambda q: " ".join(f"{r[0]}" for r in s.execute(select(q.c.name).order_by(q.c.name))))(select(Person.id, Person.name).where(Person.id > 1).cte("later")))
case("union", lambda s: " ".join(f"{r.id}:{r.name}" for r in s.execute(union(select(Person.id, Person.name).where(Person.id == 1), select(Person.id, Person.name).where(Person.id == 2)))))
case("from_statement", lambda s: show(s.scalars(plain.from_statement(text("SELECT * FROM person ORDER BY id DESC"))), "name"))
case("order by label", lambda s: " ".join(f"{r.name}:{r.n}" for r in s.execute(select(Person.name, func.count(Task.id).label("n")).outerjoin(Task).group_by(Person.id).order_by(func.count(Task.id).desc(), Person.name))))


def held(session):
    return session.scalars(select(Person)).unique().all()


def expired(session):
    people = held(session)
    session.expire_all()
    return show(people, "name", "profile")


def refreshed(session, *names):
    people = held(session)
    session.refresh(people[0], names or None)
    return show(people[:1], "name", "profile", "tasks")


def populated_again(session):
    people = held(session)
    people[0].friends
    session.scalars(select(Person).execution_options(populate_existing=True)).unique().all()
    return show(people, "name", "profile", "friends")


def queried_again(session):
    people = session.scalars(plain).all()
    session.scalars(select(Person)).unique().all()
    return show(people, "name", "profile", "tasks")


def refreshed_with_options(session):
    people = session.scalars(plain.options(joinedload(Person.friends))).unique().all()
    session.refresh(people[0])
    return show(people, "name", "friends")


def gone(session):
    parcel = session.get(Parcel, 1, options=[lazyload("*")])
    sender = parcel.sender
    session.expire(sender)
    return show([parcel], "sender")


case("expired with eager classes", expired)
case("refresh with eager classes", refreshed)
case("refresh of a joined relationship", lambda s: refreshed(s, "profile"))
case("refresh of a selectin relationship", lambda s: refreshed(s, "tasks"))
case("refresh of a lazy relationship", lambda s: refreshed(s, "friends"))
case("populate_existing", populated_again)
case("eager load of objects that are there", queried_again)
case("refresh with options", refreshed_with_options)
case("expired target in the identity map", gone)
case("joined alias of a subquery", lambda s: (lambda a: show(s.scalars(select(a).options(joinedload(a.profile), lazyload(a.tasks))).unique(), "name", "profile"))(aliased(Person, select(Person).where(Person.id > 1).subquery())))
case("two aliases", lambda s: (lambda a, b: " ".join(f"{x.name}{y.name}" for x, y in s.execute(select(a, b).where(a.id < b.id).options(lazyload(a.profile), lazyload(b.profile), lazyload(a.tasks), lazyload(b.tasks)))))(aliased(Person), aliased(Person)))
case("limit within a union of eager loads", lambda s: show(s.scalars(select(Person).order_by(Person.name.desc()).limit(2).options(lazyload(Person.tasks), joinedload(Person.friends))).unique(), "name", "friends"))
case("outer join to class", lambda s: " ".join(f"{r[0].name}{r[1] and r[1].id}" for r in s.execute(plain.add_columns(Task).options(lazyload(Task.person)).outerjoin(Task, and_(Task.person_id == Person.id, Task.state == "open")))))
case("select_from join", lambda s: " ".join(f"{r.name}{r.state}" for r in s.execute(select(Person.name, Task.state).select_from(Person).join(Task, Person.tasks).order_by(Task.id))))
case("join_from", lambda s: " ".join(f"{r.name}{r.state}" for r in s.execute(select(Person.name, Task.state).join_from(Person, Task).order_by(Task.id))))
case("delete in database", lambda s: (lambda p: (s.execute(text("DELETE FROM book WHERE id = 2")), s.expire(p), p.caption)[-1])(s.get(Book, 2, options=[lazyload("*")])))

path = pathlib.Path(__file__).parent.parent / "goldens" / "mapping.txt"
path.write_text("\n".join(lines) + "\n")
