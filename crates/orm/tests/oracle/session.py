"""Scenarios of sessions and flushes under the original: `python session.py > ../goldens/session.txt`.

Each is restated in Rust in `tests/session/`, and its statements compared with what is recorded here.
"""

import re
import warnings

from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, delete, event, func, insert, select, text, update
from sqlalchemy import inspect
from sqlalchemy.orm import Session, attribute_keyed_dict, declarative_base, make_transient, relationship

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
    name = Column(String(50), nullable=False, unique=True)
    age = Column(Integer)
    posts = relationship("Post", back_populates="user", cascade="all, delete-orphan")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(50))
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")
    comments = relationship("Comment", back_populates="post")
    tags = relationship("Tag", secondary=post_tags, back_populates="posts")


class Comment(Base):
    __tablename__ = "comments"
    id = Column(Integer, primary_key=True)
    body = Column(String(50))
    post_id = Column(Integer, ForeignKey("posts.id"))
    post = relationship("Post", back_populates="comments")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    posts = relationship("Post", secondary=post_tags, back_populates="tags")


class Node(Base):
    __tablename__ = "nodes"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    parent_id = Column(Integer, ForeignKey("nodes.id"))
    children = relationship("Node", back_populates="parent", cascade="all")
    parent = relationship("Node", back_populates="children", remote_side=[id])


class Setting(Base):
    __tablename__ = "settings"
    key = Column(String(20), primary_key=True)
    value = Column(String(20), default="none")
    changes = Column(Integer, default=0, onupdate=7)
    state = Column(String(10), server_default="fresh")


class Counter(Base):
    __tablename__ = "counters"
    id = Column(Integer, primary_key=True)
    total = Column(Integer)
    version = Column(Integer, nullable=False)
    __mapper_args__ = {"version_id_col": version}


class Team(Base):
    __tablename__ = "teams"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    lead_id = Column(Integer, ForeignKey("members.id"))
    members = relationship("Member", back_populates="team", foreign_keys="Member.team_id")
    lead = relationship("Member", foreign_keys=[lead_id], post_update=True)


class Member(Base):
    __tablename__ = "members"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    team_id = Column(Integer, ForeignKey("teams.id"))
    team = relationship("Team", back_populates="members", foreign_keys=[team_id])


class Player(Base):
    __tablename__ = "players"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    profile = relationship("Profile", uselist=False, back_populates="player", cascade="all, delete-orphan")
    badges = relationship("Badge", collection_class=set, back_populates="player", passive_deletes=True)
    notes = relationship("Note", collection_class=attribute_keyed_dict("kind"), cascade="all")


class Profile(Base):
    __tablename__ = "profiles"
    id = Column(Integer, primary_key=True)
    bio = Column(String(20))
    player_id = Column(Integer, ForeignKey("players.id"))
    player = relationship("Player", back_populates="profile")


class Badge(Base):
    __tablename__ = "badges"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    player_id = Column(Integer, ForeignKey("players.id"))
    player = relationship("Player", back_populates="badges")


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    kind = Column(String(20))
    player_id = Column(Integer, ForeignKey("players.id"))


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    items = relationship("Item", back_populates="order", cascade="all, delete-orphan")


class Item(Base):
    __tablename__ = "items"
    order_id = Column(Integer, ForeignKey("orders.id"), primary_key=True)
    line = Column(Integer, primary_key=True)
    amount = Column(Integer)
    order = relationship("Order", back_populates="items")


class Seat(Base):
    __tablename__ = "seats"
    id = Column(Integer, primary_key=True)
    label = Column(String(20))


class Ticket(Base):
    __tablename__ = "tickets"
    id = Column(Integer, primary_key=True)
    seat_id = Column(Integer, ForeignKey("seats.id"))
    seat = relationship("Seat", single_parent=True, cascade="all, delete-orphan")


lines = []
engine = create_engine("sqlite://")


@event.listens_for(engine, "before_cursor_execute")
def sent(conn, cursor, statement, parameters, context, executemany):
    lines.append("%s | %r" % (statement.replace("\n", "\\n"), parameters))


event.listen(engine, "begin", lambda conn: lines.append("BEGIN"))
event.listen(engine, "commit", lambda conn: lines.append("COMMIT"))
event.listen(engine, "rollback", lambda conn: lines.append("ROLLBACK"))


def note(*what):
    lines.append("# " + " ".join(str(w) for w in what))


