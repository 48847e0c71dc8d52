# math and random: CPython's results, and its sequence for a seed.
import math
import random

print(math.sqrt(2), math.pi, math.floor(-1.5), math.ceil(1.2), math.gcd(12, 18), math.lcm(4, 6), math.factorial(20))
print(math.log(8, 2), math.log10(1000), math.log2(8), math.isclose(0.1 + 0.2, 0.3), math.hypot(3, 4), math.comb(5, 2))
print(math.fsum([0.1] * 10), math.prod([1, 2, 3]), math.trunc(-2.7), math.isqrt(17), math.modf(2.5), math.frexp(10.0))
print(math.inf, -math.inf, math.isnan(math.nan), math.degrees(math.pi), math.copysign(1, -0.0), math.perm(5, 2))
for work in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.exp(1000)):
    try:
        work()
    except (ValueError, OverflowError) as error:
        print(type(error).__name__, error)
random.seed(42)
print(random.random(), random.randint(1, 100), random.choice(['a', 'b', 'c']), random.uniform(1, 2))
numbers = list(range(10))
random.shuffle(numbers)
print(numbers, random.sample(range(100), 5), random.choices('abc', k=4), random.choices('abc', [1, 2, 3], k=4))
print(random.gauss(0, 1), random.gauss(0, 1), random.normalvariate(0, 1), random.expovariate(2), random.getrandbits(70))
random.seed('text')
print(random.random(), random.randrange(0, 100, 7), random.triangular(1, 5))
random.seed(-3)
print(random.random())
own = random.Random(7)
print(own.random(), own.sample('abcdef', 3), random.Random(1.5).random())
try:
    random.choice([])
except IndexError as error:
    print(error)
try:
    random.randint(5, 1)
except ValueError as error:
    print(error)
print(round(2.5), round(3.5), round(-0.5), round(1234.5678, -2), round(2.675, 2), round(1e300, 5))
print(7 // -2, -7 % 3, 7.5 // 2, -7.5 % 2, divmod(-7, 2), 2 ** -1, (-2) ** 3, 10 ** 20, -(2 ** 63), 2 ** 63 - 1)
print(int('0x1f', 16), int('-101', 2), int(' 12 '), int('1_000'), int(3.99), float('1e3'), float(' inf '), float('-nan'))
print(1e15, 1e16, 123456789.123456789, 0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0, 1e-5, 12345678901234567890)
print(hash(1.5), hash(2 ** 61 - 1), hash(-1), hash(1) == hash(1.0), hash('a'), hash((1, 2, 'x')), hash(frozenset([1, 2])))
print((255).bit_length(), (10).to_bytes(2, 'big'), int.from_bytes(b'\x01\x00', 'little'), (0.5).as_integer_ratio(), (3.0).is_integer())
print(True + 1, True & False, ~True, bool(0.0), int(True), 5 & 3 | 4 ^ 1, 1 << 70, (1 << 70) >> 68, -5 >> 1)
