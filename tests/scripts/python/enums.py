# enum.
import enum
class Color(enum.Enum):
    RED = 1; GREEN = 'g'; ALIAS = 1
    def describe(self): return f'{self.name}={self.value}'
    @classmethod
    def default(cls): return cls.RED
print(Color.RED, repr(Color.RED), Color.RED.describe(), Color.ALIAS is Color.RED, list(Color), len(Color), Color['GREEN'], Color('g'), Color.RED in Color, Color.default(), {Color.RED: 1}[Color.RED], Color.RED == Color.RED, Color.RED != Color.GREEN, hash(Color.RED) == hash(Color.RED), Color.__members__.keys(), isinstance(Color.RED, Color), type(Color.RED), f'{Color.RED}', '%s' % Color.RED)
try: Color(5)
except ValueError as e: print(e)
try: Color['X']
except KeyError as e: print(repr(e))
try: Color.RED = 5
except AttributeError as e: print(e)
class N(enum.IntEnum): A = 1; B = 2
print(N.A + 1, N.B > N.A, N.A == 1, repr(N.A), str(N.A), f'{N.A}', sorted([N.B, N.A]), N(2), int(N.B))
class S(str, enum.Enum): X = 'x'
print(S.X == 'x', S.X, repr(S.X), S.X.upper(), S.X.value, f'{S.X}')
class F(enum.Flag): R = 1; W = 2; X = 4
print(F.R | F.W, F.R in (F.R | F.W), (F.R | F.W).value, ~F.R, F(3), bool(F(0)))
class Auto(enum.Enum): A = enum.auto(); B = enum.auto()
print(Auto.B.value, enum.Enum('Dyn', 'P Q').Q)
