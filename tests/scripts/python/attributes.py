# Attributes of classes, functions and methods; errors about them.
class A:
    x = 1
    def f(self): return self.x
    @classmethod
    def c(cls): return cls.x
    @staticmethod
    def s(): return 's'
print(A.f, A().c, A.c, A.s, A().s(), A.__dict__.keys() >= {'x','f'}, A.__name__, A.__module__, A.__qualname__, A.__doc__)
print(repr(A.f)[:15], A.f.__qualname__, A().f.__self__.__class__, A().f.__func__ is A.f, A.c.__self__)
print(dir(A())[-4:], 'x' in dir(A), hasattr(A, 'zz'), getattr(A, 'x'), vars(A)['x'])
a = A(); a.__dict__['q'] = 5; print(a.q, a.__dict__); a.__class__ = type('B', (A,), {'f': lambda self: 'B.f'}); print(a.f(), type(a).__name__)
del a.q
try: a.q
except AttributeError as e: print(e, e.name, e.obj is a)
try: del a.zz
except AttributeError as e: print(e)
try: A.nope
except AttributeError as e: print(e)
