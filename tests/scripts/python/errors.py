# Exceptions: raise, except, else, finally, chaining, messages of the built-in ones.
def attempt(work):
    try:
        result = work()
    except (KeyError, IndexError) as error:
        print('lookup', type(error).__name__, error, repr(error))
    except Exception as error:
        print(type(error).__name__, error)
    else:
        print('ok', result)
    finally:
        print('-')


class AppError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def app():
    raise AppError(7, 'went wrong')


attempt(lambda: {}['missing'])
attempt(lambda: [][3])
attempt(lambda: 1 / 0)
attempt(lambda: 'a' + 1)
attempt(lambda: 1 + 'a')
attempt(lambda: int('x'))
attempt(lambda: None.name)
attempt(lambda: undefined)
attempt(lambda: len(5))
attempt(lambda: app())
attempt(lambda: (1, 2)[5])
attempt(lambda: 'abc'.nope())
attempt(lambda: print(nope=1))
attempt(lambda: attempt())
attempt(lambda: max([]))
attempt(lambda: [1] < ['a'])
attempt(lambda: {}[[]])
attempt(lambda: 5())
attempt(lambda: iter(5))
attempt(lambda: 'fine')
try:
    try:
        app()
    except AppError as error:
        raise ValueError('wrapped') from error
except ValueError as error:
    print(error, '<-', error.__cause__, error.__cause__.code)


class Managed:
    def __enter__(self):
        print('enter')
        return self

    def __exit__(self, kind, value, trace):
        print('exit', kind and kind.__name__, value)
        return kind is ValueError


with Managed() as managed:
    raise ValueError('swallowed')
try:
    with Managed():
        raise KeyError('seen')
except KeyError:
    print('propagated')
a, b = 1, 2
try:
    a, b = [1, 2, 3]
except ValueError as error:
    print(error)
assert a == 1, 'no'
try:
    assert a == 2, f'a is {a}'
except AssertionError as error:
    print(error)
