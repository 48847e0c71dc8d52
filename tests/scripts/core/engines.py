# Engines, URLs and pools: what they say of themselves, and their mistakes.
from sqlalchemy import *
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool, QueuePool, StaticPool

engine = create_engine('sqlite://')
print(engine, engine.url, engine.name, engine.driver, engine.dialect.name, engine.echo, type(engine.pool).__name__, engine.dialect.paramstyle)
url = make_url('postgresql+psycopg2://scott:ti%40ger@localhost:5432/test?a=b&c=d')
print(url, repr(url), url.drivername, url.username, url.password, url.host, url.port, url.database, dict(url.query))
print(url.get_backend_name(), url.get_driver_name(), url.render_as_string(hide_password=False), url.set(database='z', password='secret'), url == make_url(url.render_as_string(False)))
print(URL.create('sqlite', database='x.db'), URL.create('mysql', username='a', host='b', query={'x': 'y'}))
queue = create_engine('sqlite:///some.db', poolclass=QueuePool, pool_size=2, max_overflow=1, pool_timeout=0.1)
print(queue.pool.status(), queue.pool.size(), queue.pool.checkedin(), queue.pool.checkedout(), queue.pool.overflow(), queue.pool.timeout())
a, b = queue.connect(), queue.connect()
print(queue.pool.status())
c = queue.connect()
print(queue.pool.checkedout(), queue.pool.overflow())
try:
    queue.connect()
except exc.TimeoutError as error:
    print(error)
for conn in (a, b, c):
    conn.close()
print(queue.pool.status())
queue.dispose()
print(queue.pool.status(), create_engine('sqlite:///other.db', poolclass=NullPool).pool.status(), type(create_engine('sqlite://', poolclass=StaticPool).pool).__name__)
with engine.connect() as conn:
    print(conn.closed, conn.info, conn.engine is engine, conn.dialect.name, type(conn.connection.dbapi_connection).__name__, conn.execution_options(a=1) is conn, dict(conn.get_execution_options()))
    conn.info['x'] = 1
    print(conn.exec_driver_sql('SELECT ?', (1,)).scalar(), conn.scalars(text('SELECT 1 UNION SELECT 2')).all(), conn.scalar(text('SELECT 5')))
with engine.connect() as conn:
    print(conn.info)
print(conn.closed)
for wrong in [lambda: create_engine(5), lambda: create_engine('x'), lambda: create_engine('sqlite://', foo=1), lambda: create_engine('sqlite://user@host/x'), lambda: engine.execute, lambda: engine.connect().execute('SELECT 1'), lambda: engine.connect().execute(text('SELECT 1'), 5), lambda: engine.connect().execute(text('SELECT :a'), [5]), lambda: engine.connect().execute(text('SELECT 1')).columns('x'), lambda: make_url('sqlite://:x'), lambda: conn.execute(text('SELECT 1')), lambda: URL('x')]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, str(error).replace(' object at 0x', ' ')[:300])
printed = []
mock = create_mock_engine('sqlite://', lambda sql, *args, **options: printed.append(str(sql.compile(dialect=mock.dialect))))
metadata = MetaData()
Table('t', metadata, Column('a', Integer), Column('b', String, index=True))
metadata.create_all(mock, checkfirst=False)
metadata.drop_all(mock, checkfirst=False)
print(printed)
