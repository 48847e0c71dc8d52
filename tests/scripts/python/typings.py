# dataclasses and typing.
from dataclasses import dataclass, field, asdict, astuple, replace, fields
from typing import *
@dataclass
class A:
    x: int
    y: str = 'd'
    z: list = field(default_factory=list, repr=False)
    def m(self): return self.x
@dataclass(frozen=True, order=True)
class B:
    a: int
    b: float = 1.5
    c: ClassVar[int] = 3
@dataclass
class C(A):
    w: int = 0
    def __post_init__(self): self.w = self.x * 2
a = A(1); print(a, a == A(1), a.m(), asdict(a), astuple(a), replace(a, x=5), [f.name for f in fields(A)])
b = B(1); print(b, b < B(2), hash(b) == hash(B(1)), {b: 1}[B(1)])
try: b.a = 2
except Exception as e: print(type(e).__name__, e)
print(C(3), C(3) == C(3), C.__mro__)
try: A()
except TypeError as e: print(e)
print(Optional[int], List[str], Dict[str, int], Union[int, str, None], Callable[[int], str], Any, Tuple[int, ...], int | None, list[int], dict[str, list[int]], Optional['X'], Literal['a', 1], Annotated[int, 'x'], Type[int], Iterable[int])
T = TypeVar('T'); print(T)
class G(Generic[T]):
    def get(self) -> T: ...
class GI(G[int]): pass
print(G[int], GI.__mro__, GI.__orig_bases__, get_type_hints(A) if False else '', get_origin(List[int]), get_args(Dict[str, int]))
class NT(NamedTuple):
    x: int
    y: str = 'q'
print(NT(1), NT(1, 'z').y, NT._fields, NT(1) == (1, 'q'))
class TD(TypedDict): a: int
print(TD(a=1), cast(int, 'x'))
def f(a: int, b: 'str' = 'x', *args: float, c: Optional[int] = None, **kw: Any) -> List[int]: ...
print(f.__annotations__, f.__defaults__, f.__kwdefaults__)
