"""Iterators made of iterators."""

from operator import add as _add

_missing = object()


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    seen = []
    for item in iterable:
        yield item
        seen.append(item)
    while seen:
        yield from seen


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


class chain:
    def __init__(self, *iterables):
        self._items = self._walk(iterables)

    @staticmethod
    def _walk(iterables):
        for iterable in iterables:
            yield from iterable

    @classmethod
    def from_iterable(cls, iterables):
        made = cls()
        made._items = cls._walk(iterables)
        return made

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._items)


def accumulate(iterable, func=_add, *, initial=None):
    total = initial
    started = initial is not None
    if started:
        yield total
    for item in iterable:
        total = func(total, item) if started else item
        started = True
        yield total


def batched(iterable, n):
    if n < 1:
        raise ValueError("n must be at least one")
    items = iter(iterable)
    while batch := tuple(islice(items, n)):
        yield batch


def compress(data, selectors):
    return (item for item, wanted in zip(data, selectors) if wanted)


def dropwhile(predicate, iterable):
    items = iter(iterable)
    for item in items:
        if not predicate(item):
            yield item
            break
    yield from items


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            break
        yield item


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def islice(iterable, *bounds):
    bounds = slice(*bounds)
    start = 0 if bounds.start is None else bounds.start
    step = 1 if bounds.step is None else bounds.step
    stop = bounds.stop
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError("Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    if step < 1:
        raise ValueError("Step for islice() must be a positive integer or None.")
    if stop is not None and stop <= start == 0:
        return
    at = 0
    for item in iterable:
        if at >= start and (at - start) % step == 0 and (stop is None or at < stop):
            yield item
        at += 1
        if stop is not None and at >= stop:
            return


def pairwise(iterable):
    items = iter(iterable)
    before = next(items, _missing)
    if before is _missing:
        return
    for item in items:
        yield before, item
        before = item


def tee(iterable, n=2):
    items = iter(iterable)
    waiting = [[] for _ in range(n)]

    def walk(own):
        while True:
            if not own:
                item = next(items, _missing)
                if item is _missing:
                    return
                for queue in waiting:
                    queue.append(item)
            yield own.pop(0)

    return tuple(walk(own) for own in waiting)


def zip_longest(*iterables, fillvalue=None):
    iterators = [iter(iterable) for iterable in iterables]
    live = len(iterators)
    while live:
        row = []
        for at, iterator in enumerate(iterators):
            item = fillvalue if iterator is None else next(iterator, _missing)
            if item is _missing:
                iterators[at] = None
                live -= 1
                if not live:
                    return
                item = fillvalue
            row.append(item)
        yield tuple(row)


class groupby:
    def __init__(self, iterable, key=None):
        self._items = iter(iterable)
        self._key = (lambda item: item) if key is None else key
        self._next = _missing
        self._group = _missing

    def __iter__(self):
        return self

    def _advance(self):
        item = next(self._items, _missing)
        self._next = _missing if item is _missing else (self._key(item), item)

    def __next__(self):
        if self._next is _missing:
            self._advance()
        while self._next is not _missing and self._group is not _missing and self._next[0] == self._group:
            self._advance()
        if self._next is _missing:
            raise StopIteration
        self._group = self._next[0]
        return self._group, self._members(self._group)

    def _members(self, key):
        while self._next is not _missing and self._next[0] == key and self._group == key:
            item = self._next[1]
            self._advance()
            yield item


def product(*iterables, repeat=1):
    pools = [tuple(pool) for pool in iterables] * repeat
    indexes = [0] * len(pools)
    if any(not pool for pool in pools):
        return
    while True:
        yield tuple(pool[at] for pool, at in zip(pools, indexes))
        for place in reversed(range(len(pools))):
            indexes[place] += 1
            if indexes[place] < len(pools[place]):
                break
            indexes[place] = 0
        else:
            return


def _choices(pool, r, follows):
    def walk(chosen):
        if len(chosen) == r:
            yield tuple(pool[at] for at in chosen)
            return
        for at in follows(chosen):
            yield from walk([*chosen, at])

    return walk([])


def permutations(iterable, r=None):
    pool = tuple(iterable)
    size = len(pool)
    return _choices(pool, size if r is None else r, lambda chosen: [at for at in range(size) if at not in chosen])


def combinations(iterable, r):
    pool = tuple(iterable)
    return _choices(pool, r, lambda chosen: range(chosen[-1] + 1 if chosen else 0, len(pool)))


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    return _choices(pool, r, lambda chosen: range(chosen[-1] if chosen else 0, len(pool)))
