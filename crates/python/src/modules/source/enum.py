"""Enumerations."""


class auto:
    def __init__(self, value=None):
        self.value = value


class nonmember:
    def __init__(self, value):
        self.value = value


class member:
    def __init__(self, value):
        self.value = value


def _is_member_name(name, value):
    if name.startswith("_"):
        return False
    return not (
        callable(value) and not isinstance(value, type)
        or isinstance(value, (property, staticmethod, classmethod, nonmember))
        or hasattr(type(value), "__get__")
    )


class EnumType(type):
    def __new__(metacls, name, bases, namespace, **keywords):
        raw = {}
        plain = {}
        for key, value in namespace.items():
            if isinstance(value, member):
                raw[key] = value.value
            elif bases and _is_member_name(key, value):
                raw[key] = value
            else:
                plain[key] = value.value if isinstance(value, nonmember) else value
        for base in bases:
            if isinstance(base, EnumType) and base._member_map_ and raw:
                raise TypeError(f"<enum '{name}'> cannot extend {base!r}")
        cls = super().__new__(metacls, name, bases, plain, **keywords)
        cls._member_map_ = {}
        cls._value2member_map_ = {}
        cls._member_names_ = []
        data_type = next(
            (base for base in cls.__mro__[1:] if base in (int, str, float, bytes, tuple)), None
        )
        cls._member_type_ = data_type or object
        if data_type is not None:
            for method in ("__repr__", "__str__", "__format__"):
                owner = next(base for base in cls.__mro__ if method in base.__dict__)
                if owner in data_type.__mro__:
                    type.__setattr__(cls, method, Enum.__dict__[method])
        last = []
        for key, value in raw.items():
            if isinstance(value, auto):
                value = cls._generate_next_value_(key, 1, len(last), last)
            last.append(value)
            cls._add_member(key, value)
        return cls

    def _add_member(cls, name, value):
        args = value if isinstance(value, tuple) else (value,)
        data_type = cls._member_type_
        made = object.__new__(cls) if data_type is object else data_type.__new__(cls, *args)
        if cls.__init__ is not object.__init__ and "__init__" in _own_methods(cls):
            made.__init__(*args)
        if not hasattr(made, "_value_"):
            made._value_ = value if data_type is object or data_type is tuple else data_type(*args)
        known = None
        for other in cls._member_map_.values():
            if other._value_ == made._value_:
                known = other
        if known is None:
            made._name_ = name
            made._sort_order_ = len(cls._member_names_)
            cls._member_names_.append(name)
            known = made
            try:
                cls._value2member_map_[made._value_] = made
            except TypeError:
                pass
        cls._member_map_[name] = known
        type.__setattr__(cls, name, known)

    def __call__(cls, value, names=None, *, module=None, qualname=None, type=None, start=1):
        if names is None:
            return cls._of_value(value)
        if isinstance(names, str):
            names = names.replace(",", " ").split()
        pairs = names.items() if isinstance(names, dict) else names
        namespace = {}
        for at, pair in enumerate(pairs):
            name, made = (pair, at + start) if isinstance(pair, str) else pair
            namespace[name] = made
        bases = (cls,) if type is None else (type, cls)
        return EnumType.__new__(EnumType, value, bases, namespace)

    def _of_value(cls, value):
        if isinstance(value, cls):
            return value
        for made in cls._member_map_.values():
            if made._value_ == value:
                return made
        found = cls._missing_(value)
        if isinstance(found, cls):
            return found
        raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")

    def __iter__(cls):
        return iter([cls._member_map_[name] for name in cls._member_names_])

    def __reversed__(cls):
        return reversed([cls._member_map_[name] for name in cls._member_names_])

    def __len__(cls):
        return len(cls._member_names_)

    def __bool__(cls):
        return True

    def __contains__(cls, value):
        if isinstance(value, cls):
            return True
        if not isinstance(value, Enum):
            raise TypeError(
                f"unsupported operand type(s) for 'in': '{type(value).__qualname__}' and "
                f"'{type(cls).__qualname__}'"
            )
        return False

    def __getitem__(cls, name):
        return cls._member_map_[name]

    def __setattr__(cls, name, value):
        if name in cls.__dict__.get("_member_map_", {}):
            raise AttributeError(f"cannot reassign member {name!r}")
        type.__setattr__(cls, name, value)

    @property
    def __members__(cls):
        return dict(cls._member_map_)

    def __repr__(cls):
        kind = "flag" if issubclass(cls, Flag) else "enum"
        return f"<{kind} {cls.__name__!r}>"


