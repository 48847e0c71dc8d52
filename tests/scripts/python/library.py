# functools, collections, itertools, operator.
import functools, collections, itertools, operator
print(functools.reduce(operator.add, [1,2,3]), functools.partial(int, base=2)('101'), list(itertools.accumulate([1,2,3])), list(itertools.combinations('abc', 2)), list(itertools.permutations([1,2,3], 2))[:3], list(itertools.repeat(1, 2)), list(itertools.zip_longest([1,2],[3], fillvalue=0)), list(itertools.takewhile(lambda x: x<3, [1,2,3,1])), list(itertools.dropwhile(lambda x: x<3, [1,2,3,1])), list(itertools.starmap(pow, [(2,3)])), list(itertools.compress('abc',[1,0,1])), list(itertools.pairwise([1,2,3])))
C = collections.Counter('abracadabra'); print(C, C.most_common(2), C['z'], C + collections.Counter('a'), sum(C.values()))
dd = collections.defaultdict(int); dd['x'] += 1; print(dd, dict(dd)); dq = collections.deque([1,2,3], maxlen=3); dq.append(4); dq.appendleft(0); print(dq, dq[0], list(dq)); 
P = collections.namedtuple('P', 'x y', defaults=[5]); p = P(1); print(p, p.x, p._asdict(), p._replace(x=9), P._fields, p == (1,5), [*p], P(*[1,2]))
od = collections.OrderedDict(a=1, b=2); od.move_to_end('a'); print(od, list(od)); cm = collections.ChainMap({'a':1},{'b':2,'a':3}); print(cm['a'], cm['b'])
class T:
    @functools.cached_property
    def v(self): print('computed'); return 42
t = T(); print(t.v, t.v)
@functools.singledispatch
def sd(x): return 'obj'
@sd.register
def _(x: int): return 'int'
print(sd(1), sd('a'))
@functools.total_ordering
class O:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(O(1) <= O(2), O(3) > O(2), O(1) >= O(1))
print(sorted([3,1,2], key=functools.cmp_to_key(lambda a,b: b-a)), operator.itemgetter(1)([1,2]), operator.attrgetter('real')(5), operator.methodcaller('upper')('a'))
