from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import Session, attribute_keyed_dict, declarative_base, relationship

Base = declarative_base()

class Owner(Base):
    __tablename__ = 'owner'
    id = Column(Integer, primary_key=True)
    things = relationship('Thing', back_populates='owner', order_by='Thing.id', cascade='all, delete-orphan')
    tags = relationship('Tag', collection_class=set)
    marks = relationship('Mark', collection_class=attribute_keyed_dict('key'))

class Thing(Base):
    __tablename__ = 'thing'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    owner_id = Column(ForeignKey('owner.id'))
    owner = relationship(Owner, back_populates='things')

    def __repr__(self):
        return self.name

class Tag(Base):
    __tablename__ = 'tag'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    owner_id = Column(ForeignKey('owner.id'))

class Mark(Base):
    __tablename__ = 'mark'
    id = Column(Integer, primary_key=True)
    key = Column(String)
    owner_id = Column(ForeignKey('owner.id'))

a, b, c, d = (Thing(name=n) for n in 'abcd')
owner = Owner()
print(owner.things, isinstance(owner.things, list), type(owner.things).__name__)
owner.things.append(a)
owner.things.extend([b, c])
owner.things.insert(0, d)
print(owner.things, len(owner.things), a in owner.things, d.owner is owner)
print(owner.things[0], owner.things[-1], owner.things[1:3], owner.things.index(c), owner.things.count(a))
owner.things.remove(b)
print(owner.things, b.owner)
print(owner.things.pop(), owner.things.pop(0), owner.things, c.owner)
owner.things[0] = c
print(owner.things, a.owner)
owner.things += [a, b]
print(owner.things, a.owner is owner)
del owner.things[0]
print(owner.things, c.owner)
owner.things.sort(key=lambda t: t.name, reverse=True)
print(owner.things, list(reversed(owner.things)), sorted(owner.things, key=lambda t: t.name))
owner.things[:] = [d, c]
print(owner.things, a.owner, owner.things == [d, c])
owner.things = [a]
print(owner.things, d.owner)
owner.things.clear()
print(owner.things, bool(owner.things), a.owner)
try:
    owner.things.remove(a)
except ValueError as error:
    print(error)
try:
    owner.things.pop()
except IndexError as error:
    print(error)
owner.things = [a, b, c]

x, y = Tag(name='x'), Tag(name='y')
owner.tags.add(x)
owner.tags.update({x, y})
print(len(owner.tags), x in owner.tags, sorted(t.name for t in owner.tags))
owner.tags.discard(x)
print([t.name for t in owner.tags])
owner.marks['one'] = Mark(key='one')
owner.marks['two'] = Mark(key='two')
print(list(owner.marks), owner.marks['one'].key, 'two' in owner.marks, owner.marks.get('three'))
del owner.marks['one']
print(owner.marks.keys())

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(owner)
    session.commit()
    print(owner.things, [t.name for t in owner.tags], owner.marks['two'].key)
    owner.things = [c, a]
    session.commit()
    print(owner.things, session.scalars(select(Thing)).all())
    for thing in list(owner.things):
        owner.things.remove(thing)
    session.commit()
    print(owner.things, session.scalars(select(Thing)).all())
