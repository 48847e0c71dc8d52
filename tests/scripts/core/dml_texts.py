# INSERT, UPDATE, DELETE as several dialects print them.
from sqlalchemy import *
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.sql.dml import Insert

metadata = MetaData()
users = Table('users', metadata, Column('id', Integer, primary_key=True), Column('name', String(30)), Column('age', Integer, default=3, onupdate=4))
posts = Table('posts', metadata, Column('id', Integer, primary_key=True), Column('user_id', ForeignKey('users.id')), Column('title', String))
up = sqlite.insert(users).values(id=1, name='x')
pg = postgresql.insert(users).values(id=1, name='x')
my = mysql.insert(users).values(id=1, name='x')
dialects = [sqlite.dialect(), postgresql.dialect(), mysql.dialect()]
for stmt in [
    insert(users), insert(users).values(name='x'), insert(users).values({'name': 'x'}), insert(users).values([{'name': 'x'}, {'name': 'y'}]), insert(users).values((1, 'x', 2)), insert(users).values(name=func.lower('X')), insert(users).returning(users), insert(users).from_select(['name'], select(posts.c.title)), insert(users).prefix_with('OR REPLACE'), users.insert().values({users.c.name: 'x'}),
    update(users), update(users).values(name='x'), update(users).where(users.c.id == 1).values(name='x'), update(users).values(age=users.c.age + 1), update(users).values({users.c.name: 'x', 'age': 5}), update(users).ordered_values((users.c.name, 'x'), ('age', 1)), update(users).values(name=select(posts.c.title).where(posts.c.user_id == users.c.id).limit(1).scalar_subquery()), update(users).where(users.c.id == posts.c.user_id).values(name=posts.c.title), update(users).values(name='x').returning(users.c.id), users.update().where(users.c.name.in_(['a'])).values(name=bindparam('new')),
    delete(users), delete(users).where(users.c.id == 1, users.c.name == 'x'), delete(users).where(users.c.id == posts.c.user_id), delete(users).returning(users.c.name), delete(users).where(exists().where(posts.c.user_id == users.c.id)),
    up.on_conflict_do_nothing(), up.on_conflict_do_nothing(index_elements=['id']), up.on_conflict_do_update(index_elements=[users.c.id], set_={'name': up.excluded.name}), up.on_conflict_do_update(index_elements=['id'], set_=dict(name='z'), where=users.c.age > 3), pg.on_conflict_do_update(constraint='pk', set_={'name': pg.excluded.name}), my.on_duplicate_key_update(name=my.inserted.name, age=5),
]:
    print(stmt)
    own = [dialect for dialect, dialect_insert in zip(dialects, [up, pg, my]) if type(dialect_insert) is type(stmt) and type(stmt) is not Insert]
    for dialect in own or dialects:
        try:
            compiled = stmt.compile(dialect=dialect)
            print(dialect.name, compiled, '|', compiled.params)
        except Exception as error:
            print(dialect.name, type(error).__name__)
print(insert(users).compile(column_keys=['name']), update(users).compile(column_keys=['age']))
for wrong in [lambda: str(insert(users).values(nope=1)), lambda: str(update(users).values(nope=1)), lambda: insert('x'), lambda: insert(users).values(1, 2), lambda: insert(users).values({'a': 1}, b=2), lambda: insert(users).from_select(['name'], 5), lambda: insert(users).on_conflict_do_nothing(), lambda: update(users).values(5), lambda: delete(users).where('x'), lambda: up.on_conflict_do_update(index_elements=['id'], set_={})]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, error)