def fails(action):
    try:
        action()
    except Exception as error:
        shown = re.sub(r"0x[0-9a-f]+", "0x0", str(error))
        shown = re.sub(r"(session|this is) '\d+'", r"\1 'N'", shown)
        note(type(error).__name__ + ": " + shown.replace("\n", "\\n"))
    else:
        note("no error")


def warned(message, category, filename, lineno, file=None, line=None):
    if "is marked as a member of the primary key" in str(message):
        return  # of the compiler
    note("warning: " + re.sub(r"0x[0-9a-f]+", "0x0", str(message)))


warnings.showwarning = warned
warnings.simplefilter("always")

scenarios = []


def scenario(function):
    scenarios.append(function)
    return function


def family(s):
    """Two users, three posts, two comments."""
    ann = User(name="ann", age=30)
    bob = User(name="bob")
    one = Post(title="one", user=ann)
    two = Post(title="two")
    ann.posts.append(two)
    three = Post(title="three", user=bob)
    one.comments = [Comment(body="a"), Comment(body="b")]
    s.add_all([ann, bob])
    return ann, bob, one, two, three


def count(s, entity):
    return len(s.scalars(select(entity.id)).all())


def settled(s):
    found = family(s)
    s.commit()
    lines.clear()
    return found


@scenario
def add_all_of_one_class(s):
    s.add_all([User(name="ann", age=1), User(name="bob", age=2), User(name="cy", age=None)])
    s.commit()


@scenario
def add_one(s):
    user = User(name="ann")
    s.add(user)
    s.flush()
    note(user.id, user.age, user in s, user in s.new)
    s.commit()
    note(user.name)


@scenario
def add_with_different_columns(s):
    s.add_all([User(name="ann"), User(name="bob", id=9), User(name="cy"), User(name="di", id=4)])
    s.commit()


@scenario
def add_with_given_keys(s):
    s.add_all([User(id=3, name="ann"), User(id=2, name="bob"), User(id=1, name="cy")])
    s.commit()


@scenario
def add_a_graph(s):
    family(s)
    s.commit()


@scenario
def change_some(s):
    ann, bob, *_ = settled(s)
    ann.age, bob.age = 31, 41
    s.commit()
    ann.age = 32
    bob.name = "rob"
    note(len(s.dirty))
    s.commit()
    note(s.dirty == set())


@scenario
def set_the_same_value(s):
    ann, *_ = settled(s)
    note(ann.age)
    ann.age = 30
    note(ann in s.dirty, s.is_modified(ann))
    s.commit()


@scenario
def set_an_expression(s):
    ann, *_ = settled(s)
    ann.age = User.age + 1
    s.flush()
    note(ann.age)
    s.commit()


@scenario
def delete_with_cascade(s):
    ann, bob, *_ = settled(s)
    s.delete(bob)
    note("marked")
    s.commit()
    note(s.get(User, 2))


@scenario
def delete_nulls_children(s):
    ann, bob, one, *_ = settled(s)
    s.delete(one)
    s.flush()
    note([c.post_id for c in s.scalars(select(Comment))])
    s.commit()


@scenario
def remove_an_orphan(s):
    ann, bob, one, two, three = settled(s)
    ann.posts.remove(two)
    note(two.user)
    s.commit()
    note(two in s)


@scenario
def move_a_child(s):
    ann, bob, one, two, three = settled(s)
    bob.posts.append(two)
    note(two.user is bob, two in ann.posts)
    s.commit()


@scenario
def replace_a_collection(s):
    ann, bob, one, two, three = settled(s)
    ann.posts = [one, Post(title="four")]
    s.commit()


@scenario
def unset_a_parent(s):
    ann, bob, one, *_ = settled(s)
    first = one.comments[0]
    first.post = None
    note(len(one.comments))
    s.commit()


@scenario
def set_a_parent_unloaded(s):
    ann, bob, one, two, three = settled(s)
    s.expire_all()
    comment = s.get(Comment, 1)
    comment.post = three
    s.commit()


@scenario
def pending_orphan(s):
    ann = User(name="ann")
    s.add(ann)
    post = Post(title="one")
    ann.posts.append(post)
    note(post in s.new)
    ann.posts.remove(post)
    note(post in s.new)
    s.commit()


@scenario
def many_to_many(s):
    red, blue = Tag(name="red"), Tag(name="blue")
    one, two = Post(title="one", tags=[red, blue]), Post(title="two")
    s.add(one)
    s.flush()
    two.tags.append(red)
    s.add(two)
    s.commit()
    one.tags.remove(red)
    blue.posts.append(two)
    s.commit()
    s.delete(red)
    s.commit()
    s.delete(one)
    s.commit()


