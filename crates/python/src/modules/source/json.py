"""JSON: values to text and back."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class JSONDecodeError(ValueError):
    def __init__(self, msg, doc, pos):
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = doc.count("\n", 0, pos) + 1
        self.colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {self.lineno} column {self.colno} (char {pos})")


def _quoted(text, ensure_ascii):
    parts = []
    for c in text:
        code = ord(c)
        if c in _ESCAPES:
            parts.append(_ESCAPES[c])
        elif code < 32 or (ensure_ascii and 126 < code < 65536):
            parts.append(f"\\u{code:04x}")
        elif ensure_ascii and code > 126:
            code -= 65536
            parts.append(f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}")
        else:
            parts.append(c)
    return '"' + "".join(parts) + '"'


class JSONEncoder:
    item_separator = ", "
    key_separator = ": "

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True, allow_nan=True,
                 sort_keys=False, indent=None, separators=None, default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = " " * indent if isinstance(indent, int) else indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")

    def encode(self, o):
        return self._value(o, "", [])

    def iterencode(self, o):
        yield self.encode(o)

    def _float(self, number):
        if number != number:
            text = "NaN"
        elif number in (float("inf"), float("-inf")):
            text = "Infinity" if number > 0 else "-Infinity"
        else:
            return float.__repr__(number)
        if not self.allow_nan:
            raise ValueError(f"Out of range float values are not JSON compliant: {number!r}")
        return text

    def _scalar(self, o):
        if o is None:
            return "null"
        if o is True:
            return "true"
        if o is False:
            return "false"
        if isinstance(o, str):
            return _quoted(o, self.ensure_ascii)
        if isinstance(o, int):
            return int.__repr__(o)
        if isinstance(o, float):
            return self._float(o)
        return None

    def _key(self, key):
        if isinstance(key, str):
            return key
        if key is None or isinstance(key, (bool, int, float)):
            return self._scalar(key)
        if self.skipkeys:
            return None
        raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")

    def _value(self, o, margin, around):
        text = self._scalar(o)
        if text is not None:
            return text
        if any(other is o for other in around):
            raise ValueError("Circular reference detected")
        around = [*around, o]
        inner = None if self.indent is None else margin + self.indent
        if isinstance(o, (list, tuple)):
            parts = [self._value(item, inner or "", around) for item in o]
            return self._joined("[", parts, "]", margin, inner)
        if isinstance(o, dict):
            items = [(self._key(key), value) for key, value in o.items()]
            items = [item for item in items if item[0] is not None]
            if self.sort_keys:
                items.sort(key=lambda item: item[0])
            parts = [
                _quoted(key, self.ensure_ascii) + self.key_separator + self._value(value, inner or "", around)
                for key, value in items
            ]
            return self._joined("{", parts, "}", margin, inner)
        return self._value(self.default(o), margin, around)

    def _joined(self, opening, parts, closing, margin, inner):
        if not parts:
            return opening + closing
        if inner is None:
            return opening + self.item_separator.join(parts) + closing
        return f"{opening}\n{inner}" + f"{self.item_separator}\n{inner}".join(parts) + f"\n{margin}{closing}"


def dumps(obj, *, cls=None, **options):
    return (cls or JSONEncoder)(**options).encode(obj)


def dump(obj, fp, **options):
    fp.write(dumps(obj, **options))


class _Reader:
    def __init__(self, text, object_hook=None, parse_float=None, parse_int=None, object_pairs_hook=None):
        self.text = text
        self.object_hook = object_hook
        self.object_pairs_hook = object_pairs_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int

    def fail(self, message, at):
        raise JSONDecodeError(message, self.text, at)

    def space(self, at):
        text = self.text
        while at < len(text) and text[at] in " \t\n\r":
            at += 1
        return at

    def whole(self):
        value, at = self.value(self.space(0))
        at = self.space(at)
        if at != len(self.text):
            self.fail("Extra data", at)
        return value

    def value(self, at):
        text = self.text
        c = text[at : at + 1]
        if c == '"':
            return self.string(at + 1)
        if c == "{":
            return self.object(at + 1)
        if c == "[":
            return self.array(at + 1)
        for word, value in (("null", None), ("true", True), ("false", False), ("NaN", float("nan")),
                            ("Infinity", float("inf")), ("-Infinity", float("-inf"))):
            if text.startswith(word, at):
                return value, at + len(word)
        return self.number(at)

    def number(self, at):
        text, end = self.text, at
        if text[end : end + 1] == "-":
            end += 1
        start = end
        while text[end : end + 1].isdigit():
            end += 1
        if end == start:
            self.fail("Expecting value", at)
        whole = end
        if text[end : end + 1] == "." and text[end + 1 : end + 2].isdigit():
            end += 1
            while text[end : end + 1].isdigit():
                end += 1
        if text[end : end + 1] in ("e", "E"):
            past = end + 1
            if text[past : past + 1] in ("+", "-"):
                past += 1
            if text[past : past + 1].isdigit():
                end = past
                while text[end : end + 1].isdigit():
                    end += 1
        literal = text[at:end]
        return (self.parse_int if end == whole else self.parse_float)(literal), end

    def string(self, at):
        text, begin, parts = self.text, at - 1, []
        plain = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
        while True:
            c = text[at : at + 1]
            if not c:
                self.fail("Unterminated string starting at", begin)
            if c == '"':
                return "".join(parts), at + 1
            if ord(c) < 32:
                self.fail("Invalid control character at", at)
            if c != "\\":
                parts.append(c)
                at += 1
                continue
            escape = text[at + 1 : at + 2]
            if escape == "u":
                code, at = self.code(at + 2)
                if 0xD800 <= code < 0xDC00 and text.startswith("\\u", at):
                    low, after = self.code(at + 2)
                    if 0xDC00 <= low < 0xE000:
                        code, at = 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00, after
                parts.append(chr(code))
            elif escape in plain:
                parts.append(plain[escape])
                at += 2
            else:
                self.fail("Invalid \\escape", at)

    def code(self, at):
        digits = self.text[at : at + 4]
        try:
            return int(digits if len(digits) == 4 else "", 16), at + 4
        except ValueError:
            self.fail("Invalid \\uXXXX escape", at - 1)

    def array(self, at):
        items = []
        at = self.space(at)
        if self.text[at : at + 1] == "]":
            return items, at + 1
        while True:
            value, at = self.value(self.space(at))
            items.append(value)
            at = self.space(at)
            c = self.text[at : at + 1]
            if c == "]":
                return items, at + 1
            if c != ",":
                self.fail("Expecting ',' delimiter", at)
            at += 1

    def object(self, at):
        pairs = []
        at = self.space(at)
        if self.text[at : at + 1] == "}":
            return self.made(pairs), at + 1
        while True:
            at = self.space(at)
            if self.text[at : at + 1] != '"':
                self.fail("Expecting property name enclosed in double quotes", at)
            key, at = self.string(at + 1)
            at = self.space(at)
            if self.text[at : at + 1] != ":":
                self.fail("Expecting ':' delimiter", at)
            value, at = self.value(self.space(at + 1))
            pairs.append((key, value))
            at = self.space(at)
            c = self.text[at : at + 1]
            if c == "}":
                return self.made(pairs), at + 1
            if c != ",":
                self.fail("Expecting ',' delimiter", at)
            at += 1

    def made(self, pairs):
        if self.object_pairs_hook is not None:
            return self.object_pairs_hook(pairs)
        made = dict(pairs)
        return made if self.object_hook is None else self.object_hook(made)


class JSONDecoder:
    def __init__(self, **options):
        self._options = options

    def decode(self, text):
        return _Reader(text, **self._options).whole()


def loads(s, *, cls=None, **options):
    if isinstance(s, bytes):
        s = s.decode("utf-8")
    elif not isinstance(s, str):
        raise TypeError(f"the JSON object must be str, bytes or bytearray, not {type(s).__name__}")
    return (cls or JSONDecoder)(**options).decode(s)


def load(fp, **options):
    return loads(fp.read(), **options)