EnumMeta = EnumType


def _own_methods(cls):
    found = set()
    for base in cls.__mro__:
        if base in (Enum, object, int, str, float, bytes, tuple):
            break
        found.update(base.__dict__)
    return found


class Enum(metaclass=EnumType):
    def _generate_next_value_(name, start, count, last_values):
        numbers = [value for value in last_values if isinstance(value, int)]
        return max(numbers) + 1 if numbers else start

    @classmethod
    def _missing_(cls, value):
        return None

    @property
    def name(self):
        return self._name_

    @property
    def value(self):
        return self._value_

    def __repr__(self):
        return f"<{type(self).__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        return f"{type(self).__name__}.{self._name_}"

    def __format__(self, spec):
        return format(str(self), spec)

    def __hash__(self):
        return hash(self._name_)

    def __reduce_ex__(self, protocol):
        return type(self), (self._value_,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


class IntEnum(int, Enum):
    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)


class StrEnum(str, Enum):
    def _generate_next_value_(name, start, count, last_values):
        return name.lower()

    def __str__(self):
        return str.__str__(self)

    def __format__(self, spec):
        return str.__format__(self, spec)


class Flag(Enum):
    def _generate_next_value_(name, start, count, last_values):
        return 2 * max(last_values) if last_values else start

    @classmethod
    def _missing_(cls, value):
        if not isinstance(value, int):
            return None
        known = 0
        for made in cls._member_map_.values():
            known |= made._value_
        if value & ~known and not issubclass(cls, int):
            return None
        made = object.__new__(cls) if cls._member_type_ is object else cls._member_type_.__new__(cls, value)
        parts = [name for name in cls._member_names_ if cls._member_map_[name]._value_ & value]
        made._value_ = value
        made._name_ = "|".join(parts) if parts else None
        cls._value2member_map_[value] = made
        return made

    def _other(self, other):
        """The bits of the other side, or none where it does not go together."""
        if isinstance(other, type(self)):
            return other._value_
        if self._member_type_ is not object and isinstance(other, self._member_type_):
            return other
        return None

    def __or__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ | bits)

    def __and__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ & bits)

    def __xor__(self, other):
        bits = self._other(other)
        return NotImplemented if bits is None else type(self)(self._value_ ^ bits)

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        known = 0
        for made in type(self)._member_map_.values():
            known |= made._value_
        return type(self)(known & ~self._value_)

    def __contains__(self, other):
        return other._value_ & self._value_ == other._value_

    def __bool__(self):
        return bool(self._value_)

    def __len__(self):
        return self._value_.bit_count()

    def __eq__(self, other):
        return type(self) is type(other) and self._value_ == other._value_

    def __hash__(self):
        return hash(self._value_)

    def __iter__(self):
        for name in type(self)._member_names_:
            made = type(self)._member_map_[name]
            if made._value_ & self._value_:
                yield made

    def __repr__(self):
        name = type(self).__name__
        return f"<{name}: {self._value_!r}>" if self._name_ is None else f"<{name}.{self._name_}: {self._value_!r}>"

    def __str__(self):
        name = type(self).__name__
        return f"{name}({self._value_!r})" if self._name_ is None else f"{name}.{self._name_}"


class IntFlag(int, Flag):
    __or__ = __ror__ = Flag.__or__
    __and__ = __rand__ = Flag.__and__
    __xor__ = __rxor__ = Flag.__xor__
    __invert__ = Flag.__invert__
    __eq__ = int.__eq__
    __hash__ = int.__hash__

    def __str__(self):
        return int.__repr__(self)

    def __format__(self, spec):
        return int.__format__(self, spec)


def unique(cls):
    aliases = [(name, made.name) for name, made in cls.__members__.items() if name != made.name]
    if aliases:
        shown = ", ".join(f"{alias} -> {name}" for alias, name in aliases)
        raise ValueError(f"duplicate values found in {cls!r}: {shown}")
    return cls
