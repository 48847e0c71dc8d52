"""Prints data so that it fits into lines."""

import re as _re
import sys as _sys


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    printer = PrettyPrinter(
        stream=stream, indent=indent, width=width, depth=depth, compact=compact, sort_dicts=sort_dicts,
        underscore_numbers=underscore_numbers,
    )
    printer.pprint(object)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    printer = PrettyPrinter(
        indent=indent, width=width, depth=depth, compact=compact, sort_dicts=sort_dicts,
        underscore_numbers=underscore_numbers,
    )
    return printer.pformat(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def saferepr(object):
    return PrettyPrinter()._repr(object, set(), 0)


class _Key:
    """Orders what has no order of its own by class and place."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        try:
            return self.value < other.value
        except TypeError:
            return (str(type(self.value)), id(self.value)) < (str(type(other.value)), id(other.value))


def _pair_key(pair):
    return _Key(pair[0]), _Key(pair[1])


class PrettyPrinter:
    def __init__(self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
        indent = int(indent)
        width = int(width)
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._depth = depth
        self._indent = indent
        self._width = width
        self._stream = stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscores = underscore_numbers

    def pprint(self, object):
        (self._stream or _sys.stdout).write(self.pformat(object) + "\n")

    def pformat(self, object):
        out = []
        self._format(object, out, 0, 0, set(), 0)
        return "".join(out)

    def isreadable(self, object):
        return "<" not in self._repr(object, set(), 0)

    def isrecursive(self, object):
        return "<Recursion on" in self._repr(object, set(), 0)

    def _format(self, object, out, indent, allowance, context, level):
        if id(object) in context:
            out.append(_recursion(object))
            return
        text = self._repr(object, context, level)
        if len(text) > self._width - indent - allowance:
            write = self._writer(object)
            if write is not None:
                context.add(id(object))
                write(object, out, indent, allowance, context, level + 1)
                context.discard(id(object))
                return
        out.append(text)

    def _writer(self, object):
        kind = type(object)
        for base, writer in (
            (dict, self._write_dict),
            (list, self._write_list),
            (tuple, self._write_tuple),
            (set, self._write_set),
            (frozenset, self._write_set),
            (str, self._write_str),
        ):
            if issubclass(kind, base) and kind.__repr__ is base.__repr__:
                return writer
        if hasattr(kind, "__dataclass_fields__") and not isinstance(object, type):
            if getattr(kind.__repr__, "__qualname__", "").endswith(".__repr__"):
                return self._write_dataclass
        return None

    def _write_dataclass(self, object, out, indent, allowance, context, level):
        name = type(object).__name__
        indent += len(name) + 1
        fields = [
            (field.name, getattr(object, field.name))
            for field in type(object).__dataclass_fields__.values()
            if field.repr and hasattr(object, field.name)
        ]
        out.append(name + "(")
        for index, (key, value) in enumerate(fields):
            last = index == len(fields) - 1
            out.append(key + "=")
            self._format(value, out, indent + len(key) + 1, allowance if last else 1, context, level)
            if not last:
                out.append(",\n" + " " * indent)
        out.append(")")

    def _write_dict(self, object, out, indent, allowance, context, level):
        out.append("{")
        if self._indent > 1:
            out.append((self._indent - 1) * " ")
        items = sorted(object.items(), key=_pair_key) if self._sort_dicts else list(object.items())
        inner = indent + self._indent
        for index, (key, value) in enumerate(items):
            last = index == len(items) - 1
            text = self._repr(key, context, level)
            out.append(text + ": ")
            self._format(value, out, inner + len(text) + 2, allowance + 1 if last else 1, context, level)
            if not last:
                out.append(",\n" + " " * inner)
        out.append("}")

    def _write_list(self, object, out, indent, allowance, context, level):
        out.append("[")
        self._write_items(object, out, indent, allowance + 1, context, level)
        out.append("]")

    def _write_tuple(self, object, out, indent, allowance, context, level):
        end = ",)" if len(object) == 1 else ")"
        out.append("(")
        self._write_items(object, out, indent, allowance + len(end), context, level)
        out.append(end)

    def _write_set(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        kind = type(object)
        if kind is set:
            out.append("{")
            end = "}"
        else:
            out.append(kind.__name__ + "({")
            end = "})"
            indent += len(kind.__name__) + 1
        self._write_items(sorted(object, key=_Key), out, indent, allowance + len(end), context, level)
        out.append(end)

    def _write_items(self, items, out, indent, allowance, context, level):
        indent += self._indent
        if self._indent > 1:
            out.append((self._indent - 1) * " ")
        items = list(items)
        between = ",\n" + " " * indent
        separator = ""
        room = most = self._width - indent + 1
        for index, item in enumerate(items):
            last = index == len(items) - 1
            if last:
                room -= allowance
                most -= allowance
            if self._compact:
                text = self._repr(item, context, level)
                taken = len(text) + 2
                if room < taken:
                    room = most
                    if separator:
                        separator = between
                if room >= taken:
                    room -= taken
                    out.append(separator)
                    separator = ", "
                    out.append(text)
                    continue
            out.append(separator)
            separator = between
            self._format(item, out, indent, allowance if last else 1, context, level)

    def _write_str(self, object, out, indent, allowance, context, level):
        if not object:
            out.append(repr(object))
            return
        if level == 1:
            indent += 1
            allowance += 1
        most = most_of_line = self._width - indent
        chunks = []
        lines = object.splitlines(True)
        text = ""
        for number, line in enumerate(lines):
            text = repr(line)
            ends = number == len(lines) - 1
            if ends:
                most_of_line -= allowance
            if len(text) <= most_of_line:
                chunks.append(text)
                continue
            words = _re.findall(r"\S*\s*", line)
            words.pop()
            most = self._width - indent
            current = ""
            for place, word in enumerate(words):
                candidate = current + word
                if place == len(words) - 1 and ends:
                    most -= allowance
                if len(repr(candidate)) > most:
                    if current:
                        chunks.append(repr(current))
                    current = word
                else:
                    current = candidate
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            out.append(text)
            return
        if level == 1:
            out.append("(")
        out.append(("\n" + " " * indent).join(chunks))
        if level == 1:
            out.append(")")

    def _repr(self, object, context, level):
        """One line; containers in the order that is printed, too deep ones as `...`."""
        kind = type(object)
        if self._underscores and isinstance(object, int) and kind.__repr__ is int.__repr__:
            return f"{object:_d}"
        is_dict = issubclass(kind, dict) and kind.__repr__ is dict.__repr__
        is_list = issubclass(kind, list) and kind.__repr__ is list.__repr__
        is_tuple = issubclass(kind, tuple) and kind.__repr__ is tuple.__repr__
        if not (is_dict or is_list or is_tuple):
            return repr(object)
        if not object:
            return "{}" if is_dict else "[]" if is_list else "()"
        if self._depth and level >= self._depth:
            return "{...}" if is_dict else "[...]" if is_list else "(...)"
        if id(object) in context:
            return _recursion(object)
        context.add(id(object))
        level += 1
        if is_dict:
            items = sorted(object.items(), key=_pair_key) if self._sort_dicts else object.items()
            parts = [f"{self._repr(k, context, level)}: {self._repr(v, context, level)}" for k, v in items]
            text = "{" + ", ".join(parts) + "}"
        else:
            parts = [self._repr(item, context, level) for item in object]
            inner = ", ".join(parts)
            if is_list:
                text = f"[{inner}]"
            else:
                text = f"({inner},)" if len(parts) == 1 else f"({inner})"
        context.discard(id(object))
        return text


def _recursion(object):
    return f"<Recursion on {type(object).__name__} with id={id(object)}>"
