# title: Best practices: connection pooling
# summary: QueuePool, its options, and what is checked out when

# %% script
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

engine = create_engine(
    'postgresql://user:pass@localhost/db',
    poolclass=QueuePool,
    pool_size=20,          # Persistent connections
    max_overflow=10,       # Additional connections under load
    pool_pre_ping=True,    # Verify connections before use
    pool_recycle=3600      # Recycle connections every hour
)

print(engine.pool.status())
with engine.connect() as first, engine.connect() as second:
    print(first.execute(text('SELECT 1')).scalar(), second.execute(text('SELECT 2')).scalar())
    print(engine.pool.status())
print(engine.pool.status())
