"""Sets of characters, templates, and a formatter."""

import re as _re

whitespace = " \t\n\r\v\f"
ascii_lowercase = "abcdefghijklmnopqrstuvwxyz"
ascii_uppercase = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ascii_letters = ascii_lowercase + ascii_uppercase
digits = "0123456789"
hexdigits = digits + "abcdef" + "ABCDEF"
octdigits = "01234567"
punctuation = r"""!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"""
printable = digits + ascii_letters + punctuation + whitespace


def capwords(s, sep=None):
    return (sep or " ").join(word.capitalize() for word in s.split(sep))


class Template:
    """Text with `$name` in it."""

    delimiter = "$"
    idpattern = r"(?a:[_a-z][_a-z0-9]*)"

    def __init__(self, template):
        self.template = template

    def _pattern(self):
        delimiter = _re.escape(self.delimiter)
        name = self.idpattern
        return _re.compile(
            rf"{delimiter}(?:(?P<escaped>{delimiter})|(?P<named>{name})"
            rf"|\{{(?P<braced>{name})\}}|(?P<invalid>))",
            _re.IGNORECASE,
        )

    def _invalid(self, match):
        before = self.template[: match.start("invalid")]
        lines = before.splitlines(keepends=True)
        if not lines:
            column, line = 1, 1
        else:
            column = len(before) - len("".join(lines[:-1]))
            line = len(lines)
        raise ValueError(f"Invalid placeholder in string: line {line}, col {column}")

    def _fill(self, mapping, missing):
        def one(match):
            name = match.group("named") or match.group("braced")
            if name is not None:
                return missing(match, name) if name not in mapping else str(mapping[name])
            if match.group("escaped") is not None:
                return self.delimiter
            return missing(match, None)

        return self._pattern().sub(one, self.template)

    def substitute(self, mapping={}, /, **names):
        def missing(match, name):
            if name is None:
                self._invalid(match)
            raise KeyError(name)

        return self._fill({**mapping, **names}, missing)

    def safe_substitute(self, mapping={}, /, **names):
        return self._fill({**mapping, **names}, lambda match, name: match.group())


class Formatter:
    """`str.format` as an object."""

    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        return format_string.format(*args, **kwargs)
