# Lists, slices, comprehensions.
lst = [3, 1, 2]
print(lst.sort(), lst, sorted(lst, key=lambda x: (-x, x)), [*lst, *lst][1:-1], lst[-2:], lst[::-1], lst * 2, max(lst, key=lambda v: -v), min((5, 'a'), (3, 'b')), sum(lst, 10), list(map(lambda x, y: x + y, lst, lst)), any(x > 2 for x in lst), all(x for x in lst), [x for x in lst if x > 1 if x < 3], {x: x ** 2 for x in lst}, [[j for j in range(i)] for i in lst])
print(list(range(10))[2:8:2], list(range(10))[-1:0:-3], 'hello'[1:-1], (1, 2, 3)[::2], [1,2,3][5:], 'abc'[-100:2])
