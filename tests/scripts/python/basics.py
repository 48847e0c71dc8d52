# Numbers, strings, collections, control flow.
x = 7
print(x // 2, x % 3, -7 // 2, -7 % 3, 2 ** 10, 2 ** 100, 7 / 2, 1e16, 0.1 + 0.2, 1e-7, 3.0)
print(0x10, 0b101, 1_000_000, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4)
print(True + True, not x, x and 0, None or 'default', 1 < x < 10, x is None)
name = 'alice'
print(name.upper(), name.title(), name[1:3], name[::-1], name * 2, 'li' in name)
print('a,b,,c'.split(','), '-'.join(['x', 'y']), ' pad '.strip(), 'abc'.find('z'), 'abc'.replace('b', 'B'))
print(repr('it\'s'), repr("tab\t"), 'é', '\u00e9' == 'é', ascii('é'), len('日本'))
numbers = [3, 1, 2]
numbers.append(4)
numbers.sort()
print(numbers, sorted(numbers, reverse=True), sum(numbers), min(numbers), max(numbers), len(numbers))
first, *rest = numbers
print(first, rest, numbers[-1], numbers[1:], numbers.index(2))
ages = {'alice': 30, 'bob': 25}
ages['carol'] = 41
for who, age in ages.items():
    print(who, age, sep='=', end='; ')
print()
print(ages.get('dave'), ages.get('dave', 0), list(ages), 'bob' in ages, {**ages, 'bob': 26})
print({1, 2} | {2, 3}, {1, 2} & {2, 3}, set(), frozenset({1}))
print((1,), (), (1, 2) + (3,), (1, 2) < (1, 3))
i = 0
while True:
    i += 1
    if i == 2:
        continue
    if i > 4:
        break
    print(i, end=' ')
else:
    print('never')
print()
for i in range(3):
    pass
else:
    print('for-else', i)
print([n * n for n in range(5) if n % 2], {n: str(n) for n in range(2)}, {c for c in 'aab'} == {'a', 'b'})
print(list(zip('ab', [1, 2])), list(enumerate('xy', start=1)), list(map(str, [1, 2])), list(filter(None, [0, 1])))
print(any([0, 1]), all([]), abs(-3), round(2.5), round(3.14159, 2), divmod(17, 5), int('42'), float('1.5'), bool(''))
print(type(x), type('').__name__, isinstance(x, (int, str)), callable(print))
if (n := len(numbers)) > 3:
    print(f'{n} numbers')
