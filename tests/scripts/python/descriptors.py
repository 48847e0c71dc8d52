# Decorators, descriptors, properties, slots.
def deco(cls):
    cls.extra = 1
    return cls
@deco
class D: pass
print(D.extra)
def counter(fn):
    def w(*a, **k):
        w.calls += 1
        return fn(*a, **k)
    w.calls = 0
    return w
@counter
def h(x): return x
h(1); h(2); print(h.calls)
class Desc:
    def __get__(self, i, o): return (i is None, o.__name__)
class U: d = Desc()
print(U.d, U().d)
class Lazy:
    def __init__(self, f): self.f = f; self.n = f.__name__
    def __get__(self, i, o):
        v = self.f(i); i.__dict__[self.n] = v; return v
class V:
    @Lazy
    def val(self): print('calc'); return 3
v = V(); print(v.val, v.val)
class Prop:
    def __init__(self): self._x = 0
    x = property(lambda s: s._x, lambda s, v: setattr(s, '_x', v * 2), lambda s: print('del'), 'docs')
p = Prop(); p.x = 5; print(p.x, Prop.x.__doc__); del p.x
class RO:
    @property
    def y(self): return 1
try: RO().y = 2
except AttributeError as e: print(e)
class Slots:
    __slots__ = ('a', 'b')
    def __init__(self): self.a = 1
s = Slots()
try: s.c = 1
except AttributeError as e: print(e)
try: s.b
except AttributeError as e: print(e)
