"""Text in paragraphs: margins, filling, shortening."""


def dedent(text):
    lines = text.split("\n")
    lines = [line if line.strip(" \t") else "" for line in lines]
    margin = None
    for line in lines:
        if not line:
            continue
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    if not margin:
        return "\n".join(lines)
    return "\n".join(line[len(margin) :] if line else line for line in lines)


def indent(text, prefix, predicate=None):
    wanted = (lambda line: line.strip()) if predicate is None else predicate
    return "".join(prefix + line if wanted(line) else line for line in text.splitlines(True))


def _chunks(text):
    """Words, whole or up to a hyphen between letters, and the blanks between them."""
    chunks, word = [], ""
    for at, c in enumerate(text):
        if c == " " and word and word[-1] != " " or c != " " and word[-1:] == " ":
            chunks.append(word)
            word = ""
        word += c
        if c == "-" and len(word) > 1 and word[-2].isalpha() and text[at + 1 : at + 2].isalpha():
            chunks.append(word)
            word = ""
    return chunks + [word] if word else chunks


def wrap(text, width=70, *, initial_indent="", subsequent_indent="", expand_tabs=True, replace_whitespace=True,
         break_long_words=True, drop_whitespace=True):
    if width <= 0:
        raise ValueError(f"invalid width {width!r} (must be > 0)")
    if expand_tabs:
        text = text.expandtabs(8)
    if replace_whitespace:
        for blank in "\t\n\x0b\x0c\r":
            text = text.replace(blank, " ")
    rest = _chunks(text)
    lines = []
    while rest:
        margin = subsequent_indent if lines else initial_indent
        room = width - len(margin)
        if drop_whitespace and lines and not rest[0].strip():
            del rest[0]
        line, length = [], 0
        while rest and length + len(rest[0]) <= room:
            length += len(rest[0])
            line.append(rest.pop(0))
        if rest and len(rest[0]) > room:
            space = max(room - length, 1) if break_long_words else 0
            if break_long_words:
                line.append(rest[0][:space])
                rest[0] = rest[0][space:]
            elif not line:
                line.append(rest.pop(0))
        if drop_whitespace and line and not line[-1].strip():
            line.pop()
        if line:
            lines.append(margin + "".join(line))
    return lines


def fill(text, width=70, **options):
    return "\n".join(wrap(text, width, **options))


def shorten(text, width, *, placeholder=" [...]", **options):
    words = text.split()
    if len(" ".join(words)) <= width:
        return " ".join(words)
    while words and len(" ".join(words)) + len(placeholder) > width:
        words.pop()
    if not words:
        return placeholder.strip()
    return " ".join(words) + placeholder
