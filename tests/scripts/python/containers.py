# list, tuple, set, dict, range, unpacking, built-in functions.
x = [3,1,2]; x.sort(key=lambda v: -v); print(x); x.reverse(); print(x, x.index(2), x.count(1)); x.insert(1, 'i'); x.extend('ab'); print(x, x.pop(0), x.pop()); x.remove('i'); print(x)
x *= 2; print(x, x[-1:], x + [1], [0] * 3, [1,2] == [1,2], [1,2] < [1,3], [] < [0], x.copy() is x, [[]] * 2)
a = [1,2,3,4,5,6]; a[1:3] = []; print(a); a[::2] = ['x', 'y']; print(a); del a[1:]; print(a); a += (1,2); print(a); a[5:] = [9]; print(a)
try: a[::2] = [1]
except ValueError as e: print(e)
t = (1, [2], 'x'); print(t + (4,), t * 2, t.index('x'), t.count(1), hash((1,2)) == hash((1,2)), t[::-1], len(t), (1,) < (1, 2))
s = {1, 2, 3}; s.add(4); s.discard(10); s.remove(1); print(s, s | {9}, s & {2}, s - {2}, s ^ {2, 77}, s <= {2,3,4,5}, s.issubset([2,3,4]), s.isdisjoint({1}), {1} < {1,2}, frozenset([1]) == {1})
s.update([5,6], {7}); s.difference_update({5}); s.intersection_update({2,3,6}); print(s, sorted(s), len(s), 3 in s, s.pop() in (2,3,6), s.union([1], [2]), s.copy())
print({'b', 'a', 'c', 'hello', 'world'}, set('hello world'), {1.5, 'x', None, (1,2)} == {None, 'x', 1.5, (1,2)}, {i*7 % 31 for i in range(12)})
d = {'a': 1, 'b': 2}; print(d.pop('a'), d.pop('z', None), d.setdefault('c', []), d.setdefault('b', 9), d, list(d.keys()), list(d.values()), d.items(), d.get('q', 0))
d.update({'x': 1}, y=2); d |= {'z': 3}; print(d, d | {'b': 0}, {'a': 1} == {'a': 1.0}, dict([('k', 'v')]), dict(a=1, **{'b': 2}), dict.fromkeys('ab', 0), d.popitem(), list(reversed(d)))
print({1: 'a', True: 'b', 1.0: 'c'}, {**d}, 'b' in d, d.keys() & {'b', 'q'}, d.items() >= {('b', 2)}, sorted(d.items(), key=lambda kv: str(kv[1])), max(d, key=lambda k: len(k)), len(d))
for k in list(d): del d[k]
print(d, bool(d), {} == {}, {1: [2, {3: 4}]}, dict(zip('ab', range(2))))
try:
    q = {'a': 1}
    for k in q: q[k+'x'] = 1
except RuntimeError as e: print(e)
r = range(10, 0, -3); print(list(r), len(r), r[1], r[-1], 7 in r, r.index(4), r == range(10, -1, -3), range(5)[1:3], list(range(0)), range(3), range(1, 10, 2), hash(range(3)) == hash(range(0,3,1)))
print(list(enumerate('ab', 1)), list(zip([1,2,3], 'ab', strict=False)), list(map(lambda a, b: a+b, [1,2], [3,4])), list(filter(lambda x: x > 1, [1,2,3])), list(reversed([1,2])), sorted('bca', reverse=True), min(3,1,2), max('abc'), min([], default='d'), sum([[1],[2]], []), any([]), all([1,0]))
l = [1, [2, 3]]; l.append(l); print(l); d = {}; d['d'] = d; print(d)
first, *mid, last = range(6); print(first, mid, last); (a, b), c = (1, 2), 3; print(a, b, c); [x, y] = 'ab'; print(x, y); *a, = 'xyz'; print(a)
for i, (a, *b) in enumerate([(1,2,3), 'xy']): print(i, a, b)
print([*map(str, range(3))], slice(1, 5, 2), slice(None), [1,2,3][slice(0,2)], slice(5).indices(3))
print(list(zip()), list(zip([1])), dict(zip(*[['a','b'],[1,2]])), sorted([(2,'b'),(1,'z'),(2,'a')]), sorted({'b':1,'a':2}), sorted(['B','a','C'], key=str.lower))
print(list(iter(lambda it=iter([1,2,0,3]): next(it), 0)), next(iter([]), 'dflt'), list(range(3)).__len__(), [].__class__, (5).__add__(3), 'a'.__len__(), [1,2].__contains__(1), {}.__class__.__name__)
print(int.from_bytes(b'\x01\x02','big'), isinstance(True, int), issubclass(bool, int), type(1) is int, type(type), callable(len), id(1) == id(1), hash('a') == hash('a'), divmod(7, -2), pow(2, 10, 1000), abs(-2.5), round(-1.5), bin(10), oct(8), hex(255), chr(97), ord('a'))
print(*[1, 2], sep='-', end='!\n'); print(1, 'a', None, [1], sep=', '); print(); print('a', end=''); print('b', flush=True)
