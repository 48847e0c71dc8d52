# collections.abc.
from collections.abc import *
import collections.abc
print(isinstance([], Sequence), isinstance({}, Mapping), isinstance('a', Iterable), isinstance(iter([]), Iterator), isinstance(5, Hashable), isinstance([], Hashable), isinstance(len, Callable), isinstance(set(), Set), issubclass(dict, MutableMapping), isinstance((x for x in []), Generator), isinstance({}.keys(), KeysView), isinstance(5, Iterable))
class M(Mapping):
    def __init__(self, d): self.d = d
    def __getitem__(self, k): return self.d[k]
    def __len__(self): return len(self.d)
    def __iter__(self): return iter(self.d)
m = M({'a': 1}); print(m.get('a'), m.get('b', 0), 'a' in m, list(m.items()), m == {'a': 1}, dict(m), isinstance(m, Mapping), {**m}, list(m.values()))
class S(Sequence):
    def __getitem__(self, i): return [1,2,3][i]
    def __len__(self): return 3
s = S(); print(list(s), 2 in s, s.index(3), s.count(1), list(reversed(s)))
try: Mapping()
except TypeError as e: print(e)
class I:
    def __iter__(self): return iter([1])
print(isinstance(I(), Iterable), isinstance(I(), Sized), Iterator[int], Mapping[str, int])
def f(x: Iterator[int]) -> Callable[[int], str]: pass
print(f.__annotations__)
