"""Regular expressions, over our own engine."""

import enum

import _regex


class RegexFlag(enum.IntFlag):
    NOFLAG = 0
    ASCII = A = 256
    IGNORECASE = I = 2
    LOCALE = L = 4
    UNICODE = U = 32
    MULTILINE = M = 8
    DOTALL = S = 16
    VERBOSE = X = 64
    DEBUG = 128

    def __repr__(self):
        names = [f"re.{flag.name}" for flag in _SHOWN if int(self) & int(flag)]
        return "|".join(names) or "re.NOFLAG"

    __str__ = object.__str__


NOFLAG = RegexFlag.NOFLAG
ASCII = A = RegexFlag.ASCII
IGNORECASE = I = RegexFlag.IGNORECASE
LOCALE = L = RegexFlag.LOCALE
UNICODE = U = RegexFlag.UNICODE
MULTILINE = M = RegexFlag.MULTILINE
DOTALL = S = RegexFlag.DOTALL
VERBOSE = X = RegexFlag.VERBOSE
DEBUG = RegexFlag.DEBUG
_SHOWN = [IGNORECASE, LOCALE, MULTILINE, DOTALL, UNICODE, VERBOSE, DEBUG, ASCII]


class error(Exception):
    __module__ = "re"

    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        if pattern is not None and pos is not None:
            msg = f"{msg} at position {pos}"
            self.lineno = pattern.count("\n", 0, pos) + 1
            self.colno = pos - pattern.rfind("\n", 0, pos)
            if "\n" in pattern:
                msg = f"{msg} (line {self.lineno}, column {self.colno})"
        else:
            self.lineno = self.colno = None
        super().__init__(msg)


class Match:
    __module__ = "re"

    def __init__(self, pattern, string, pos, endpos, spans):
        self.re = pattern
        self.string = string
        self.pos = pos
        self.endpos = endpos
        self.regs = spans

    def _index(self, group):
        if isinstance(group, str):
            number = self.re.groupindex.get(group)
            if number is None:
                raise IndexError("no such group")
            return number
        if not 0 <= group < len(self.regs):
            raise IndexError("no such group")
        return group

    def _text(self, number, default=None):
        start, end = self.regs[number]
        return default if start < 0 else self.string[start:end]

    def group(self, *groups):
        if not groups:
            return self._text(0)
        if len(groups) == 1:
            return self._text(self._index(groups[0]))
        return tuple(self._text(self._index(group)) for group in groups)

    def __getitem__(self, group):
        return self._text(self._index(group))

    def groups(self, default=None):
        return tuple(self._text(number, default) for number in range(1, len(self.regs)))

    def groupdict(self, default=None):
        return {name: self._text(number, default) for name, number in self.re.groupindex.items()}

    def start(self, group=0):
        return self.regs[self._index(group)][0]

    def end(self, group=0):
        return self.regs[self._index(group)][1]

    def span(self, group=0):
        return self.regs[self._index(group)]

    def expand(self, template):
        return _expand(_parse_template(template, self.re), self)

    @property
    def lastindex(self):
        best = None
        for number in range(1, len(self.regs)):
            end = self.regs[number][1]
            if end >= 0 and (best is None or end > self.regs[best][1]):
                best = number
        return best

    @property
    def lastgroup(self):
        last = self.lastindex
        for name, number in self.re.groupindex.items():
            if number == last:
                return name
        return None

    def __copy__(self):
        return self

    def __repr__(self):
        return f"<re.Match object; span={self.span()}, match={self.group()!r}>"