@scenario
def self_referential(s):
    root = Node(name="root")
    a, b = Node(name="a", parent=root), Node(name="b", parent=root)
    c = Node(name="c", parent=a)
    s.add(root)
    s.commit()
    b.parent = c
    s.commit()
    note(root.name)
    s.delete(a)
    s.commit()
    note(count(s, Node))


@scenario
def self_referential_unordered(s):
    a, b = Node(name="a"), Node(name="b")
    a.parent = b
    s.add_all([a, b])
    s.commit()


@scenario
def post_update(s):
    team = Team(name="red")
    ann, bob = Member(name="ann", team=team), Member(name="bob", team=team)
    team.lead = ann
    s.add(team)
    s.commit()
    team.lead = bob
    s.commit()
    note(ann.name, bob.name, team.name)
    s.delete(team)
    s.delete(ann)
    s.delete(bob)
    s.commit()


@scenario
def defaults(s):
    setting = Setting(key="a")
    s.add(setting)
    s.flush()
    note(setting.value, setting.changes, setting.state)
    s.commit()
    setting.value = "b"
    s.flush()
    note(setting.changes)
    s.commit()
    s.add_all([Setting(key="c"), Setting(key="b", value="x", changes=3, state="y")])
    s.commit()


@scenario
def change_a_key(s):
    setting = Setting(key="a", value="1")
    s.add(setting)
    s.commit()
    setting.key = "z"
    s.commit()
    note(setting.key, s.get(Setting, "a"))


@scenario
def versions(s):
    counter = Counter(total=1)
    s.add(counter)
    s.commit()
    counter.total = 2
    s.commit()
    note(counter.version)
    s.execute(text("UPDATE counters SET version = 9"))
    counter.total = 3
    fails(s.flush)
    s.rollback()
    note(counter.version)
    s.delete(counter)
    s.commit()


@scenario
def stale_update(s):
    ann, *_ = settled(s)
    note(ann.name)
    s.execute(text("DELETE FROM users"))
    ann.age = 1
    fails(s.flush)


@scenario
def stale_delete(s):
    tag = Tag(name="red")
    s.add(tag)
    s.commit()
    note(tag.name)
    s.execute(text("DELETE FROM tags"))
    s.delete(tag)
    s.flush()
    s.rollback()


@scenario
def refused(s):
    s.add(User(name="ann"))
    s.commit()
    twin = User(name="ann")
    s.add(twin)
    fails(s.commit)
    fails(lambda: count(s, User))
    s.rollback()
    note(twin in s, twin.id)
    note(count(s, User))


@scenario
def rollback_restores(s):
    ann, bob, *_ = settled(s)
    ann.name = "changed"
    new = User(name="new")
    s.add(new)
    s.delete(bob)
    s.flush()
    note(new in s, bob in s)
    s.rollback()
    note(new in s, bob in s, new.id)
    note(ann.name)


@scenario
def savepoints(s):
    ann = User(name="ann")
    s.add(ann)
    nested = s.begin_nested()
    s.add(User(name="bob"))
    nested.commit()
    s.begin_nested()
    ann.name = "changed"
    cy = User(name="cy")
    s.add(cy)
    s.flush()
    s.rollback()
    note(ann in s, cy in s, s.in_transaction())
    fails(lambda: ann.name)


@scenario
def savepoint_rolled_back_alone(s):
    ann = User(name="ann", age=1)
    s.add(ann)
    s.flush()
    nested = s.begin_nested()
    ann.age = 2
    s.flush()
    nested.rollback()
    note(ann.age)
    s.commit()


@scenario
def expire_and_refresh(s):
    ann, *_ = settled(s)
    s.refresh(ann)
    ann.age = 5
    s.refresh(ann, ["age"])
    note(ann.age)
    s.expire(ann, ["name"])
    note(ann.name)
    s.expire(ann)
    note(ann.age, ann.name)


@scenario
def gone_rows(s):
    ann, *_ = settled(s)
    s.execute(text("DELETE FROM users"))
    fails(lambda: ann.name)
    note(s.get(User, 1))


@scenario
def get(s):
    settled(s)
    ann = s.get(User, 1)
    note(s.get(User, 1) is ann, s.get(User, 99))
    s.expire_all()
    note(s.get(User, 1) is ann)
    fails(lambda: s.get(User, (1, 2)))
    fails(lambda: s.get_one(User, 99))
    note(s.get(User, 2, populate_existing=True).name)


