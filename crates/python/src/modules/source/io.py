"""Streams in memory; there are no files."""


class UnsupportedOperation(OSError, ValueError):
    pass


class StringIO:
    def __init__(self, initial_value="", newline="\n"):
        self._text = initial_value or ""
        self._at = 0
        self.closed = False

    def _check(self):
        if self.closed:
            raise ValueError("I/O operation on closed file")

    def write(self, text):
        self._check()
        if not isinstance(text, str):
            raise TypeError(f"string argument expected, got {type(text).__name__!r}")
        if self._at == len(self._text):
            self._text += text
        else:
            gap = "\0" * max(0, self._at - len(self._text))
            self._text = self._text[: self._at] + gap + text + self._text[self._at + len(text) :]
        self._at += len(text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def read(self, size=-1):
        self._check()
        end = len(self._text) if size is None or size < 0 else self._at + size
        text = self._text[self._at : end]
        self._at += len(text)
        return text

    def readline(self, size=-1):
        self._check()
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end + 1
        if size is not None and size >= 0:
            end = min(end, self._at + size)
        line = self._text[self._at : end]
        self._at = end
        return line

    def readlines(self, hint=-1):
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def getvalue(self):
        self._check()
        return self._text

    def tell(self):
        return self._at

    def seek(self, offset, whence=0):
        self._check()
        if whence == 0 and offset < 0:
            raise ValueError(f"Negative seek position {offset}")
        self._at = {0: 0, 1: self._at, 2: len(self._text)}[whence] + offset
        return self._at

    def truncate(self, size=None):
        size = self._at if size is None else size
        self._text = self._text[:size]
        return size

    def flush(self):
        pass

    def close(self):
        self.closed = True

    def isatty(self):
        return False

    def readable(self):
        return True

    def writable(self):
        return True

    def seekable(self):
        return True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class BytesIO:
    def __init__(self, initial_bytes=b""):
        self._bytes = bytes(initial_bytes)
        self._at = 0
        self.closed = False

    def write(self, data):
        self._bytes = self._bytes[: self._at] + data + self._bytes[self._at + len(data) :]
        self._at += len(data)
        return len(data)

    def read(self, size=-1):
        end = len(self._bytes) if size is None or size < 0 else self._at + size
        data = self._bytes[self._at : end]
        self._at += len(data)
        return data

    def getvalue(self):
        return self._bytes

    def seek(self, offset, whence=0):
        self._at = {0: 0, 1: self._at, 2: len(self._bytes)}[whence] + offset
        return self._at

    def tell(self):
        return self._at

    def close(self):
        self.closed = True

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def open(*args, **kwargs):
    raise NotImplementedError("ormlab does not support files yet")
