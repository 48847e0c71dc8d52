from sqlalchemy import ForeignKey, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Parent(Base):
    __tablename__ = 'parent'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    children: Mapped[list['Child']] = relationship(back_populates='parent', cascade='all, delete-orphan')
    notes: Mapped[list['Note']] = relationship()

class Child(Base):
    __tablename__ = 'child'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int] = mapped_column(ForeignKey('parent.id'))
    parent: Mapped['Parent'] = relationship(back_populates='children')

class Note(Base):
    __tablename__ = 'note'
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey('parent.id'))

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)

session = Session(engine)
one = Parent(name='one', children=[Child(name='a'), Child(name='b'), Child(name='c')], notes=[Note(text='n')])
session.add(one)
session.commit()

print([c.name for c in one.children])
one.children.pop(0)
session.commit()
print([c.name for c in one.children])
first = one.children[0]
first.parent = None
session.commit()
print([c.name for c in one.children])

def counts():
    return [session.scalar(select(func.count()).select_from(c)) for c in (Parent, Child, Note)]

print(counts())
session.delete(one)
session.commit()
print(counts())
print(session.scalars(select(Note)).one().parent_id)

lone = Child(name='lone')
session.add(lone)
try:
    session.commit()
except Exception as error:
    print(type(error).__name__, str(error).splitlines()[0])
    session.rollback()
