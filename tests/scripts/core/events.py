# Listeners of engines, connections, pools and tables; their arguments.
from sqlalchemy import *
from sqlalchemy.engine import Engine

engine = create_engine('sqlite://')
metadata = MetaData()
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('n', Integer))
heard = []


@event.listens_for(Engine, 'before_cursor_execute')
def before(conn, cursor, statement, parameters, context, executemany):
    conn.info.setdefault('stack', []).append(statement[:10])
    context.started = len(conn.info['stack'])


@event.listens_for(Engine, 'after_cursor_execute')
def after(conn, cursor, statement, parameters, context, executemany):
    heard.append((conn.info['stack'].pop(), parameters, executemany, context.started))


@event.listens_for(engine, 'connect')
def connected(dbapi_connection, record):
    cursor = dbapi_connection.cursor()
    cursor.execute('PRAGMA foreign_keys=ON')
    cursor.close()
    print('connected')


@event.listens_for(t, 'after_create')
def created(target, connection, **kw):
    print('created', target.name, 'checkfirst' in kw, connection.engine is engine)


event.listen(engine, 'begin', lambda conn: print('begin'))
event.listen(engine, 'commit', lambda conn: print('commit'))
event.listen(engine, 'checkout', lambda *args: print('checkout', len(args)))
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(t), [{'n': 1}, {'n': 2}])
    print(conn.execute(select(t).where(t.c.n == 2)).all())


def nothing(*args):
    pass


event.listen(engine, 'rollback', nothing)
print(event.contains(engine, 'rollback', nothing))
event.remove(engine, 'rollback', nothing)
print(event.contains(engine, 'rollback', nothing))
for line in heard:
    print(line)


@event.listens_for(engine, 'handle_error')
def failed(context):
    print(type(context.original_exception).__name__, context.statement, context.is_disconnect)


with engine.connect() as conn:
    try:
        conn.execute(text('SELECT nothing'))
    except exc.OperationalError as error:
        print(error.orig)
try:
    event.listen(engine, 'no_such_event', before)
except exc.InvalidRequestError as error:
    print(error)
