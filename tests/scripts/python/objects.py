# Descriptors, metaclasses, subclasses of built-in classes, operators, generators, scopes, exceptions.
class D:
    def __set_name__(self, owner, name): print('set_name', owner.__name__, name); self.n=name
    def __get__(self, obj, owner=None):
        if obj is None: return self
        return obj.__dict__.get('_'+self.n, 'default')
    def __set__(self, obj, value): obj.__dict__['_'+self.n]=value
    def __delete__(self, obj): del obj.__dict__['_'+self.n]
class A:
    x = D()
    __slots__ = ()
a = None
class B:
    x = D()
    def __getattr__(self, name): return f'dyn {name}'
    def __len__(self): return 0
b = B()
print(b.x, b.y); b.x = 5; print(b.x, vars(b)); del b.x; print(b.x, bool(b))
class M(type):
    def __new__(m, name, bases, ns, **kw):
        print('new', name, kw); return super().__new__(m, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    def __call__(cls, *a, **k):
        print('call', cls.__name__); return super().__call__(*a, **k)
    def __getitem__(cls, k): return (cls.__name__, k)
    def __iter__(cls): return iter([1,2])
    def __len__(cls): return 2
    def __contains__(cls, x): return x == 1
    @property
    def prop(cls): return 'meta prop'
class C(metaclass=M, opt=1):
    def __init__(self, v): self.v = v
c = C(3); print(c.v, C['k'], list(C), len(C), 1 in C, C.prop, type(C))
class Singleton:
    _i = None
    def __new__(cls, *a):
        if cls._i is None: cls._i = super().__new__(cls)
        return cls._i
    def __init__(self, *a): self.a = a
print(Singleton(1) is Singleton(2), Singleton(3).a)
class MyList(list):
    def first(self): return self[0]
    def append(self, x): super().append(x*2)
m = MyList([1,2]); m.append(3); print(m, m.first(), len(m), isinstance(m, list), m == [1,2,6], m[1:], type(m))
class MyDict(dict):
    def __missing__(self, k): return k*2
    def __setitem__(self, k, v): super().__setitem__(k, v+1)
d = MyDict(a=1); d['b'] = 2; print(d, d['zz'], 'q' in d, d.get('q'), list(d.items()))
class Str(str):
    def shout(self): return self.upper()+'!'
s = Str('hi'); print(s, s.shout(), s+'x', type(s+'x'), repr(s), len(s), s == 'hi', {s: 1}['hi'], f'{s:>5}')
class Int(int):
    def __add__(self, o): return Int(int(self)+o+100)
print(Int(3)+4, Int(3)*2, Int(5) > 3, [10,20,30][Int(1)], type(Int(1)+1).__name__, 1+Int(2), hash(Int(5)))
class Point:
    def __init__(s,x,y): s.x,s.y=x,y
    def __add__(s,o): return Point(s.x+o.x,s.y+o.y)
    def __radd__(s,o): return s if o==0 else NotImplemented
    def __mul__(s,k): return Point(s.x*k,s.y*k)
    __rmul__=__mul__
    def __repr__(s): return f'Point({s.x}, {s.y})'
    def __eq__(s,o): return isinstance(o,Point) and (s.x,s.y)==(o.x,o.y)
    def __neg__(s): return Point(-s.x,-s.y)
    def __iadd__(s,o): s.x+=o.x; return s
    def __format__(s,spec): return f'<{spec}:{s.x}>'
    def __iter__(s): yield s.x; yield s.y
    def __matmul__(s,o): return s.x*o.x+s.y*o.y
    def __enter__(s): return s
    def __exit__(s,*a): print('exit', a[0]); return True
p=Point(1,2); q=p; q+=Point(5,5)
print(p, p is q, sum([Point(1,1),Point(2,2)]), 3*p, -p, p@p, f'{p:abc}', [*p], p==Point(6,2), p!=Point(6,2))
try: hash(p)
except TypeError as e: print(e)
with p as z: raise ValueError('x')
x, y = p; print(x, y)
print(Point.__init__.__qualname__, Point.__name__, p.__class__, Point.__module__, Point.__doc__)
def outer():
    class Inner:
        def m(self): return __class__.__qualname__
    return Inner
print(outer()().m(), outer())
class Abstract:
    def f(self): raise NotImplementedError('must')
try: Abstract().f()
except NotImplementedError as e: print(repr(e))
class E1(Exception):
    def __init__(self, a, b): super().__init__(a, b); self.a=a
    def __str__(self): return f'E1<{self.a}>'
try: raise E1(1,2)
except E1 as e: print(e, repr(e), e.args)
print(Exception('a','b'), repr(Exception()), str(KeyError('k')))
def gen():
    try:
        x = yield 1
        print('got', x)
        yield 2
    finally: print('cleanup')
g=gen(); print(next(g), g.send('hi')); g.close()
def g2():
    r = yield from gen3(); print('r', r)
def gen3():
    yield 'a'; return 'res'
print(list(g2()))
def g4():
    while True:
        try: yield
        except ValueError as e: print('caught', e)
g=g4(); next(g); g.throw(ValueError('v')); g.throw(ValueError, 'w')
try: g.throw(KeyError('k'))
except KeyError as e: print('out', e)
print(next(g, 'done'))
a = [1,2,3,4,5]; a[1:3] = ['x']; del a[0]; a[::2] = [0,0]; print(a)
print({**{'a':1}, 'b':2}, [*range(3), *'ab'], (*[1],), {*[1,2]})
def f(*args, k=1, **kw): return args, k, kw
print(f(*[1,2], *(3,), k=5, **{'z':1}, **{'y':2}))
print((lambda *a, **k: (a, k))(1, b=2))
i = 10
class Scope:
    i = 5
    l = [i for _ in range(2)]
    m = i
print(Scope.l, Scope.m)
print([y for x in [[1,2],[3]] for y in x if y != 2], {k:v for k,v in zip('ab',[1,2])}, {x%2 for x in range(5)})
if (n := 5) > 3: print(n)
print([last := i for i in range(3)], last)
del last
try: last
except NameError as e: print(e)
global_x = 1
def ff():
    global global_x
    global_x += 1
    def inner():
        nonlocal_v = 1
        return nonlocal_v
    return inner()
print(ff(), global_x)
try:
    def ub():
        print(zz); zz = 1
    ub()
except UnboundLocalError as e: print(e)
for i in range(3):
    try:
        if i == 1: continue
        if i == 2: break
        print('body', i)
    finally: print('fin', i)
def ret():
    try: return 'try'
    finally: print('finally')
print(ret())
def ret2():
    for i in range(3):
        try: return i
        finally:
            if i == 0: continue
print(ret2())
try:
    try: 1/0
    except ZeroDivisionError as e: raise ValueError('v') from e
except ValueError as e: print(repr(e.__cause__), e.__suppress_context__, repr(e.__context__))
try:
    try: 1/0
    finally: print('f')
except ZeroDivisionError: print('zde')
