# title: Best practices: timing with events
# summary: before_cursor_execute, after_cursor_execute and logging

# %% script
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
import time
import logging

logging.basicConfig()
logger = logging.getLogger('sqlalchemy.engine')
logger.setLevel(logging.INFO)

@event.listens_for(Engine, "before_cursor_execute")
def before_cursor_execute(conn, cursor, statement, parameters, context, executemany):
    conn.info.setdefault('query_start_time', []).append(time.time())

@event.listens_for(Engine, "after_cursor_execute")
def after_cursor_execute(conn, cursor, statement, parameters, context, executemany):
    total = time.time() - conn.info['query_start_time'].pop(-1)
    logger.info(f"Query took {total:.4f}s: {statement[:100]}")

engine = create_engine('sqlite://')

with engine.connect() as conn:
    print(conn.execute(text("SELECT 'timed' AS answer")).scalar())