@scenario
def detached(s):
    ann, *_ = settled(s)
    s.close()
    fails(lambda: ann.posts)
    fails(lambda: ann.name)
    s.add(ann)
    note(ann.name, len(ann.posts))


@scenario
def refused_states(s):
    ann = User(name="ann")
    fails(lambda: s.delete(ann))
    fails(lambda: s.expunge(ann))
    fails(lambda: s.expire(ann))
    fails(lambda: s.refresh(ann))
    s.add(ann)
    s.commit()
    s.delete(ann)
    s.flush()
    fails(lambda: s.add(ann))
    s.commit()
    fails(lambda: s.add(ann))


@scenario
def merge(s):
    ann, *_ = settled(s)
    copy = User(id=1, name="anna", posts=[Post(id=1, title="uno"), Post(title="neu")])
    merged = s.merge(copy)
    note(merged is ann, copy in s)
    s.commit()
    fresh = s.merge(User(id=77, name="zed"))
    note(fresh in s.new)
    s.commit()


@scenario
def row_switch(s):
    ann = User(id=1, name="ann", age=1)
    s.add(ann)
    s.commit()
    s.delete(ann)
    s.add(User(id=1, name="anew"))
    s.commit()
    note([(u.id, u.name, u.age) for u in s.scalars(select(User))])


@scenario
def autoflush(s):
    s.add(User(name="ann"))
    note(count(s, User))
    s.add(User(name="bob"))
    with s.no_autoflush:
        note(count(s, User))
    note(len(s.scalars(select(User)).all()))


@scenario
def delete_in_a_loop(s):
    for name in ("ann", "bob"):
        s.add(User(name=name, posts=[Post(title=name, comments=[Comment(body=name)])]))
    s.commit()
    for user in s.scalars(select(User)).all():
        s.delete(user)
    s.commit()


@scenario
def update_by_criteria(s):
    ann, bob, *_ = settled(s)
    note(ann.age, bob.age)
    s.execute(update(User).where(User.name == "ann").values(age=User.age + 1))
    note(ann.age)
    s.execute(update(User).where(func.length(User.name) == 3).values(age=7))
    note(ann.age, bob.age)
    result = s.execute(update(User).values(age=8), execution_options={"synchronize_session": False})
    note(result.rowcount, ann.age)
    s.commit()


@scenario
def delete_by_criteria(s):
    ann, bob, *_ = settled(s)
    note(ann.age)
    s.execute(delete(User).where(User.age == 30))
    note(ann in s, bob in s)
    s.execute(delete(User).where(func.length(User.name) == 3))
    note(bob in s)
    s.commit()


@scenario
def bulk_insert(s):
    s.execute(insert(User), [{"name": "ann", "age": 1}, {"name": "bob", "age": 2}, {"name": "cy"}])
    s.execute(insert(User).values(name="di"))
    s.execute(update(User), [{"id": 1, "age": 5}, {"id": 2, "age": 6}])
    s.commit()


@scenario
def bulk_objects(s):
    s.bulk_save_objects([User(name="ann"), User(name="bob")])
    s.bulk_insert_mappings(User, [{"name": "cy", "age": 1}])
    s.bulk_update_mappings(User, [{"id": 1, "age": 9}])
    s.commit()


@scenario
def empty_commits(s):
    s.commit()
    s.rollback()
    s.execute(text("SELECT 1"))
    s.commit()
    s.close()


@scenario
def one_to_one(s):
    player = Player(name="ann", profile=Profile(bio="a"))
    s.add(player)
    s.commit()
    player.profile = Profile(bio="b")
    s.commit()
    player.profile = None
    s.commit()
    late = Profile(bio="c", player=player)
    note(player.profile is late)
    s.commit()
    s.delete(player)
    s.commit()


@scenario
def a_set(s):
    one, two = Badge(name="one"), Badge(name="two")
    player = Player(name="ann", badges={one})
    s.add(player)
    s.commit()
    player.badges.add(two)
    player.badges.add(two)
    note(two.player is player, len(player.badges))
    s.commit()
    player.badges.discard(one)
    s.commit()
    s.delete(player)
    s.commit()
    note(two.player_id)


@scenario
def passive_deletes(s):
    player = Player(name="ann", badges={Badge(name="one")})
    s.add(player)
    s.commit()
    note(len(player.badges))
    s.delete(player)
    s.commit()


