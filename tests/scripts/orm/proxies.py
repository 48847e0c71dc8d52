from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, select
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import Session, declarative_base, relationship, scoped_session, sessionmaker

Base = declarative_base()
link = Table('link', Base.metadata, Column('user_id', ForeignKey('user.id')), Column('tag_id', ForeignKey('tag.id')))

class User(Base):
    __tablename__ = 'user'
    id = Column(Integer, primary_key=True)
    tags = relationship('Tag', secondary=link)
    tag_names = association_proxy('tags', 'name')

class Tag(Base):
    __tablename__ = 'tag'
    id = Column(Integer, primary_key=True)
    name = Column(String)

    def __init__(self, name):
        self.name = name

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
registry = scoped_session(sessionmaker(engine))
user = User()
user.tag_names.append('red')
user.tag_names.extend(['green', 'blue'])
print(user.tag_names, len(user.tag_names), 'red' in user.tag_names, [t.name for t in user.tags])
user.tag_names.remove('green')
registry.add(user)
registry.commit()
print(list(user.tag_names), registry() is registry())
user.tag_names = ['x', 'y']
registry.commit()
print(user.tag_names == ['x', 'y'], registry.scalars(select(Tag.name)).all())
print(registry.query(User).filter(User.tag_names.contains('x')).count())
registry.remove()
