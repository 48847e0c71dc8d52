"""The classes of the interpreter's own objects, and a namespace to put attributes on."""

import sys


def _function():
    yield


FunctionType = type(_function)
LambdaType = FunctionType
GeneratorType = type(_function())
CodeType = type(_function.__code__)
MappingProxyType = type(type.__dict__)
BuiltinFunctionType = type(len)
BuiltinMethodType = BuiltinFunctionType
MethodDescriptorType = type(str.join)
WrapperDescriptorType = MethodDescriptorType
GetSetDescriptorType = type(vars(type)["__name__"])
MemberDescriptorType = GetSetDescriptorType
ModuleType = type(sys)
NoneType = type(None)
EllipsisType = type(Ellipsis)
NotImplementedType = type(NotImplemented)
GenericAlias = type(list[int])
UnionType = type(int | str)


async def _coroutine():
    pass


CoroutineType = type(_coroutine())


class _Sample:
    def method(self):
        pass


MethodType = type(_Sample().method)

try:
    raise TypeError
except TypeError as _error:
    TracebackType = type(_error.__traceback__)


class SimpleNamespace:
    def __init__(self, /, **attributes):
        self.__dict__.update(attributes)

    def __repr__(self):
        if type(self) is SimpleNamespace:
            name = "namespace"
        else:
            name = type(self).__name__
        shown = ", ".join(f"{key}={value!r}" for key, value in self.__dict__.items())
        return f"{name}({shown})"

    def __eq__(self, other):
        if isinstance(self, SimpleNamespace) and isinstance(other, SimpleNamespace):
            return self.__dict__ == other.__dict__
        return NotImplemented


def new_class(name, bases=(), kwds=None, exec_body=None):
    """Makes a class as a class statement does."""
    options = dict(kwds or {})
    metaclass = options.pop("metaclass", None)
    if metaclass is None:
        metaclass = type(bases[0]) if bases else type
    prepare = getattr(metaclass, "__prepare__", None)
    namespace = prepare(name, bases, **options) if prepare else {}
    if exec_body is not None:
        exec_body(namespace)
    return metaclass(name, bases, namespace, **options)


class DynamicClassAttribute:
    """A property of instances; the class looks the name up elsewhere."""

    def __init__(self, fget=None, fset=None, fdel=None, doc=None):
        self.fget = fget
        self.fset = fset
        self.fdel = fdel
        self.__doc__ = doc or getattr(fget, "__doc__", None)

    def __get__(self, instance, owner=None):
        if instance is None:
            raise AttributeError()
        if self.fget is None:
            raise AttributeError("unreadable attribute")
        return self.fget(instance)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def __delete__(self, instance):
        if self.fdel is None:
            raise AttributeError("can't delete attribute")
        self.fdel(instance)


def coroutine(function):
    return function
