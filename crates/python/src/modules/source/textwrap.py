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


def wrap(text, width=70, *, initial_indent="", subsequent_indent="", break_long_words=True, **options):
    lines = []
    line = ""
    for word in text.split():
        margin = subsequent_indent if lines else initial_indent
        if line and len(margin) + len(line) + 1 + len(word) > width:
            lines.append(margin + line)
            margin, line = subsequent_indent, ""
        while not line and break_long_words and len(margin) + len(word) > width > len(margin):
            room = width - len(margin)
            lines.append(margin + word[:room])
            margin, word = subsequent_indent, word[room:]
        line = f"{line} {word}" if line else word
    if line:
        lines.append((subsequent_indent if lines else initial_indent) + line)
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