@scenario
def a_dictionary(s):
    player = Player(name="ann")
    player.notes["a"] = Note(kind="a")
    s.add(player)
    s.commit()
    player.notes["a"] = Note(kind="a")
    player.notes["b"] = Note(kind="b")
    note(sorted(player.notes))
    s.commit()
    del player.notes["a"]
    s.commit()


@scenario
def composite_keys(s):
    order = Order(name="first", items=[Item(line=1, amount=10), Item(line=2, amount=20)])
    s.add(order)
    s.commit()
    note(s.get(Item, (1, 2)).amount)
    order.items[0].amount = 11
    order.items.append(Item(line=3, amount=30))
    del order.items[1]
    s.commit()
    fails(lambda: s.get(Item, 1))
    note(s.get(Item, {"order_id": 1, "line": 3}).amount)
    s.delete(order)
    s.commit()


@scenario
def single_parent(s):
    seat = Seat(label="a")
    ticket = Ticket(seat=seat)
    s.add(ticket)
    fails(lambda: Ticket(seat=seat))
    s.commit()
    ticket.seat = Seat(label="b")
    s.commit()
    s.delete(ticket)
    s.commit()


@scenario
def two_sessions(s):
    ann, *_ = settled(s)
    other = Session(engine)
    fails(lambda: other.add(ann))
    s.expunge(ann)
    other.add(ann)
    note(ann in s, ann in other)
    fails(lambda: s.delete(ann))
    copy = User(id=1, name="x")
    make_transient(copy)
    other.close()
    loaded = s.get(User, 1)
    fails(lambda: s.add(ann))
    note(loaded is ann)


@scenario
def kept_after_commit(s):
    s.expire_on_commit = False
    ann, bob, one, *_ = family(s)
    s.commit()
    lines.clear()
    note(ann.name, one.user is ann, len(one.comments))
    ann.age = 1
    s.commit()
    s.delete(bob)
    s.commit()
    note(bob in s, ann in s)
    fails(lambda: s.add(bob))


@scenario
def hooks(s):
    def hear(name):
        return lambda *args: note(name, len(s.new), len(s.dirty), len(s.deleted))

    for name in ("before_flush", "after_flush", "after_flush_postexec", "before_commit", "after_commit", "after_rollback", "after_begin"):
        event.listen(s, name, hear(name))
    for name in ("after_transaction_create", "after_transaction_end", "after_soft_rollback"):
        event.listen(s, name, hear(name))
    ann = User(name="ann")
    s.add(ann)
    s.commit()
    ann.age = 1
    s.flush()
    s.rollback()
    s.add(User(name="ann"))
    fails(s.commit)
    s.rollback()


@scenario
def state_hooks(s):
    for name in ("transient_to_pending", "pending_to_transient", "pending_to_persistent", "loaded_as_persistent",
                 "persistent_to_transient", "persistent_to_deleted", "deleted_to_detached", "deleted_to_persistent",
                 "persistent_to_detached", "detached_to_persistent", "before_attach", "after_attach"):
        event.listen(s, name, lambda session, obj, name=name: note(name))
    ann = User(name="ann")
    s.add(ann)
    s.rollback()
    s.add(ann)
    s.commit()
    s.delete(ann)
    s.flush()
    s.rollback()
    s.expunge(ann)
    s.add(ann)
    s.delete(ann)
    s.commit()


@scenario
def blocks(s):
    with s.begin():
        s.add(User(name="ann"))
    note(s.in_transaction())

    def broken():
        with s.begin():
            s.add(User(name="bob"))
            s.flush()
            raise ValueError("broken")

    fails(broken)

    def closed():
        with s.begin():
            s.add(User(name="cy"))
            s.commit()
            s.add(User(name="di"))

    fails(closed)

    def inner():
        with s.begin():
            s.add(User(name="ed"))
            try:
                with s.begin_nested():
                    s.add(User(name="ann"))
            except Exception as error:
                note(type(error).__name__)
            s.add(User(name="flo"))

    inner()
    s.begin()
    fails(s.begin)
    s.rollback()
    note([u.name for u in s.scalars(select(User))])


@scenario
def transient_again(s):
    ann, bob, *_ = settled(s)
    note(bob.name, len(bob.posts))
    make_transient(bob)
    note(bob in s, bob.id, bob.name)
    bob.id = None
    bob.name = "copy"
    bob.posts = []
    s.add(bob)
    s.commit()


