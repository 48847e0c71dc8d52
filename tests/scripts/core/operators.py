# Every operator and method of expressions, as the default dialect prints them.
from sqlalchemy import *

t = Table('t', MetaData(), Column('a', Integer), Column('b', Integer), Column('s', String), Column('d', DateTime), Column('f', Boolean), Column('j', JSON), Column('n', Numeric(10, 2)))
a, b, s, d, f, j, n = t.c
for expression in [
    a + b, a - 1, 2 * a, a / b, a // b, a % 3, -a, 5 - a, 1 / a, a.bitwise_lshift(2), a.bitwise_rshift(2), a.bitwise_and(3), a.bitwise_or(3), a.bitwise_xor(3), a.bitwise_not(),
    a == b, a != 1, a < 1, a <= 1, a > 1, a >= 1, a == None, a != None, 5 < a, a.is_(None), a.is_not(None), a.is_distinct_from(b), a.is_not_distinct_from(None),
    (a == 1) & (b == 2), (a == 1) | (b == 2) & f, ~(a == 1), ~f, not_(f), and_(a == 1, or_(b == 2, b == 3)), and_(True, a == 1), or_(False, a == 1), or_(True, a == 1), and_(a == 1),
    a.between(1, 5), ~a.between(1, 5), between(a, b, 7), a.between(1, 5, symmetric=True),
    s.like('x%'), s.like('x/%', escape='/'), s.ilike('X%'), ~s.like('x'), s.not_like('x'), s.not_ilike('x'), s.contains('q'), s.startswith('q', autoescape=True), s.endswith('50%', autoescape=True, escape='^'), s.icontains('q'), s.istartswith('q'), s.iendswith('q'), ~s.contains('q'),
    s + 'x', 'x' + s, s + s, s.concat('x'), s.collate('NOCASE'), s.match('x'), s.regexp_match('^x'), s.regexp_match('^x', flags='i'), ~s.regexp_match('x'), s.regexp_replace('a', 'b'),
    a.in_([1, 2]), a.in_([]), a.not_in([1]), ~a.in_([1]), a.in_(select(b)), a.in_(bindparam('q', expanding=True)), tuple_(a, b).in_([(1, 2), (3, 4)]), s.in_(['x', None]),
    a.desc(), a.asc().nulls_last(), desc('a'), nulls_first(a.desc()), a.label('x'), a.cast(String), cast(a, Numeric(5, 2)), type_coerce(a, String), try_cast(a, Integer), a.op('~')(5), a.op('&&', is_comparison=True)(b), a.bool_op('=~')(1), a.op('+', precedence=20)(b) * 3,
    any_(select(a).scalar_subquery()) == 5, a == all_(select(b).scalar_subquery()), extract('month', d), case((a == 1, 'x'), else_=b), case({1: 'one', 2: 'two'}, value=a), literal(5), literal('x'), null(), true(), false(), literal_column('now()'),
    func.count(), func.count(a), func.count(distinct(a)), func.sum(a).filter(b > 1), func.row_number().over(partition_by=a, order_by=[b, desc(s)]), func.sum(a).over(rows=(None, 0)), func.sum(a).over(range_=(-1, 2)), func.percentile_cont(0.5).within_group(a), func.foo.bar(1, a), func.coalesce(a, 0), func.now(), func.current_timestamp(), func.max(a).label('m'),
    j['x'], j['x']['y'], j[('x', 1)], j['x'].as_string(), j['x'].as_integer() == 5, j[0],
    exists().where(a == 1), exists(select(a)), select(a).exists(), select(a).scalar_subquery() + 1, select(func.max(a)).label('biggest'), tuple_(a, b) == tuple_(1, 2), text('x = :y').bindparams(y=5), bindparam('q'), bindparam('q', 5), (a + b) * 2, a + b * 2, (a - b) - 1, a - (b - 1), -(a + 1), ~(a.in_([1]) & f), a + n, d - d, (a == b).label('same'), (a > 1).is_(True), f.is_(True), f == True, f.is_not(False),
]:
    print(type(expression).__name__, '|', expression, '|', expression.type if hasattr(expression, 'type') else None)
for wrong in [lambda: a < None, lambda: a == t, lambda: a.in_(5), lambda: a.in_('abc'), lambda: and_('x'), lambda: not_(t), lambda: case(('x',)), lambda: bool(a), lambda: s.startswith(5, autoescape=True), lambda: func.x(t)]:
    try:
        print(wrong())
    except Exception as error:
        print(type(error).__name__, str(error).split(' at 0x')[0])
