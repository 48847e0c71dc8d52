# Types of one's own: TypeDecorator on a column, in conditions and results.
from sqlalchemy import *
import json


class Tags(TypeDecorator):
    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else ','.join(value)

    def process_result_value(self, value, dialect):
        return None if value is None else value.split(',')


class Document(TypeDecorator):
    impl = Text
    cache_ok = True

    def __init__(self, pretty=False):
        super().__init__()
        self.pretty = pretty

    def process_bind_param(self, value, dialect):
        return json.dumps(value, indent=2 if self.pretty else None)

    def process_result_value(self, value, dialect):
        return json.loads(value)


engine = create_engine('sqlite://')
metadata = MetaData()
t = Table('t', metadata, Column('id', Integer, primary_key=True), Column('tags', Tags(50)), Column('doc', Document()))
metadata.create_all(engine)
with engine.begin() as conn:
    conn.execute(insert(t), [{'tags': ['a', 'b'], 'doc': {'x': [1, 2]}}, {'tags': None, 'doc': 5}])
    print(conn.execute(select(t)).all())
    print(conn.execute(select(t.c.id).where(t.c.tags == ['a', 'b'])).scalars().all())
    print(repr(t.c.tags.type), repr(t.c.doc.type), t.c.tags.type)
    try:
        conn.execute(insert(t), {'tags': 5, 'doc': 1})
    except Exception as error:
        print(type(error).__name__, error)
