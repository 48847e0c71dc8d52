"""Warnings, written to standard error once a place."""

import sys
from _introspection import caller, source_line

filters = []
_seen = set()


def formatwarning(message, category, filename, lineno, line=None):
    text = f"{filename}:{lineno}: {category.__name__}: {message}\n"
    line = line.strip() if line else ""
    return f"{text}  {line}\n" if line else text


def _showwarning(message, category, filename, lineno, file=None, line=None):
    (file or sys.stderr).write(formatwarning(message, category, filename, lineno, line))


showwarning = _showwarning


def _action(category):
    for action, kind in filters:
        if issubclass(category, kind):
            return action
    # Deprecations are shown to the script that meets them, which is all that runs here.
    hidden = (PendingDeprecationWarning, ImportWarning, ResourceWarning)
    return "ignore" if issubclass(category, hidden) else "default"


def warn(message, category=None, stacklevel=1, source=None):
    path, line, _ = caller(stacklevel)
    if isinstance(message, Warning):
        category = type(message)
    _warn(message, category or UserWarning, path, line, source_line(stacklevel))


def warn_explicit(message, category, filename, lineno, module=None, registry=None, **options):
    _warn(message, category, filename, lineno, None)


def _warn(message, category, filename, lineno, line):
    action = _action(category)
    if action == "ignore":
        return
    if action == "error":
        raise message if isinstance(message, Warning) else category(message)
    place = (str(message), category, None if action == "once" else (filename, lineno))
    if action != "always" and place in _seen:
        return
    _seen.add(place)
    instance = message if isinstance(message, Warning) else category(message)
    log = catch_warnings._log
    if log is not None:
        log.append(WarningMessage(instance, category, filename, lineno))
        return
    if line is None:
        showwarning(instance, category, filename, lineno)
    else:
        showwarning(instance, category, filename, lineno, line=line)


class WarningMessage:
    def __init__(self, message, category, filename, lineno):
        self.message = message
        self.category = category
        self.filename = filename
        self.lineno = lineno


def simplefilter(action, category=Warning, lineno=0, append=False):
    if action not in ("error", "ignore", "always", "default", "module", "once"):
        raise AssertionError(f"invalid action: {action!r}")
    entry = (action, category)
    if append:
        filters.append(entry)
    else:
        filters.insert(0, entry)


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    simplefilter(action, category, lineno, append)


def resetwarnings():
    filters.clear()


class catch_warnings:
    _log = None

    def __init__(self, *, record=False, module=None, action=None, category=Warning):
        self._record = record
        self._action = (action, category)

    def __enter__(self):
        self._before = (filters[:], catch_warnings._log, set(_seen))
        _seen.clear()
        if self._action[0] is not None:
            simplefilter(*self._action)
        if self._record:
            catch_warnings._log = []
            return catch_warnings._log
        return None

    def __exit__(self, *error):
        filters[:], catch_warnings._log, seen = self._before
        _seen.clear()
        _seen.update(seen)
