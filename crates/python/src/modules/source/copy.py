"""Shallow and deep copies."""


class Error(Exception):
    pass


_ATOMIC = (type(None), bool, int, float, str, bytes, type, range)


def copy(thing):
    if hasattr(type(thing), "__copy__"):
        return thing.__copy__()
    if isinstance(thing, _ATOMIC) or type(thing) in (tuple, frozenset) or callable(thing):
        return thing
    if type(thing) in (list, dict, set):
        return type(thing)(thing)
    return _rebuilt(thing, lambda value: value)


def deepcopy(thing, memo=None):
    memo = {} if memo is None else memo
    if id(thing) in memo:
        return memo[id(thing)]
    if hasattr(type(thing), "__deepcopy__"):
        made = thing.__deepcopy__(memo)
    elif isinstance(thing, _ATOMIC) or callable(thing):
        return thing
    elif isinstance(thing, list):
        made = memo[id(thing)] = type(thing)()
        made.extend(deepcopy(item, memo) for item in thing)
    elif isinstance(thing, dict):
        made = memo[id(thing)] = type(thing)()
        for key, value in thing.items():
            made[deepcopy(key, memo)] = deepcopy(value, memo)
    elif isinstance(thing, (tuple, set, frozenset)):
        made = type(thing)([deepcopy(item, memo) for item in thing])
    else:
        made = _rebuilt(thing, lambda value: deepcopy(value, memo), memo)
    memo[id(thing)] = made
    return made


def _rebuilt(thing, each, memo=None):
    attributes = getattr(thing, "__dict__", None)
    if attributes is None:
        return thing
    made = object.__new__(type(thing))
    if memo is not None:
        memo[id(thing)] = made
    for name, value in attributes.items():
        made.__dict__[name] = each(value)
    return made


def replace(thing, /, **changes):
    return thing.__replace__(**changes)
