# match, dataclasses, enum, typing, collections, itertools.
import enum
import itertools
from collections import Counter, defaultdict, namedtuple, OrderedDict
from dataclasses import dataclass, field
from typing import List, Optional


class Color(enum.Enum):
    RED = 1
    GREEN = 2


@dataclass(order=True)
class Point:
    x: int
    y: int = 0
    tags: List[str] = field(default_factory=list)


def kind(value):
    match value:
        case 0:
            return 'zero'
        case int() | float():
            return 'number'
        case [first, *rest]:
            return f'list {first} {rest}'
        case {'name': name}:
            return f'named {name}'
        case Point(x=0):
            return 'on the axis'
        case Color.RED:
            return 'red'
        case str() if value:
            return 'text'
        case _:
            return 'other'


for value in [0, 1.5, [1, 2, 3], {'name': 'x'}, Point(0), Color.RED, 'a', '']:
    print(kind(value))
print(Color.RED, repr(Color.GREEN), Color(2).name, Color['RED'].value, list(Color))
print(Point(1, 2), Point(1) == Point(1), Point(1) < Point(2), Point(3).tags)
print(Counter('hello').most_common(1), dict(Counter([1, 1, 2])))
groups = defaultdict(list)
for word in ['apple', 'avocado', 'banana']:
    groups[word[0]].append(word)
print(dict(groups), namedtuple('Pair', 'a b')(1, b=2))
print(list(itertools.chain([1], [2, 3])), list(itertools.islice(itertools.count(5), 3)), list(itertools.product('ab', [1, 2])))
print([(key, list(values)) for key, values in itertools.groupby('aabbb')])


def maybe(x: Optional[int] = None) -> 'str':
    return str(x)


print(maybe(), maybe.__annotations__)
