# Every special method.
class Stack:
    def __init__(self, *items): self._i = list(items)
    def __len__(self): return len(self._i)
    def __iter__(self): return iter(self._i)
    def __getitem__(self, k): return Stack(*self._i[k]) if isinstance(k, slice) else self._i[k]
    def __setitem__(self, k, v): self._i[k] = v
    def __delitem__(self, k): del self._i[k]
    def __contains__(self, x): return x in self._i
    def __reversed__(self): return reversed(self._i)
    def __add__(self, o): return Stack(*self._i, *o)
    def __repr__(self): return f'Stack({", ".join(map(repr, self._i))})'
    def __bool__(self): return bool(self._i)
    def __eq__(self, o): return self._i == o._i if isinstance(o, Stack) else NotImplemented
    def __lt__(self, o): return self._i < o._i
    def __hash__(self): return hash(tuple(self._i))
    def __call__(self, n): return self._i * n
    def __index__(self): return len(self)
    def __int__(self): return 7
    def __float__(self): return 7.5
    def __round__(self, n=None): return f'round {n}'
    def __divmod__(self, o): return ('dm', o)
    def __pow__(self, o): return ('pow', o)
    def __rpow__(self, o): return ('rpow', o)
    def __and__(self, o): return ('and', o)
    def __rshift__(self, o): return ('rs', o)
    def __invert__(self): return 'inv'
    def __abs__(self): return 'abs'
    def __getattr__(self, n):
        if n.startswith('dyn_'): return n[4:]
        raise AttributeError(n)
    def __length_hint__(self): return 3
    def __bytes__(self): return b'bb'
    def __str__(self): return 'S'
    def __missing__(self, k): return 'm'
    def __copy__(self): return 'copied'
s = Stack(1, 2, 3)
s[0] = 9; del s[1]; print(s, len(s), list(s), s[0], s[0:1], 9 in s, list(reversed(s)), s + [4], s == Stack(9, 3), s != Stack(), s < Stack(10), s(2), [10,20,30,40][s], int(s), float(s), round(s), round(s, 2), divmod(s, 3), s ** 2, 2 ** s, s & 1, s >> 1, ~s, abs(s), s.dyn_x, bytes(s), str(s), f'{s}', '%s %r' % (s, s), sorted([Stack(2), Stack(1)]), {s: 1}[s], bool(Stack()), max(Stack(1, 5, 2)), sum(s), *s, hex(s), bin(s), range(s))
import copy; print(copy.copy(s))
try: s.other
except AttributeError as e: print(repr(e))
print(s == 5, s != 5, [s] == [Stack(9, 3)], s in [Stack(9,3)], not s)
