"""A system without files, processes or environment."""

import sys as _sys

name = "posix"
sep = "/"
linesep = "\n"
pathsep = ":"
curdir = "."
pardir = ".."
devnull = "/dev/null"
error = OSError


class _Path:
    sep = "/"

    @staticmethod
    def join(first, *parts):
        path = first
        for part in parts:
            if part.startswith("/") or not path:
                path = part
            else:
                path = path + part if path.endswith("/") else f"{path}/{part}"
        return path

    @staticmethod
    def split(path):
        head, slash, tail = path.rpartition("/")
        head += slash
        if head and head != "/" * len(head):
            head = head.rstrip("/")
        return head, tail

    @staticmethod
    def basename(path):
        return path.rpartition("/")[2]

    @staticmethod
    def dirname(path):
        return _Path.split(path)[0]

    @staticmethod
    def splitext(path):
        start = path.rfind("/") + 1
        dot = path.rfind(".")
        if dot <= start or not path[start:dot].strip("."):
            return path, ""
        return path[:dot], path[dot:]

    @staticmethod
    def normpath(path):
        root = "/" if path.startswith("/") else ""
        parts = []
        for part in path.split("/"):
            if part in ("", "."):
                continue
            if part == ".." and parts and parts[-1] != "..":
                parts.pop()
            elif part != ".." or not root:
                parts.append(part)
        return root + "/".join(parts) or "."

    @staticmethod
    def abspath(path):
        return _Path.normpath(_Path.join("/", path))

    realpath = abspath

    @staticmethod
    def isabs(path):
        return path.startswith("/")

    @staticmethod
    def exists(path):
        return False

    isfile = isdir = exists

    @staticmethod
    def expanduser(path):
        return path


path = _Path
environ = {}


def getenv(key, default=None):
    return environ.get(key, default)


def getcwd():
    return "/"


def getpid():
    return 1


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    return path.__fspath__()


def urandom(n):
    import random

    return random.randbytes(n)


def _missing(path, *rest):
    raise FileNotFoundError(2, "No such file or directory", path)


remove = unlink = stat = listdir = rmdir = rename = mkdir = makedirs = _missing


def system(command):
    raise NotImplementedError("ormlab does not support processes yet")
