"""Tracebacks as text."""

import sys

from _introspection import format_exception as _format



def format_exception(exc, /, value=None, tb=None, limit=None, chain=True):
    exception = value if isinstance(value, BaseException) else exc
    return _format(exception).splitlines(keepends=True)


def format_exception_only(exc, /, value=None):
    exception = value if isinstance(value, BaseException) else exc
    lines = _format(exception).splitlines(keepends=True)
    start = 0
    for index, line in enumerate(lines):
        if line.startswith(("Traceback", "  ", "\n")):
            start = index + 1
    return lines[start:]


def format_exc(limit=None, chain=True):
    return _format(sys.exc_info()[1])


def print_exc(limit=None, file=None, chain=True):
    (file or sys.stderr).write(format_exc())


def print_exception(exc, /, value=None, tb=None, limit=None, file=None, chain=True):
    (file or sys.stderr).write("".join(format_exception(exc, value)))


def format_tb(tb, limit=None):
    return []


def print_tb(tb, limit=None, file=None):
    pass


def format_stack(f=None, limit=None):
    return []


def print_stack(f=None, limit=None, file=None):
    pass
