# title: Advanced: lazy loading
# summary: Nothing is sent for a relationship until it is read

# %% schema
from datetime import datetime
from sqlalchemy import create_engine, Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy import select, insert, update, delete, func
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

engine = create_engine('sqlite://')
Session = sessionmaker(bind=engine)
Base = declarative_base()

class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    username = Column(String(50), nullable=False, unique=True)
    email = Column(String(120), nullable=False)
    created_at = Column(DateTime, default=datetime.utcnow)

    posts = relationship('Post', back_populates='author', cascade='all, delete-orphan')

    def __repr__(self):
        return f"<User(username='{self.username}')>"

class Post(Base):
    __tablename__ = 'posts'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(Text)
    created_at = Column(DateTime, default=datetime.utcnow)

    author = relationship('User', back_populates='posts')

    def __repr__(self):
        return f"<Post(title='{self.title}')>"

# The same two tables, for Core
users_table = User.__table__
posts_table = Post.__table__

Base.metadata.create_all(engine)

# %% data
with Session() as session:
    for name, count in [('alice', 3), ('bob', 1), ('carol', 7), ('dave', 0), ('erin', 6)]:
        user = User(username=name, email=f'{name}@example.com')
        user.posts = [Post(title=f'{name} writes, part {n}') for n in range(1, count + 1)]
        session.add(user)
    session.commit()

# %% core
# Two statements, both in plain sight
with engine.connect() as conn:
    user = conn.execute(select(users_table).limit(1)).one()
    posts = conn.execute(select(posts_table).where(posts_table.c.user_id == user.id)).all()

print(f'{user.username}: {len(posts)} posts')

# %% orm
session = Session()

# Lazy loading (default) - loads on access
user = session.query(User).first()
# SQL query happens here when accessing .posts
posts = user.posts

print(f'{user.username}: {len(posts)} posts')
