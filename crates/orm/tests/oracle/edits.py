"""Random edits of a graph of objects under the original: `python edits.py > ../goldens/edits.txt`.

Each line that begins with `>` is an edit, which `tests/session/edits.rs` reads and repeats; the lines after it are what
it sent. The unit of work keeps its instances in sets, whose order is that of addresses: here they keep the order of
insertion, so that a recording is the same every time.
"""

import random
import sys
from collections.abc import MutableSet

from sqlalchemy.orm import dependency, identity, mapper, persistence, session as session_module, unitofwork
from sqlalchemy.util import topological


class Ordered(MutableSet):
    """A set that keeps the order of insertion; `pop` takes the first."""

    def __init__(self, items=()):
        self.items = dict.fromkeys(items)

    __contains__ = lambda self, item: item in self.items
    __iter__ = lambda self: iter(list(self.items))
    __len__ = lambda self: len(self.items)
    __hash__ = None

    def add(self, item):
        self.items[item] = None

    def discard(self, item):
        self.items.pop(item, None)

    def pop(self):
        first = next(iter(self.items))
        del self.items[first]
        return first

    def update(self, *others):
        for other in others:
            self.items.update(dict.fromkeys(other))

    def difference_update(self, *others):
        for other in others:
            for item in list(other):
                self.discard(item)

    def union(self, *others):
        found = Ordered(self)
        found.update(*others)
        return found

    def difference(self, *others):
        found = Ordered(self)
        found.difference_update(*others)
        return found

    def intersection(self, *others):
        return Ordered(item for item in self if all(item in list(other) for other in others))

    def issuperset(self, other):
        return all(item in self for item in other)

    def isdisjoint(self, other):
        return not any(item in self for item in other)

    def copy(self):
        return Ordered(self)


for module in (dependency, identity, mapper, persistence, session_module, unitofwork, topological):
    module.set = Ordered

generate_actions = unitofwork.UOWTransaction._generate_actions


def generate_in_order(self):
    found = generate_actions(self)
    return [action for action in self.postsort_actions.values() if action in found]


unitofwork.UOWTransaction._generate_actions = generate_in_order

import session as world  # noqa: E402  (prints nothing when imported)
from session import Base, Comment, Node, Post, Session, Tag, User, engine, fails, lines, note  # noqa: E402

CLASSES = {"User": User, "Post": Post, "Comment": Comment, "Tag": Tag, "Node": Node}
COLUMNS = {"User": ["name", "age"], "Post": ["title"], "Comment": ["body"], "Tag": ["name"], "Node": ["name"]}
LISTS = {"User": [("posts", "Post")], "Post": [("comments", "Comment"), ("tags", "Tag")], "Tag": [("posts", "Post")],
         "Node": [("children", "Node")]}
OBJECTS = {"Post": [("user", "User")], "Comment": [("post", "Post")], "Node": [("parent", "Node")]}


