# locals, inspect.
print(__name__, type(__builtins__).__name__ in ('dict','module'))
def f():
    """doc"""
    x = 1
    return locals()
print(f(), f.__doc__, f.__name__, f.__code__.co_varnames, f.__module__)
def g(a, b=2, *c, d, e=5, **k): pass
import inspect
print(inspect.signature(g))
