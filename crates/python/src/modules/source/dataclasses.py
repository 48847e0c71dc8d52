"""Classes of data: `__init__`, `__repr__` and comparisons made of annotations."""


class _Missing:
    def __repr__(self):
        return "MISSING"


class _KeywordOnly:
    pass


class FrozenInstanceError(AttributeError):
    pass


MISSING = _Missing()
KW_ONLY = _KeywordOnly()
_FIELDS = "__dataclass_fields__"


class Field:
    def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
        self.name = None
        self.type = None
        self.default = default
        self.default_factory = default_factory
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = metadata or {}
        self.kw_only = kw_only

    def __repr__(self):
        names = ("name", "type", "default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only")
        return f"Field({','.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    @property
    def required(self):
        return self.default is MISSING and self.default_factory is MISSING


def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True,
          metadata=None, kw_only=MISSING):
    if default is not MISSING and default_factory is not MISSING:
        raise ValueError("cannot specify both default and default_factory")
    return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)


def _is_class_variable(annotation):
    if isinstance(annotation, str):
        return annotation.startswith(("ClassVar", "typing.ClassVar"))
    return "ClassVar" in repr(annotation)


def _own_fields(cls, kw_only):
    found = []
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():
        if annotation is KW_ONLY or annotation == "KW_ONLY":
            kw_only = True
            continue
        if _is_class_variable(annotation):
            continue
        value = cls.__dict__.get(name, MISSING)
        one = value if isinstance(value, Field) else field(default=value)
        one.name, one.type = name, annotation
        if one.kw_only is MISSING:
            one.kw_only = kw_only
        if isinstance(one.default, (list, dict, set)):
            raise ValueError(
                f"mutable default {type(one.default)} for field {name} is not allowed: use default_factory"
            )
        if isinstance(value, Field):
            if one.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, one.default)
        found.append(one)
    return found


def _names(missing):
    shown = [f"'{name}'" for name in missing]
    if len(shown) == 1:
        return shown[0]
    return ", ".join(shown[:-1]) + (" and " if len(shown) == 2 else ", and ") + shown[-1]


def _make_init(cls, fields):
    positional = [one for one in fields if one.init and not one.kw_only]
    by_name = {one.name: one for one in fields if one.init}
    optional = None
    for one in positional:
        if not one.required:
            optional = one
        elif optional is not None:
            raise TypeError(f"non-default argument {one.name!r} follows default argument")
    count = len(positional) + 1
    least = sum(one.required for one in positional) + 1
    def __init__(self, *args, **keywords):
        who = f"{__init__.__qualname__}()"
        if len(args) >= count:
            takes = str(count) if least == count else f"from {least} to {count}"
            plural = "" if least == count == 1 else "s"
            raise TypeError(
                f"{who} takes {takes} positional argument{plural} but {len(args) + 1} were given"
            )
        values = {one.name: value for one, value in zip(positional, args)}
        for name, value in keywords.items():
            if name not in by_name:
                raise TypeError(f"{who} got an unexpected keyword argument '{name}'")
            if name in values:
                raise TypeError(f"{who} got multiple values for argument '{name}'")
            values[name] = value
        for kind, wanted in (("positional", False), ("keyword-only", True)):
            missing = [
                name for name, one in by_name.items()
                if one.required and bool(one.kw_only) is wanted and name not in values
            ]
            if missing:
                plural = "" if len(missing) == 1 else "s"
                raise TypeError(
                    f"{who} missing {len(missing)} required {kind} argument{plural}: {_names(missing)}"
                )
        for one in fields:
            if one.name in values:
                object.__setattr__(self, one.name, values[one.name])
            elif one.default_factory is not MISSING:
                object.__setattr__(self, one.name, one.default_factory())
            elif one.init and one.default is not MISSING:
                object.__setattr__(self, one.name, one.default)
        if hasattr(self, "__post_init__"):
            self.__post_init__()

    __init__.__qualname__ = f"{cls.__qualname__}.__init__"
    return __init__


