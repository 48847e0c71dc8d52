"""The names of `typing` that are classes and functions."""

from collections import namedtuple as _namedtuple


class TypeVar:
    def __init__(self, name, *constraints, bound=None, covariant=False, contravariant=False):
        self.__name__ = name
        self.__constraints__ = constraints
        self.__bound__ = bound
        self.__covariant__ = covariant
        self.__contravariant__ = contravariant

    def __repr__(self):
        sign = "+" if self.__covariant__ else "-" if self.__contravariant__ else "~"
        return sign + self.__name__

    def __or__(self, other):
        from typing import Union

        return Union[self, other]

    def __ror__(self, other):
        from typing import Union

        return Union[other, self]


class ParamSpec(TypeVar):
    args = kwargs = None


class TypeVarTuple(TypeVar):
    def __iter__(self):
        yield self


AnyStr = TypeVar("AnyStr", str, bytes)


class ForwardRef:
    def __init__(self, arg):
        self.__forward_arg__ = arg

    def __repr__(self):
        return f"ForwardRef({self.__forward_arg__!r})"


class NewType:
    def __init__(self, name, tp):
        self.__name__ = self.__qualname__ = name
        self.__supertype__ = tp

    def __call__(self, value):
        return value

    def __repr__(self):
        return f"__main__.{self.__name__}"


class Protocol:
    def __class_getitem__(cls, item):
        return cls

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__()


class _NamedTupleMeta(type):
    def __new__(metacls, name, bases, namespace):
        if not bases:
            return super().__new__(metacls, name, bases, namespace)
        types = namespace.get("__annotations__", {})
        defaults = [namespace[field] for field in types if field in namespace]
        made = _namedtuple(name, list(types), defaults=defaults, module=namespace.get("__module__"))
        made.__annotations__ = dict(types)
        for key, value in namespace.items():
            if key not in types and key not in ("__module__", "__qualname__", "__annotations__"):
                setattr(made, key, value)
        return made


class NamedTuple(metaclass=_NamedTupleMeta):
    def __new__(cls, typename, fields=()):
        made = _namedtuple(typename, [name for name, _ in fields])
        made.__annotations__ = dict(fields)
        return made


class _TypedDictMeta(type):
    def __new__(metacls, name, bases, namespace, total=True):
        made = type.__new__(metacls, name, (dict,), dict(namespace))
        annotations = {}
        for base in bases:
            annotations.update(getattr(base, "__annotations__", {}))
        annotations.update(namespace.get("__annotations__", {}))
        made.__annotations__ = annotations
        made.__total__ = total
        return made

    def __call__(cls, *args, **keywords):
        return dict(*args, **keywords)


class TypedDict(metaclass=_TypedDictMeta):
    pass


def cast(typ, value):
    return value


def overload(function):
    return function


def final(thing):
    return thing


def override(thing):
    return thing


def no_type_check(thing):
    return thing


def runtime_checkable(cls):
    return cls


def dataclass_transform(**options):
    return lambda thing: thing


def reveal_type(thing):
    import sys

    print(f"Runtime type is {type(thing).__name__!r}", file=sys.stderr)
    return thing


def assert_never(value):
    raise AssertionError(f"Expected code to be unreachable, but got: {value!r}")


def assert_type(value, typ):
    return value


def get_origin(tp):
    return getattr(tp, "__origin__", None)


def get_args(tp):
    return getattr(tp, "__args__", ())


def get_type_hints(thing, globalns=None, localns=None, include_extras=False):
    hints = {}
    if isinstance(thing, type):
        for base in reversed(thing.__mro__):
            hints.update(base.__dict__.get("__annotations__", {}))
    else:
        hints.update(getattr(thing, "__annotations__", {}))
    return {name: type(None) if hint is None else hint for name, hint in hints.items()}
