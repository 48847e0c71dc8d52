# title: Introduction: the engine
# summary: create_engine, a pool, echo=True and a session factory

# %% script
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

# Create engine - connection pool to your database
engine = create_engine(
    'postgresql://user:password@localhost/mydb',
    echo=True,  # Log all SQL (disable in production)
    pool_size=10,
    max_overflow=20
)

# For ORM operations
Session = sessionmaker(bind=engine)

with engine.connect() as conn:
    print(conn.execute(text("SELECT 'hello' AS greeting")).scalar())