class Pattern:
    __module__ = "re"

    def __init__(self, pattern, regex):
        self.pattern = pattern
        self._regex = regex
        self.flags = regex.flags
        self.groups = regex.groups
        self.groupindex = regex.names

    def _find(self, string, pos, endpos, goal):
        length = len(string) if isinstance(string, str) else 0
        if endpos is None or endpos > length:
            endpos = length
        spans = self._regex.find(string, pos, endpos, goal)
        return None if spans is None else Match(self, string, pos, endpos, spans)

    def match(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, "match")

    def fullmatch(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, "fullmatch")

    def search(self, string, pos=0, endpos=None):
        return self._find(string, pos, endpos, "search")

    def finditer(self, string, pos=0, endpos=None):
        if not isinstance(string, str):
            raise TypeError(f"expected string or bytes-like object, got {type(string).__name__!r}")
        return self._iterate(string, pos, endpos)

    def _iterate(self, string, pos, endpos):
        end = len(string) if endpos is None else min(endpos, len(string))
        goal = "search"
        while pos <= end:
            found = self._find(string, pos, end, goal)
            if found is None:
                return
            yield found
            start, pos = found.span()
            # after an empty match the next one must not be the same again
            goal = "advance" if start == pos else "search"

    def findall(self, string, pos=0, endpos=None):
        found = []
        for match in self.finditer(string, pos, endpos):
            if self.groups == 0:
                found.append(match.group())
            elif self.groups == 1:
                found.append(match._text(1, ""))
            else:
                found.append(match.groups(""))
        return found

    def split(self, string, maxsplit=0):
        parts = []
        last = 0
        count = 0
        for match in self.finditer(string):
            if maxsplit and count >= maxsplit:
                break
            start, end = match.span()
            parts.append(string[last:start])
            parts.extend(match.groups())
            last = end
            count += 1
        parts.append(string[last:])
        return parts

    def subn(self, repl, string, count=0):
        if callable(repl):
            replace = repl
        elif isinstance(repl, str) and "\\" not in repl:
            def replace(match):
                return repl
        else:
            template = _parse_template(repl, self)

            def replace(match):
                return _expand(template, match)

        parts = []
        last = 0
        done = 0
        for match in self.finditer(string):
            if count and done >= count:
                break
            start, end = match.span()
            parts.append(string[last:start])
            parts.append(replace(match))
            last = end
            done += 1
        parts.append(string[last:])
        return "".join(parts), done

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def __copy__(self):
        return self

    def __eq__(self, other):
        if not isinstance(other, Pattern):
            return NotImplemented
        return self.pattern == other.pattern and self.flags == other.flags

    def __hash__(self):
        return hash((self.pattern, self.flags))

    def __repr__(self):
        flags = int(self.flags) & ~32
        shown = repr(self.pattern)
        if len(shown) > 200:
            shown = shown[:200]
        if flags:
            return f"re.compile({shown}, {RegexFlag(flags)!r})"
        return f"re.compile({shown})"


_cache = {}


def _compile(pattern, flags):
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    flags = int(flags)
    key = (pattern, flags)
    known = _cache.get(key)
    if known is None:
        if isinstance(pattern, bytes):
            raise NotImplementedError("ormlab does not support patterns of bytes yet")
        if not isinstance(pattern, str):
            raise TypeError("first argument must be string or compiled pattern")
        try:
            regex = _regex.compile(pattern, flags)
        except ValueError as problem:
            message, place = problem.args
            if place > len(pattern):
                place = None
            raise error(message, pattern, place) from None
        known = _cache[key] = Pattern(pattern, regex)
    return known


def compile(pattern, flags=0):
    return _compile(pattern, flags)


def match(pattern, string, flags=0):
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    return _compile(pattern, flags).search(string)


def findall(pattern, string, flags=0):
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    return _compile(pattern, flags).finditer(string)


def split(pattern, string, maxsplit=0, flags=0):
    return _compile(pattern, flags).split(string, maxsplit)


def sub(pattern, repl, string, count=0, flags=0):
    return _compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    return _compile(pattern, flags).subn(repl, string, count)


def purge():
    _cache.clear()


_special = {ord(char): "\\" + char for char in "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"}


def escape(pattern):
    return pattern.translate(_special)


_escapes = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "b": "\b", "\\": "\\"}


def _parse_template(template, pattern):
    """Texts and numbers of groups, in order."""
    parts = []
    text = ""
    at = 0
    while at < len(template):
        char = template[at]
        at += 1
        if char != "\\":
            text += char
            continue
        if at >= len(template):
            raise error("bad escape (end of pattern)", template, at - 1)
        char = template[at]
        at += 1
        group = None
        if char == "g":
            if template[at : at + 1] != "<":
                raise error("missing <", template, at)
            end = template.find(">", at)
            if end < 0:
                raise error("missing >, unterminated name", template, at + 1)
            name = template[at + 1 : end]
            if not name:
                raise error("missing group name", template, at + 1)
            if name.isdigit():
                group = int(name)
            elif name.isidentifier():
                if name not in pattern.groupindex:
                    raise IndexError(f"unknown group name {name!r}")
                group = pattern.groupindex[name]
            else:
                raise error(f"bad character in group name {name!r}", template, at + 1)
            at = end + 1
        elif char == "0":
            digits = ""
            while len(digits) < 2 and template[at : at + 1] in list("01234567"):
                digits += template[at]
                at += 1
            text += chr(int(digits or "0", 8))
            continue
        elif char.isdigit():
            number = char
            if template[at : at + 1].isdigit():
                number += template[at]
                at += 1
            group = int(number)
        elif char in _escapes:
            text += _escapes[char]
            continue
        elif char.isalpha() and char.isascii():
            raise error(f"bad escape \\{char}", template, at - 2)
        else:
            text += "\\" + char
            continue
        if group > pattern.groups:
            raise error(f"invalid group reference {group}", template, at - len(str(group)))
        if text:
            parts.append(text)
            text = ""
        parts.append(group)
    if text:
        parts.append(text)
    return parts


def _expand(parts, match):
    return "".join(part if isinstance(part, str) else match._text(part, "") for part in parts)