def _make_repr(fields):
    def __repr__(self):
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields if one.repr)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _key(fields):
    names = [one.name for one in fields if one.compare]
    return lambda self: tuple(getattr(self, name) for name in names)


def _comparison(name, key):
    def compare(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return getattr(key(self), name)(key(other))

    compare.__name__ = name
    return compare


def _freeze(cls, fields):
    names = {one.name for one in fields}

    def __setattr__(self, name, value):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self, name):
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    cls.__setattr__ = __setattr__
    cls.__delattr__ = __delattr__


def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False,
              match_args=True, kw_only=False, slots=False, weakref_slot=False):
    if cls is None:
        return lambda cls: dataclass(
            cls, init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen,
            match_args=match_args, kw_only=kw_only, slots=slots,
        )
    if order and not eq:
        raise ValueError("eq must be true if order is true")
    known = {}
    for base in reversed(cls.__mro__[1:]):
        known.update(base.__dict__.get(_FIELDS, {}))
    for one in _own_fields(cls, kw_only):
        known[one.name] = one
    fields_ = list(known.values())
    setattr(cls, _FIELDS, known)
    own = cls.__dict__
    key = _key(fields_)
    if init:
        cls.__init__ = _make_init(cls, fields_)
    if repr and "__repr__" not in own:
        cls.__repr__ = _make_repr(fields_)
    if eq and "__eq__" not in own:
        cls.__eq__ = _comparison("__eq__", key)
    for name in ("__lt__", "__le__", "__gt__", "__ge__") if order else ():
        if name in own:
            raise TypeError(
                f"Cannot overwrite attribute {name} in class {cls.__name__}. Consider using "
                "functools.total_ordering"
            )
        setattr(cls, name, _comparison(name, key))
    if frozen:
        _freeze(cls, fields_)
    if unsafe_hash or (eq and frozen):
        cls.__hash__ = lambda self: hash(key(self))
    elif eq and "__hash__" not in own:
        cls.__hash__ = None
    if match_args:
        cls.__match_args__ = tuple(one.name for one in fields_ if one.init and not one.kw_only)
    return cls


def fields(thing):
    try:
        return tuple(getattr(thing, _FIELDS).values())
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None


def is_dataclass(thing):
    return hasattr(thing if isinstance(thing, type) else type(thing), _FIELDS)


def _plain(value, make, factory):
    if is_dataclass(value) and not isinstance(value, type):
        return make(value, factory)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*[_plain(item, make, factory) for item in value])
    if isinstance(value, (list, tuple)):
        return type(value)(_plain(item, make, factory) for item in value)
    if isinstance(value, dict):
        return {_plain(key, make, factory): _plain(item, make, factory) for key, item in value.items()}
    return value


def asdict(thing, *, dict_factory=dict):
    if isinstance(thing, type) or not is_dataclass(thing):
        raise TypeError("asdict() should be called on dataclass instances")
    pairs = [(one.name, _plain(getattr(thing, one.name), lambda v, f: asdict(v, dict_factory=f), dict_factory))
             for one in fields(thing)]
    return dict_factory(pairs)


def astuple(thing, *, tuple_factory=tuple):
    if isinstance(thing, type) or not is_dataclass(thing):
        raise TypeError("astuple() should be called on dataclass instances")
    return tuple_factory([_plain(getattr(thing, one.name), lambda v, f: astuple(v, tuple_factory=f), tuple_factory)
                          for one in fields(thing)])


def replace(thing, /, **changes):
    values = {one.name: getattr(thing, one.name) for one in fields(thing) if one.init}
    values.update(changes)
    return type(thing)(**values)


def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
    namespace = dict(namespace or {})
    annotations = {}
    for one in fields:
        if isinstance(one, str):
            annotations[one] = "typing.Any"
        else:
            annotations[one[0]] = one[1]
            if len(one) == 3:
                namespace[one[0]] = one[2]
    namespace["__annotations__"] = annotations
    return dataclass(type(cls_name, bases, namespace), **options)
