# Functions: defaults, star-args, closures, decorators, lambdas, generators, recursion.
import functools


def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw


print(f(1, c=3), f(1, 5, 6, 7, c=8, e=9), f(*[1, 2], **{'c': 3}))


def positional(a, /, b):
    return a - b


print(positional(5, b=2))


def counter():
    n = 0

    def step(by=1):
        nonlocal n
        n += by
        return n

    return step


step = counter()
step()
print(step(5), step())


def logged(tag):
    def wrap(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            print(f'{tag}: {function.__name__}{args}')
            return function(*args, **kwargs)
        return inner
    return wrap


@logged('call')
def add(a, b):
    """Adds."""
    return a + b


print(add(1, 2), add.__name__, add.__doc__)
total = 0


def accumulate(x):
    global total
    total += x


accumulate(3)
accumulate(4)
print(total, (lambda x, y=1: x + y)(2), sorted(['bb', 'a'], key=lambda s: len(s)))


def countdown(n):
    while n:
        yield n
        n -= 1
    return 'done'


def chained():
    result = yield from countdown(2)
    yield result


print(list(countdown(3)), list(chained()), sum(x * x for x in range(4)))
generator = countdown(2)
print(next(generator), next(generator), next(generator, 'end'))


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(15), functools.reduce(lambda a, b: a * b, [1, 2, 3, 4]))
double = functools.partial(add, 2)
print(double(5))


@functools.lru_cache(maxsize=None)
def slow(n):
    print('computing', n)
    return n * n


print(slow(3), slow(3))
