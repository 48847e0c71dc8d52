# f-strings, nested.
x = 5
print(f"{x!r:^{10}}|{x:>{x}}|{'a' 'b'}|{x if x > 3 else 0}|{[i for i in range(3)]}|{ {'a': 1}['a'] }|{(lambda q: q*2)(4)}")
print(f'''{
x
}''', rf'\d{x}', f'{x:02d}:{x:02d}', f"{'%.2f' % 3.14159}", f'{"quoted"}', f"{x:,}", f"{-x:+}", f"{1e3:.0f}", f"{0.5:.0%}", f'{10**6:_}', f"{'left':<10}|{'right':>10}|{'mid':^10}")
