# match: every kind of pattern.
class P:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
def m(v):
    match v:
        case 1 | 2: return 'one or two'
        case 'a' | 'b' as letter: return f'letter {letter}'
        case [1, 2, *rest]: return f'starts 12 {rest}'
        case [x, y] if x == y: return f'same {x}'
        case (x, y): return f'pair {x} {y}'
        case {'type': 'a', 'v': v, **rest}: return f'map {v} {rest}'
        case {}: return 'any map'
        case P(0, y): return f'P0 {y}'
        case P(x=x, y=1): return f'P?1 {x}'
        case P(): return 'P'
        case str(s): return f'str {s}'
        case float() | int(): return 'num'
        case None: return 'none'
        case True: return 'true'
        case [P(x=1), [*_]]: return 'nested'
        case _: return 'other'
for v in [1, 2, 'a', [1,2,3], [5,5], (1,3), {'type':'a','v':1,'z':2}, {'q':1}, P(0,5), P(7,1), P(3,3), 'zzz', 3.5, 99, None, True, set(), [1], [P(1,2), []], b'x']:
    print(m(v))
match 5:
    case n if n > 10: print('big')
    case n: print('small', n)
match (1, (2, 3)):
    case (a, (b, c)): print(a, b, c)
import enum
class E(enum.Enum): A = 1; B = 2
match E.B:
    case E.A: print('A')
    case E.B: print('B')
match {'a': [1, {'b': 2}]}:
    case {'a': [1, {'b': x}]}: print(x)
match -1:
    case -1: print('neg')
