# eval and exec.
exec('y = 5\nprint(y * 2)')
print(eval('1 + 2'), eval('a + b', {'a': 1, 'b': 2}))
ns = {}
exec('def f(): return 42', ns); print(ns['f']())
x = 10
def scope():
    z = 3
    print(eval('z + x'))
scope()
