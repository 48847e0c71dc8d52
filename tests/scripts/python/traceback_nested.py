# An uncaught error in nested calls: its traceback with carets.
def outer(values):
    return [inner(value) for value in values]


def inner(value):
    total = 10 / value + 1
    return total


print('before')
outer([1, 0])
print('after')
