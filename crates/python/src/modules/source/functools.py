"""Functions over functions."""

WRAPPER_ASSIGNMENTS = ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__")
WRAPPER_UPDATES = ("__dict__",)

_missing = object()


def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    for name in assigned:
        value = getattr(wrapped, name, _missing)
        if value is not _missing:
            setattr(wrapper, name, value)
    for name in updated:
        for key, value in getattr(wrapped, name, {}).items():
            setattr(wrapper, key, value)
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
    def decorate(wrapper):
        return update_wrapper(wrapper, wrapped, assigned, updated)

    return decorate


def reduce(function, iterable, initial=_missing):
    items = iter(iterable)
    if initial is _missing:
        initial = next(items, _missing)
        if initial is _missing:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        initial = function(initial, item)
    return initial


class partial:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = func.args + args
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func)]
        parts += [repr(arg) for arg in self.args]
        parts += [f"{key}={value!r}" for key, value in self.keywords.items()]
        return f"functools.partial({', '.join(parts)})"


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        self.func = func
        self.args = args
        self.keywords = keywords

    def __get__(self, instance, owner=None):
        function = self.func.__get__(instance, owner)
        return partial(function, *self.args, **self.keywords)


def cmp_to_key(compare):
    class Key:
        def __init__(self, value):
            self.value = value

        def __lt__(self, other):
            return compare(self.value, other.value) < 0

        def __gt__(self, other):
            return compare(self.value, other.value) > 0

        def __eq__(self, other):
            return compare(self.value, other.value) == 0

        def __le__(self, other):
            return compare(self.value, other.value) <= 0

        def __ge__(self, other):
            return compare(self.value, other.value) >= 0

    return Key


class _CacheInfo(tuple):
    def __repr__(self):
        return "CacheInfo(hits=%r, misses=%r, maxsize=%r, currsize=%r)" % tuple(self)

    @property
    def hits(self):
        return self[0]

    @property
    def misses(self):
        return self[1]

    @property
    def maxsize(self):
        return self[2]

    @property
    def currsize(self):
        return self[3]


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return lru_cache()(maxsize)

    def decorate(function):
        known = {}
        counts = [0, 0]

        def cached(*args, **keywords):
            key = (args, tuple(keywords.items())) if keywords else args
            if typed:
                key = (key, tuple(type(arg) for arg in args))
            if key in known:
                counts[0] += 1
                value = known.pop(key)
            else:
                counts[1] += 1
                value = function(*args, **keywords)
                if maxsize is not None and len(known) >= maxsize and known:
                    del known[next(iter(known))]
            if maxsize != 0:
                known[key] = value
            return value

        def cache_clear():
            known.clear()
            counts[:] = [0, 0]

        cached.cache_info = lambda: _CacheInfo((counts[0], counts[1], maxsize, len(known)))
        cached.cache_clear = cache_clear
        cached.cache_parameters = lambda: {"maxsize": maxsize, "typed": typed}
        return update_wrapper(cached, function)

    return decorate


def cache(function):
    return lru_cache(maxsize=None)(function)


class cached_property:
    def __init__(self, func):
        self.func = func
        self.attrname = None
        self.__doc__ = func.__doc__

    def __set_name__(self, owner, name):
        self.attrname = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        value = self.func(instance)
        instance.__dict__[self.attrname] = value
        return value


_ORDER = {
    "__lt__": (
        ("__gt__", lambda self, other: not (self < other or self == other)),
        ("__le__", lambda self, other: self < other or self == other),
        ("__ge__", lambda self, other: not self < other),
    ),
    "__le__": (
        ("__ge__", lambda self, other: not self <= other or self == other),
        ("__lt__", lambda self, other: self <= other and not self == other),
        ("__gt__", lambda self, other: not self <= other),
    ),
    "__gt__": (
        ("__lt__", lambda self, other: not (self > other or self == other)),
        ("__ge__", lambda self, other: self > other or self == other),
        ("__le__", lambda self, other: not self > other),
    ),
    "__ge__": (
        ("__le__", lambda self, other: not self >= other or self == other),
        ("__gt__", lambda self, other: self >= other and not self == other),
        ("__lt__", lambda self, other: not self >= other),
    ),
}


def total_ordering(cls):
    given = [name for name in _ORDER if any(name in base.__dict__ for base in cls.__mro__[:-1])]
    if not given:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, method in _ORDER[given[0]]:
        if name not in given:
            setattr(cls, name, method)
    return cls


def singledispatch(function):
    known = {object: function}

    def dispatch(cls):
        for base in cls.__mro__:
            if base in known:
                return known[base]
        return function

    def register(cls, func=None):
        if func is None:
            if isinstance(cls, type):
                return lambda func: register(cls, func)
            func = cls
            cls = next(iter(func.__annotations__.values()))
        known[cls] = func
        return func

    def call(*args, **keywords):
        if not args:
            raise TypeError(f"{function.__name__} requires at least 1 positional argument")
        return dispatch(type(args[0]))(*args, **keywords)

    call.register = register
    call.dispatch = dispatch
    call.registry = known
    return update_wrapper(call, function)
