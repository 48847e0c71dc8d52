"""Abstract base classes."""


def abstractmethod(function):
    function.__isabstractmethod__ = True
    return function


class abstractproperty(property):
    __isabstractmethod__ = True


def _is_abstract(value):
    if isinstance(value, property):
        value = value.fget
    elif isinstance(value, (classmethod, staticmethod)):
        value = value.__func__
    return getattr(value, "__isabstractmethod__", False)


class ABCMeta(type):
    def __new__(metacls, name, bases, namespace, **keywords):
        cls = super().__new__(metacls, name, bases, namespace, **keywords)
        names = {key for key, value in namespace.items() if _is_abstract(value)}
        for base in bases:
            for key in getattr(base, "__abstractmethods__", ()):
                if _is_abstract(getattr(cls, key, None)):
                    names.add(key)
        cls.__abstractmethods__ = frozenset(names)
        cls._registered = []
        return cls

    def __call__(cls, *args, **keywords):
        if cls.__abstractmethods__:
            names = sorted(cls.__abstractmethods__)
            plural = "" if len(names) == 1 else "s"
            raise TypeError(
                f"Can't instantiate abstract class {cls.__name__} with abstract method{plural} "
                f"{', '.join(names)}"
            )
        return super().__call__(*args, **keywords)

    def register(cls, subclass):
        cls._registered.append(subclass)
        return subclass

    def __instancecheck__(cls, instance):
        return cls.__subclasscheck__(type(instance))

    def __subclasscheck__(cls, subclass):
        if cls in subclass.__mro__:
            return True
        return any(issubclass(subclass, one) for one in cls._registered)


class ABC(metaclass=ABCMeta):
    pass
