# title: Advanced: N+1, what lazy loading costs
# summary: One query for the users, one more for each of them

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
# One statement: the join says all that is needed
with engine.connect() as conn:
    stmt = select(
        users_table.c.username,
        func.count(posts_table.c.id).label('post_count')
    ).select_from(
        users_table.outerjoin(posts_table)
    ).group_by(users_table.c.id).order_by(users_table.c.id)

    for row in conn.execute(stmt):
        print(f'{row.username}: {row.post_count} posts')

# %% orm
session = Session()

users = session.query(User).all()

# Lazy loading (default) - loads on access
for user in users:
    # SQL query happens here when accessing .posts
    print(f'{user.username}: {len(user.posts)} posts')