@scenario
def del_attributes(s):
    ann, bob, one, *_ = settled(s)
    note(ann.name, one.user is ann)
    del ann.age
    note(ann.age)
    fails(lambda: User(name="x").__delattr__("age"))
    fails(s.commit)
    s.rollback()
    note(one.user is ann)
    del one.user
    s.commit()


@scenario
def histories(s):
    def show(obj, key):
        history = inspect(obj).attrs[key].history
        named = lambda values: [v if v is None or isinstance(v, (int, str)) else getattr(v, "title", getattr(v, "name", v)) for v in values]
        note(key, named(history.added or ()), named(history.unchanged or ()), named(history.deleted or ()))

    ann, bob, one, two, three = settled(s)
    show(ann, "age")
    ann.age = 31
    show(ann, "age")
    note(ann.name)
    ann.name = "anna"
    show(ann, "name")
    ann.name = "ann"
    show(ann, "name")
    ann.posts.remove(one)
    four = Post(title="four")
    ann.posts.append(four)
    show(ann, "posts")
    show(one, "user")
    one.user = bob
    show(one, "user")
    fresh = User()
    show(fresh, "name")
    fresh.name = None
    show(fresh, "name")
    s.rollback()


@scenario
def null_keys(s):
    s.add(Setting(value="x"))
    fails(s.flush)
    s.rollback()
    s.add(Item(line=1))
    fails(s.flush)


@scenario
def foreign_keys_by_hand(s):
    ann, bob, one, *_ = settled(s)
    one.user_id = 2
    note(one.user.name)
    s.commit()
    note(one.user.name)
    late = Post(title="late", user_id=1)
    s.add(late)
    note(late.user)
    s.flush()
    note(late.user.name)
    s.expire(late, ["user"])
    note(late.user.name)


@scenario
def gone_on_refresh(s):
    ann, *_ = settled(s)
    s.execute(text("DELETE FROM users"))
    fails(lambda: s.refresh(ann))


@scenario
def expunge_cascades(s):
    node = Node(name="root", children=[Node(name="a")])
    s.add(node)
    s.commit()
    child = node.children[0]
    s.expunge(node)
    note(node in s, child in s)
    s.add(child)
    note(node in s)


@scenario
def twice_in_a_list(s):
    post = Post(title="one")
    ann = User(name="ann")
    ann.posts.append(post)
    ann.posts.append(post)
    s.add(ann)
    s.commit()
    note(len(ann.posts))
    ann.posts.append(post)
    ann.posts.remove(post)
    note(post.user is ann)
    s.commit()


@scenario
def wrong_side(s):
    ann = User(name="ann")
    fails(lambda: ann.posts.append(Comment(body="x")) or s.add(ann))
    s.rollback()
    ann = User(name="ann")
    fails(lambda: ann.posts.remove(Post(title="x")))


@scenario
def returning(s):
    found = s.scalars(insert(User).returning(User), [{"name": "ann"}, {"name": "bob"}]).all()
    note([(u.id, u.name) for u in found], found[0] in s)
    note(s.execute(insert(User).values(name="cy").returning(User.id, User.name)).all())
    note(s.scalars(update(User).where(User.name == "cy").values(age=3).returning(User)).all()[0].age)
    s.commit()


@scenario
def expired_keys(s):
    setting = Setting(key="a", value="1")
    s.add(setting)
    s.commit()
    setting.key = "b"
    note(inspect(setting).identity)
    setting.value = "2"
    s.flush()
    note(inspect(setting).identity, setting.state)
    s.rollback()
    note(inspect(setting).identity, setting.key)


@scenario
def deep_cascade(s):
    ann = User(name="ann", posts=[Post(title="one", comments=[Comment(body="x")], tags=[Tag(name="t")])])
    s.add(ann)
    note(len(s.new))
    s.commit()
    tag = s.scalars(select(Tag)).one()
    tag.posts.append(Post(title="two", user=User(name="bob")))
    note(len(s.new))
    s.commit()


@scenario
def changes_then_nothing(s):
    ann, *_ = settled(s)
    ann.age = 1
    s.expire(ann)
    s.commit()
    note(ann.age)
    ann.age = 2
    s.refresh(ann)
    note(ann.age, ann in s.dirty)
    s.commit()


def run():
    for function in scenarios:
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        lines.clear()
        session = Session(engine)
        function(session)
        session.close()
        print("== " + function.__name__)
        for line in lines:
            print(line)
        print()


if __name__ == "__main__":
    run()
