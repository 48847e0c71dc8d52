# Generators, iterators, context managers.
def g():
    try:
        for i in range(3):
            r = yield i
            if r: print('received', r)
    except GeneratorExit: print('exit'); raise
    finally: print('fin')
x = g(); print(next(x)); print(x.send('a')); x.close(); print(list(g()))
def inner():
    try: yield 1
    except ValueError as e: print('inner caught', e); yield 'recovered'
    return 'result'
def outer():
    r = yield from inner(); print('r =', r); yield 'end'
o = outer(); print(next(o)); print(o.throw(ValueError('boom'))); print(next(o)); print(list(o))
def fib():
    a, b = 0, 1
    while True: yield a; a, b = b, a+b
import itertools
print(list(itertools.islice(fib(), 10)))
gen = (x*x for x in range(5) if x % 2); print(next(gen), list(gen), list(gen))
def r(): return (yield)
z = r(); next(z)
try: z.send(42)
except StopIteration as e: print('value', e.value)
def bad(): yield 1; raise StopIteration
try: list(bad())
except RuntimeError as e: print(e, repr(e.__cause__))
def nested():
    yield from [1, 2]
    yield from (c for c in 'ab')
    yield from {'k': 1}
print(list(nested()), type(nested()), nested().__name__)
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
print(list(It()), [*It()], sum(It()), max(It()), 2 in It(), dict(zip('abc', It())))
class Seq:
    def __getitem__(self, i):
        if i >= 3: raise IndexError
        return i * 10
    def __len__(self): return 3
print(list(Seq()), 20 in Seq(), list(reversed(Seq())), [a for a in Seq()])
from contextlib import contextmanager, suppress, ExitStack, closing, nullcontext
@contextmanager
def cm(n):
    print('enter', n)
    try: yield n
    except ValueError as e: print('handled', e)
    finally: print('exit', n)
with cm(1) as a, cm(2) as b: print(a, b)
with cm(3): raise ValueError('v')
try:
    with cm(4): raise KeyError('k')
except KeyError as e: print('out', e)
with suppress(ZeroDivisionError): 1/0
with ExitStack() as st:
    st.enter_context(cm(5)); st.callback(print, 'cb')
class CM:
    def __enter__(self): print('E'); return self
    def __exit__(self, t, v, tb): print('X', t, v); return False
try:
    with CM() as c: raise ValueError('q')
except ValueError: print('propagated')
def wr():
    with CM(): return 'ret'
print(wr())
for i in range(2):
    with CM():
        if i == 0: continue
        break
