# title: ORM: declarative models
# summary: classes, relationship(), a session, and the unit of work

# %% script
from sqlalchemy import create_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker
from sqlalchemy import Column, Integer, String, Text, DateTime, ForeignKey
from datetime import datetime

engine = create_engine('sqlite://')
Session = sessionmaker(bind=engine)
Base = declarative_base()

class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    username = Column(String(50), nullable=False, unique=True)
    email = Column(String(120), nullable=False)
    created_at = Column(DateTime, default=datetime.utcnow)

    # Relationship - one user has many posts
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

    # Relationship - each post belongs to one user
    author = relationship('User', back_populates='posts')

    def __repr__(self):
        return f"<Post(title='{self.title}')>"

# Create tables
Base.metadata.create_all(engine)

# Use the ORM
session = Session()

# Create and persist objects
user = User(username='bob', email='bob@example.com')
post = Post(title='First Post', content='Hello SQLAlchemy!', author=user)

session.add(user)
session.add(post)
session.commit()

# Navigate relationships
print(f"Author: {post.author.username}")
print(f"Posts by {user.username}: {[p.title for p in user.posts]}")
