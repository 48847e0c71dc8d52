# f-strings and the format mini-language.
name, price, count = 'Widget', 1234.5678, 42
print(f'{name:>10}|{name:<10}|{name:^10}|{name:*^10}|')
print(f'{price:.2f} {price:,.2f} {price:10.1f}| {price:e} {price:g} {price:.0f} {price:+.1f}')
print(f'{count:05d} {count:x} {count:#x} {count:b} {count:#010b} {count:,} {count:>8} {-count:=+6}')
print(f'{0.256:.1%} {1e10:,} {10**9:_}')
print(f'{name!r} {name!s:>8} {name=} {count + 1=} {price=:.1f}')
width = 12
print(f'{name:{width}}|{price:{width}.{2}f}|')
print(f'{{literal}} {"nested " + name}')
print('%s has %d at %.2f, %5s|%-5s| %r %%' % (name, count, price, 'a', 'b', name))
print('{} {1}'.replace('{1}', 'x'), '{0} {1} {0}'.format('a', 'b'), '{name:>8}'.format(name=name), '{:>6.2f}'.format(price))
print(f'{True} {None} {[1, "a"]} {(1,)} {dict(a=1)}')
for a, b in [(1, 'one'), (22, 'twenty-two')]:
    print(f'{a:<4}{b:>12}')
print('left'.ljust(8) + '|', 'right'.rjust(8), 'mid'.center(9, '-'), '7'.zfill(3))
