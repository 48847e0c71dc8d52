# title: CRUD: read
# summary: SELECT with LIKE in both styles

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
    session.add_all([
        User(username='alice', email='alice@example.com'),
        User(username='charlie', email='charlie@example.com'),
    ])
    session.commit()

# %% core
# READ - Core
with engine.connect() as conn:
    stmt = select(users_table).where(users_table.c.username.like('ch%'))
    results = conn.execute(stmt).fetchall()

for row in results:
    print(row.username, row.email)

# %% orm
# READ - ORM
session = Session()
users = session.query(User).filter(User.username.like('ch%')).all()

for user in users:
    print(user.username, user.email)
