"""What functions and classes are made of."""

import types


class _Empty:
    pass


class _Kind:
    def __init__(self, name, description):
        self.name = name
        self.description = description

    def __repr__(self):
        return f"<_ParameterKind.{self.name}: {_KINDS.index(self)}>"

    def __str__(self):
        return self.description


_KINDS = [
    _Kind("POSITIONAL_ONLY", "positional-only"),
    _Kind("POSITIONAL_OR_KEYWORD", "positional or keyword"),
    _Kind("VAR_POSITIONAL", "variadic positional"),
    _Kind("KEYWORD_ONLY", "keyword-only"),
    _Kind("VAR_KEYWORD", "variadic keyword"),
]


def formatannotation(annotation):
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        module = annotation.__module__
        return annotation.__qualname__ if module == "builtins" else f"{module}.{annotation.__qualname__}"
    return repr(annotation).replace("typing.", "")


class Parameter:
    POSITIONAL_ONLY, POSITIONAL_OR_KEYWORD, VAR_POSITIONAL, KEYWORD_ONLY, VAR_KEYWORD = _KINDS
    empty = _Empty

    def __init__(self, name, kind, *, default=_Empty, annotation=_Empty):
        self.name = name
        self.kind = kind
        self.default = default
        self.annotation = annotation

    def __str__(self):
        text = self.name
        if self.annotation is not _Empty:
            text = f"{text}: {formatannotation(self.annotation)}"
        if self.default is not _Empty:
            equals = " = " if self.annotation is not _Empty else "="
            text = f"{text}{equals}{self.default!r}"
        stars = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}
        return stars.get(self.kind, "") + text

    def __repr__(self):
        return f'<Parameter "{self}">'

    def replace(self, **changes):
        now = {"name": self.name, "kind": self.kind, "default": self.default, "annotation": self.annotation}
        now.update(changes)
        return Parameter(now["name"], now["kind"], default=now["default"], annotation=now["annotation"])


class Signature:
    empty = _Empty

    def __init__(self, parameters=None, *, return_annotation=_Empty):
        self.parameters = {parameter.name: parameter for parameter in parameters or ()}
        self.return_annotation = return_annotation

    def __str__(self):
        shown = []
        positional_only = False
        keyword_only = True
        for parameter in self.parameters.values():
            if parameter.kind is Parameter.POSITIONAL_ONLY:
                positional_only = True
            elif positional_only:
                shown.append("/")
                positional_only = False
            if parameter.kind is Parameter.VAR_POSITIONAL:
                keyword_only = False
            elif parameter.kind is Parameter.KEYWORD_ONLY and keyword_only:
                shown.append("*")
                keyword_only = False
            shown.append(str(parameter))
        if positional_only:
            shown.append("/")
        text = f"({', '.join(shown)})"
        if self.return_annotation is not _Empty:
            text += f" -> {formatannotation(self.return_annotation)}"
        return text

    def __repr__(self):
        return f"<Signature {self}>"


def signature(callable):
    if isinstance(callable, types.MethodType):
        return _without_first(signature(callable.__func__))
    if isinstance(callable, type):
        init = callable.__init__
        if isinstance(init, types.FunctionType):
            found = _without_first(signature(init))
            return Signature(found.parameters.values())
        return Signature()
    if hasattr(callable, "__wrapped__"):
        return signature(callable.__wrapped__)
    if not isinstance(callable, types.FunctionType):
        call = getattr(type(callable), "__call__", None)
        if isinstance(call, types.FunctionType):
            return _without_first(signature(call))
        raise ValueError(f"no signature found for builtin {callable!r}")
    return _of_function(callable)


def _without_first(found):
    return Signature(list(found.parameters.values())[1:], return_annotation=found.return_annotation)


def _of_function(function):
    code = function.__code__
    annotations = function.__annotations__
    names = code.co_varnames
    positional = code.co_argcount
    defaults = function.__defaults__ or ()
    keyword_defaults = function.__kwdefaults__ or {}
    parameters = []

    def add(name, kind, default=_Empty):
        annotation = annotations.get(name, _Empty)
        parameters.append(Parameter(name, kind, default=default, annotation=annotation))

    for index in range(positional):
        place = index - (positional - len(defaults))
        default = defaults[place] if place >= 0 else _Empty
        is_only = index < code.co_posonlyargcount
        add(names[index], Parameter.POSITIONAL_ONLY if is_only else Parameter.POSITIONAL_OR_KEYWORD, default)
    after = positional + code.co_kwonlyargcount
    if code.co_flags & 4:
        add(names[after], Parameter.VAR_POSITIONAL)
    for name in names[positional:after]:
        add(name, Parameter.KEYWORD_ONLY, keyword_defaults.get(name, _Empty))
    if code.co_flags & 8:
        add(names[after + (1 if code.co_flags & 4 else 0)], Parameter.VAR_KEYWORD)
    return Signature(parameters, return_annotation=annotations.get("return", _Empty))


def isfunction(object):
    return isinstance(object, types.FunctionType)


def ismethod(object):
    return isinstance(object, types.MethodType)


def isclass(object):
    return isinstance(object, type)


def ismodule(object):
    return isinstance(object, types.ModuleType)


def isbuiltin(object):
    return isinstance(object, types.BuiltinFunctionType)


def isroutine(object):
    return isfunction(object) or ismethod(object) or isbuiltin(object)


def isgenerator(object):
    return isinstance(object, types.GeneratorType)


def isgeneratorfunction(object):
    return isfunction(object) and bool(object.__code__.co_flags & 0x20)


def iscoroutine(object):
    return isinstance(object, types.CoroutineType)


def iscoroutinefunction(object):
    return isfunction(object) and bool(object.__code__.co_flags & 0x80)


def isawaitable(object):
    return iscoroutine(object) or hasattr(object, "__await__")


def isabstract(object):
    return isclass(object) and bool(getattr(object, "__abstractmethods__", None))


def getmembers(object, predicate=None):
    found = []
    for name in dir(object):
        try:
            value = getattr(object, name)
        except AttributeError:
            continue
        if predicate is None or predicate(value):
            found.append((name, value))
    return found


def getmro(cls):
    return cls.__mro__


def cleandoc(doc):
    lines = doc.expandtabs().split("\n")
    margins = [len(line) - len(line.lstrip()) for line in lines[1:] if line.strip()]
    margin = min(margins, default=0)
    lines = [lines[0].lstrip()] + [line[margin:] for line in lines[1:]]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)


def getdoc(object):
    doc = getattr(object, "__doc__", None)
    return cleandoc(doc) if isinstance(doc, str) else None


def getmodule(object):
    return None


def getsource(object):
    raise OSError("could not get source code")


def unwrap(func):
    while hasattr(func, "__wrapped__"):
        func = func.__wrapped__
    return func