class Edits:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.session = Session(engine)
        self.things = {}
        self.counter = 0

    def pick(self, kind):
        known = [name for name, thing in self.things.items() if type(thing).__name__ == kind]
        return self.random.choice(known) if known else None

    def do(self, text, action):
        lines.append("> " + text)
        try:
            action()
        except Exception as error:
            def again():
                raise error
            fails(again)
            if not self.session.is_active:
                self.do("rollback", self.session.rollback)

    def new(self):
        kind = self.random.choice(["User", "Post", "Post", "Comment", "Comment", "Tag", "Node", "Node"])
        self.counter += 1
        name = f"{kind.lower()}{self.counter}"
        column = COLUMNS[kind][0]
        self.do(f"new {kind} {name} {column}={name}", lambda: self.things.__setitem__(name, CLASSES[kind](**{column: name})))
        if self.random.random() < 0.8:
            self.do(f"add {name}", lambda: self.session.add(self.things[name]))

    def add(self):
        name = self.random.choice(list(self.things))
        self.do(f"add {name}", lambda: self.session.add(self.things[name]))

    def column(self):
        name = self.random.choice(list(self.things))
        kind = type(self.things[name]).__name__
        column = self.random.choice(COLUMNS[kind])
        self.counter += 1
        value = self.random.randrange(5) if column == "age" else f"v{self.counter}"
        self.do(f"set {name}.{column} {value}", lambda: setattr(self.things[name], column, value))

    def link(self):
        name = self.random.choice(list(self.things))
        kind = type(self.things[name]).__name__
        if kind not in OBJECTS:
            return
        key, target = self.random.choice(OBJECTS[kind])
        other = self.pick(target) if self.random.random() < 0.8 else None
        if other == name or (kind == "Node" and other and not self.is_tree(name, other)):
            return
        self.do(f"link {name}.{key} {other}", lambda: setattr(self.things[name], key, self.things[other] if other else None))

    def is_tree(self, child, parent):
        """Nodes must not go round in circles; looked at without loading."""
        at = self.things[parent]
        for _ in range(20):
            if at is self.things[child]:
                return False
            at = at.__dict__.get("parent")
            if at is None:
                return int(parent[4:]) < int(child[4:])
        return False

    def list(self):
        name = self.random.choice(list(self.things))
        kind = type(self.things[name]).__name__
        if kind not in LISTS:
            return
        key, target = self.random.choice(LISTS[kind])
        how = self.random.choice(["append", "append", "append", "remove", "assign"])
        others = [n for n in self.things if type(self.things[n]).__name__ == target]
        others = [n for n in others if target != "Node" or int(n[4:]) > int(name[4:])]
        if not others:
            return
        if how == "assign":
            chosen = self.random.sample(others, min(len(others), self.random.randrange(3)))
            self.do(f"assign {name}.{key} {','.join(chosen)}",
                    lambda: setattr(self.things[name], key, [self.things[n] for n in chosen]))
            return
        other = self.random.choice(others)
        if how == "append":
            def append():
                items = getattr(self.things[name], key)
                if self.things[other] not in items:
                    items.append(self.things[other])
            self.do(f"append {name}.{key} {other}", append)
        else:
            def remove():
                items = getattr(self.things[name], key)
                if self.things[other] in items:
                    items.remove(self.things[other])
            self.do(f"remove {name}.{key} {other}", remove)

    def delete(self):
        name = self.random.choice(list(self.things))
        self.do(f"delete {name}", lambda: self.session.delete(self.things[name]))

    def end(self):
        what = self.random.choices(["flush", "commit", "rollback"], [4, 4, 1])[0]
        self.do(what, getattr(self.session, what))

    def forget(self):
        name = self.random.choice(list(self.things))
        what = self.random.choice(["expire", "refresh", "expunge"])
        self.do(f"{what} {name}", lambda: getattr(self.session, what)(self.things[name]))

    def read(self):
        name = self.random.choice(list(self.things))
        kind = type(self.things[name]).__name__
        if kind in LISTS and self.random.random() < 0.5:
            key = self.random.choice(LISTS[kind])[0]
            self.do(f"count {name}.{key}", lambda: note(len(getattr(self.things[name], key))))
        else:
            key = COLUMNS[kind][0]
            self.do(f"read {name}.{key}", lambda: note(getattr(self.things[name], key)))

    def run(self, number):
        self.new()
        for _ in range(number):
            edit = self.random.choices(
                [self.new, self.add, self.column, self.link, self.list, self.delete, self.end, self.forget, self.read],
                [5, 2, 3, 5, 8, 2, 4, 1, 2])[0]
            edit()
        self.do("commit", self.session.commit)
        lines.append("> tables")
        with engine.connect() as connection:
            before = len(lines)
            for table in ("users", "posts", "comments", "tags", "post_tags", "nodes"):
                rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
                del lines[before:]
                before += 1
                lines.append(f"{table}: {[tuple(row) for row in rows]}")
        del lines[before:]
        self.session.close()


def run(seeds, number):
    for seed in range(seeds):
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        lines.clear()
        Edits(seed).run(number)
        print(f"== {seed}")
        for line in lines:
            print(line.replace("<class 'session.", "<class '__main__."))
        print()


run(int(sys.argv[1]) if len(sys.argv) > 1 else 80, int(sys.argv[2]) if len(sys.argv) > 2 else 40)
