# title: Advanced: join with aggregation
# summary: GROUP BY and HAVING in both styles

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
# JOIN with aggregation - Core
with engine.connect() as conn:
    stmt = select(
        users_table.c.username,
        func.count(posts_table.c.id).label('post_count')
    ).select_from(
        users_table.join(posts_table, users_table.c.id == posts_table.c.user_id)
    ).group_by(users_table.c.username).having(func.count(posts_table.c.id) > 5)

    results = conn.execute(stmt).fetchall()

for row in results:
    print(f'{row.username}: {row.post_count} posts')

# %% orm
# Same query - ORM
session = Session()
results = session.query(
    User.username,
    func.count(Post.id).label('post_count')
).join(User.posts).group_by(User.username).having(
    func.count(Post.id) > 5
).all()

for row in results:
    print(f'{row.username}: {row.post_count} posts')
