# Metaclasses.
class Meta(type):
    registry = {}
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        mcs.registry[name] = cls
        return cls
    def __repr__(cls): return f'<Meta {cls.__name__}>'
    def __setattr__(cls, k, v): print('set', k); super().__setattr__(k, v)
    def __getattr__(cls, k): return f'meta {k}'
    def __instancecheck__(cls, o): return o == 1
class X(metaclass=Meta): pass
class Y(X): pass
print(Meta.registry, X, Y.foo, isinstance(1, X), isinstance(X(), X)); X.attr = 5; print(X.attr)
