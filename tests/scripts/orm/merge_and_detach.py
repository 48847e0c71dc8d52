from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.exc import IntegrityError, InvalidRequestError, PendingRollbackError
from sqlalchemy.orm import Session, declarative_base, make_transient, relationship, selectinload
from sqlalchemy.orm.exc import DetachedInstanceError, ObjectDeletedError, StaleDataError

Base = declarative_base()

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String, unique=True)
    posts = relationship('Post', back_populates='user', cascade='save-update, merge')

class Post(Base):
    __tablename__ = 'posts'
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(ForeignKey('users.id'))
    user = relationship(User, back_populates='posts')

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)

with Session(engine) as session:
    session.add(User(id=1, name='ed', posts=[Post(title='a')]))
    session.commit()

with Session(engine) as session:
    user = session.get(User, 1)
try:
    user.posts
except DetachedInstanceError as error:
    print(str(error)[:8], '...', str(error)[-120:])
print(user.name)
user.name = 'edward'
with Session(engine) as session:
    merged = session.merge(user)
    print(merged is user, merged.name, merged in session.dirty)
    session.commit()
    print(session.scalar(select(User.name)))
    tree = session.merge(User(id=1, name='x', posts=[Post(id=1, title='new'), Post(title='b')]))
    session.commit()
    print([(p.id, p.title) for p in tree.posts])
    print(session.merge(User(id=9, name='nine')).id)
    session.rollback()

with Session(engine) as one, Session(engine) as two:
    a = one.get(User, 1)
    b = two.get(User, 1)
    print(a is b, a.name == b.name)
    a.name = 'first'
    one.commit()
    print(b.name)
    two.refresh(b)
    print(b.name)

with Session(engine, expire_on_commit=False) as session:
    loaded = session.scalars(select(User).options(selectinload(User.posts))).one()
print(len(loaded.posts), loaded.posts[0].title)

with Session(engine) as session:
    session.add(User(name='first'))
    try:
        session.flush()
    except IntegrityError as error:
        print(type(error.orig).__name__, error.statement)
    try:
        session.scalars(select(User)).all()
    except PendingRollbackError as error:
        print(str(error).splitlines()[0])
    session.rollback()
    print(session.scalar(select(User.name)))

with Session(engine) as session:
    gone = session.get(User, 1)
    session.execute(Post.__table__.delete())
    session.execute(User.__table__.delete())
    session.expire(gone)
    try:
        gone.name
    except ObjectDeletedError as error:
        print(type(error).__name__)
    session.rollback()
    kept = session.get(User, 1)
    session.execute(Post.__table__.delete())
    session.execute(User.__table__.delete())
    kept.name = 'stale'
    try:
        session.flush()
    except StaleDataError as error:
        print(error)
    session.rollback()
    copy = session.get(User, 1)
    session.expunge(copy)
    make_transient(copy)
    copy.id = None
    copy.name = 'copy'
    session.add(copy)
    session.commit()
    print(copy.id, session.scalars(select(User.name).order_by(User.id)).all())
    session.rollback()
    with session.begin():
        session.add(User(name='in block'))
    try:
        session.begin()
        session.begin()
    except InvalidRequestError as error:
        print(error)
