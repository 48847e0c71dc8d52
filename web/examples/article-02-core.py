# title: Core: tables and queries
# summary: Table, Column, insert() and select() with a filter

# %% script
from sqlalchemy import create_engine
from sqlalchemy import MetaData, Table, Column, Integer, String, Text, DateTime, ForeignKey
from sqlalchemy import select, insert, update, delete
from datetime import datetime

engine = create_engine('sqlite://')
metadata = MetaData()

users_table = Table(
    'users',
    metadata,
    Column('id', Integer, primary_key=True),
    Column('username', String(50), nullable=False, unique=True),
    Column('email', String(120), nullable=False),
    Column('created_at', DateTime, default=datetime.utcnow)
)

posts_table = Table(
    'posts',
    metadata,
    Column('id', Integer, primary_key=True),
    Column('user_id', Integer, ForeignKey('users.id'), nullable=False),
    Column('title', String(200), nullable=False),
    Column('content', Text),
    Column('created_at', DateTime, default=datetime.utcnow)
)

# Create all tables
metadata.create_all(engine)

# Execute queries with Core
with engine.connect() as conn:
    # Insert using expression language
    stmt = insert(users_table).values(
        username='alice',
        email='alice@example.com'
    )
    result = conn.execute(stmt)
    conn.commit()

    # Select with filters
    stmt = select(users_table).where(users_table.c.username == 'alice')
    result = conn.execute(stmt)
    user = result.fetchone()
    print(f"User: {user.username}, Email: {user.email}")
