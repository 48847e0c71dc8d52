# SELECT in its generative forms, as the default dialect prints it.
from sqlalchemy import *

metadata = MetaData()
users = Table('users', metadata, Column('id', Integer, primary_key=True), Column('name', String(30)), Column('age', Integer))
posts = Table('posts', metadata, Column('id', Integer, primary_key=True), Column('user_id', ForeignKey('users.id')), Column('title', String))
tags = Table('tags', metadata, Column('post_id', ForeignKey('posts.id')), Column('tag', String))
u, p = users.alias('u'), posts.alias()
base = select(users.c.id, users.c.name)
inner = select(func.count(posts.c.id).label('k')).where(posts.c.user_id == users.c.id)
for stmt in [
    select(users), users.select(), select(users.c.id, posts), select(users.c['id', 'name']), select(5, 'x') if False else select(literal(5)), select(text('1')), select(func.count()).select_from(users), select(users.c.name).distinct(),
    base.where(users.c.id > 1).where(users.c.name == 'x'), base.filter_by(name='x', age=None), base.filter(users.c.id == 1), base.order_by(users.c.name.desc(), 'id'), base.order_by('name').order_by(None), base.group_by(users.c.name).having(func.count() > 1), base.limit(5), base.offset(3), base.limit(5).offset(users.c.id), base.slice(2, 5), base.fetch(5), base.fetch(5, with_ties=True), base.limit(None),
    select(users, posts).join(posts), select(users).join(posts, posts.c.user_id == users.c.id), select(users).outerjoin(posts), select(users).join(posts, full=True), select(users).join_from(users, posts, isouter=True), select(users).join(posts).join(tags), select(users).join(p, p.c.user_id == users.c.id), select(posts).select_from(users.join(posts).join(tags)), select(u.c.name, p.c.title).where(u.c.id == p.c.user_id), select(users).select_from(posts),
    select(users.c.name, inner.scalar_subquery().label('n')), select(users).where(inner.scalar_subquery() > 2), select(users.c.name).where(exists(select(posts.c.id).where(posts.c.user_id == users.c.id))), select(inner.subquery()), select(inner.correlate(None).subquery('q').c.k), select(users).where(users.c.id.in_(inner.correlate(users))),
    union(base, base.where(users.c.id == 1)), union_all(base, select(posts.c.id, posts.c.title)).order_by('id').limit(2), base.union(base).subquery().select(), intersect(base, base.limit(1)), except_(base, base), intersect(union(base, base), base), select(union(base, base).alias('x').c.name),
    select(base.cte('c')), select(base.cte()).join(posts, true()), base.with_only_columns(users.c.age), base.with_only_columns(func.count(users.c.id)).order_by(None), base.add_columns(users.c.age), base.with_for_update(), base.with_for_update(nowait=True, of=users), base.with_for_update(read=True), base.prefix_with('ALL'), base.suffix_with('END'), base.set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL), base.set_label_style(LABEL_STYLE_NONE), select(users.c.id, posts.c.id), select(users.c.id, users.c.id), select(users.c.id.label('a'), users.c.id.label('a')),
    select(users).where(users.c.name.in_(['a', 'b'])), select(users).where(text("name = 'x'")), select(text('a'), text('b')).select_from(text('z')), select(literal_column("'x'").label('k'), users.c.id), select(users.c.id + 1), select(-users.c.age, users.c.age * 2), select(case((users.c.id == 1, 'x')).label('c')).order_by('c'), select(func.lower(users.c.name)).group_by(func.lower(users.c.name)), select(lateral(select(posts.c.id).where(posts.c.user_id == users.c.id), 'l')) if False else select(users).correlate(posts), select(users).where(False), select(users).where(True), select(users).where(and_(True, users.c.id == 1)), select(values(column('a', Integer), column('b', String), name='v').data([(1, 'x'), (2, 'y')])), select(func.json_each('[1]').table_valued('key', 'value')), select(users).tablesample if False else select(tablesample(users, 5).c.id),
]:
    print(stmt)
    print('--', stmt.compile().params)
included = select(posts.c.id, posts.c.user_id).where(posts.c.id == 1).cte('tree', recursive=True)
again = posts.alias()
included = included.union_all(select(again.c.id, again.c.user_id).where(again.c.id == included.c.user_id))
print(select(included.c.id))
for wrong in [lambda: select('x'), lambda: select([users.c.id]), lambda: select(users).where('x'), lambda: select(users).where(5), lambda: select(users).order_by(5), lambda: str(select(users).order_by('zz')), lambda: str(select(users).join(tags)), lambda: select(users).join('x'), lambda: select(users).limit('x'), lambda: str(select(users, posts).join(tags, tags.c.tag == 'x').join(u)), lambda: union(users, base), lambda: select(users, frob=1), lambda: str(base.filter_by(nope=1))]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, str(error).split(' at 0x')[0])
