# title: A failed flush and its session
# summary: IntegrityError, then PendingRollbackError, as the article's own code gives in one go

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
    session.add(User(username='charlie', email='charlie@example.com'))
    session.commit()

# %% core
with engine.connect() as conn:
    stmt = insert(users_table).values(username='charlie', email='charlie@example.com')
    conn.execute(stmt)
    conn.commit()

# %% orm
from sqlalchemy.exc import IntegrityError

session = Session()
session.add(User(username='charlie', email='charlie@example.com'))

try:
    session.commit()
except IntegrityError as error:
    print('refused:', error.orig)

print(session.query(User).count())
