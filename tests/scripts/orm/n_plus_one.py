# %% schema
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload, subqueryload

engine = create_engine('sqlite://')
Base = declarative_base()

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    posts = relationship('Post', back_populates='author')

class Post(Base):
    __tablename__ = 'posts'
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(ForeignKey('users.id'))
    author = relationship('User', back_populates='posts')

Base.metadata.create_all(engine)

# %% data
with Session(engine) as session:
    session.add_all(User(name=f'u{n}', posts=[Post(title=f'p{n}{m}') for m in range(2)]) for n in range(4))
    session.commit()

# %% orm
with Session(engine) as session:
    for user in session.query(User).order_by(User.id):
        print(user.name, len(user.posts))

# %% orm
with Session(engine) as session:
    for post in session.scalars(select(Post).order_by(Post.id)):
        print(post.title, post.author.name)

# %% orm
with Session(engine) as session:
    for load in (joinedload, selectinload, subqueryload):
        session.expunge_all()
        for user in session.scalars(select(User).options(load(User.posts)).order_by(User.id)).unique():
            print(load.__name__, user.name, len(user.posts))
