from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event
from sqlalchemy.orm import Mapper, Session, declarative_base, relationship, sessionmaker

Base = declarative_base()

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    posts = relationship('Post', back_populates='author', cascade='all')

class Post(Base):
    __tablename__ = 'posts'
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(ForeignKey('users.id'))
    author = relationship(User, back_populates='posts')

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
Maker = sessionmaker(engine)

@event.listens_for(User, 'before_insert')
def before_insert(mapper, connection, target):
    print('before_insert', mapper.class_.__name__, target.name)
    target.name = target.name.upper()

@event.listens_for(User, 'after_insert')
def after_insert(mapper, connection, target):
    print('after_insert', target.id, type(connection).__name__)

@event.listens_for(Mapper, 'before_update')
def before_update(mapper, connection, target):
    print('before_update', type(target).__name__)

@event.listens_for(Base, 'before_delete', propagate=True)
def before_delete(mapper, connection, target):
    print('before_delete', type(target).__name__)

@event.listens_for(User, 'init')
def init(target, args, kwargs):
    print('init', args, sorted(kwargs))

@event.listens_for(User, 'load')
def load(target, context):
    print('load', target.id)

@event.listens_for(User.name, 'set')
def name_set(target, value, old, initiator):
    print('set', value, old, initiator.key)

@event.listens_for(User.posts, 'append')
def appended(target, value, initiator):
    print('append', value.title)

@event.listens_for(User.posts, 'remove')
def removed(target, value, initiator):
    print('remove', value.title)

@event.listens_for(Maker, 'before_flush')
def before_flush(session, context, instances):
    print('before_flush', len(session.new), len(session.dirty), len(session.deleted), instances)

@event.listens_for(Session, 'after_commit')
def after_commit(session):
    print('after_commit')

for name in ('transient_to_pending', 'persistent_to_deleted', 'after_attach'):
    event.listen(Maker, name, lambda s, o, name=name: print(name, type(o).__name__))

with Maker() as session:
    user = User(name='ed')
    post = Post(title='t')
    user.posts.append(post)
    session.add(user)
    session.commit()
    user.name = 'x'
    session.commit()
    user.posts.remove(post)
    session.delete(user)
    session.commit()
with Maker() as session:
    session.add(User(name='b'))
    session.commit()
    session.expunge_all()
    print(session.query(User).one().name)
    session.rollback()
