"""Records what CPython prints for the snippets of a file, below each.

    python record.py FILE...

A snippet ends at a line `# ===`; what is printed (stdout, then the traceback) follows up to a line `# ---`.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
import types


def run(source):
    """What a script prints, and its traceback."""
    out = io.StringIO()
    folder = tempfile.mkdtemp()
    name = os.path.join(folder, "script.py")
    with open(name, "w") as file:
        file.write(source)
    sys.modules["__main__"] = module = types.ModuleType("__main__")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
        except BaseException as error:
            trace = error.__traceback__
            error.__traceback__ = trace and trace.tb_next
            sys.__excepthook__(type(error), error, error.__traceback__)
    text = out.getvalue().replace(name, "<script>").replace("(script.py, line", "(<script>, line")
    return re.sub(r"\b0x[0-9a-f]{6,}", "0x…", text)


def main():
    for path in sys.argv[1:]:
        with open(path) as file:
            snippets = file.read().removesuffix("# ---\n").split("# ---\n")
        with open(path, "w") as file:
            for snippet in snippets:
                source = snippet.split("# ===\n")[0]
                printed = run(source)
                if printed and not printed.endswith("\n"):
                    printed += "\n"
                file.write(f"{source}# ===\n{printed}# ---\n")


main()
