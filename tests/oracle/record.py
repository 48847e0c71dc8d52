"""Records what the real SQLAlchemy does with the scripts of tests/scripts.

    python record.py TESTS_DIR EXAMPLES_DIR [TOPIC | TOPIC/NAME ...]

Not a test: the tests compare with the recordings and need no Python. Called by
`cargo xtask oracle`, in an environment with the pinned SQLAlchemy.

Beside them it records the examples of the page, as the topic `examples`, into
tests/goldens. A script is one text, or cells behind markers `# %% schema`, `# %% data`,
`# %% core`, `# %% orm`, `# %% script`. The schema and data cells are recorded
once, each other cell in a process of its own after them.

A recording is `{"cells": [{"kind", "offset", "stdout", "stderr", "events",
"exception"}]}`, the cells in the order of the script. An event is a statement
`{"sql", "parameters", "executemany"}`, its parameters as the engine's log
prints them, or a step of a transaction `{"transaction": "BEGIN" | "COMMIT" |
"ROLLBACK"}`. An exception is `{"type", "message", "traceback"}`; its traceback
holds the frames of the script alone. What differs from run to run is
normalised by `normalise.py`.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
import re
import subprocess
import sys
import tempfile
import types

from normalise import normalise

#: the file of a cell, which a recording names `<script>`
FILE = re.compile(r"\b(schema|data|core|orm|script)\.py\b")
KINDS = ("schema", "data", "core", "orm", "script")
MARKER = re.compile(rf"\s*# %%\s*({'|'.join(KINDS)})\b", re.I)
SECONDS = 120


def parse(text: str) -> list[dict]:
    """The cells of a script, as `Document::parse` of ormlab-lab reads them."""
    cells = [{"kind": "script", "offset": 0, "source": "", "marked": False}]
    for index, line in enumerate(text.splitlines(keepends=True)):
        found = MARKER.match(line)
        if found:
            kind = found.group(1).lower()
            cells.append(
                {"kind": kind, "offset": index + 1, "source": "", "marked": True}
            )
        else:
            cells[-1]["source"] += line
    head = cells[0]["source"].splitlines()
    runs = any(line.strip() and not line.strip().startswith("#") for line in head)
    return cells if runs or len(cells) == 1 else cells[1:]


class Recorder:
    """Keeps the events of the cell that runs."""

    def __init__(self) -> None:
        self.events: list[dict] = []

    def listen(self) -> None:
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        from sqlalchemy.sql.util import _repr_params

        def statement(conn, cursor, sql, parameters, context, executemany):
            # a batch of insertmanyvalues is one set of parameters
            several = executemany and isinstance(parameters, list)
            shown = _repr_params(parameters, batches=10, ismulti=several)
            self.events.append(
                {
                    "sql": sql,
                    "parameters": repr(shown),
                    "executemany": executemany,
                }
            )

        def transaction(name):
            return lambda conn: self.events.append({"transaction": name})

        event.listen(Engine, "before_cursor_execute", statement)
        event.listen(Engine, "begin", transaction("BEGIN"))
        event.listen(Engine, "commit", transaction("COMMIT"))
        event.listen(Engine, "rollback", transaction("ROLLBACK"))


def stand_in(url):
    """A URL of a server runs on an SQLite file of the run's own folder."""
    from sqlalchemy.engine import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return url
    return f"sqlite:///{parsed.database or parsed.get_backend_name()}"


def wrap_create_engine() -> None:
    import sqlalchemy
    import sqlalchemy.engine

    real = sqlalchemy.create_engine

    def create_engine(url, **options):
        return real(stand_in(url), **options)

    sqlalchemy.create_engine = create_engine
    sqlalchemy.engine.create_engine = create_engine


def own_frames(trace, names: set[str]):
    """The traceback without the frames of any library."""
    kept = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in names:
            kept.append(trace)
        trace = trace.tb_next
    below = None
    for one in reversed(kept):
        below = types.TracebackType(below, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return below


def describe(error: BaseException, names: set[str]) -> dict:
    """The error as the interpreter prints one that nothing caught.

    What it came from stays only if that came through the script.
    """
    cause = error.__cause__
    if cause is None or own_frames(cause.__traceback__, names) is None:
        error.__cause__, error.__suppress_context__ = None, True
    printed = sys.stderr.text = io.StringIO()
    sys.__excepthook__(
        type(error), error, error.with_traceback(own_frames(error.__traceback__, names)).__traceback__
    )
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else kind.__module__ + "."
    return {
        "type": module + kind.__qualname__,
        "message": str(error),
        "traceback": printed.getvalue(),
    }


def run_cell(cell: dict, namespace: dict, recorder: Recorder) -> dict:
    # the interpreter reads the lines of a traceback from the file, unless its name is `<…>`
    name = f"{cell['kind']}.py"
    Path(name).write_text(cell["source"])
    names = {f"{kind}.py" for kind in KINDS}
    sys.stdout.text, sys.stderr.text = io.StringIO(), io.StringIO()
    exception = None
    try:
        # this file's own __future__ imports are not the script's
        exec(compile(cell["source"], name, "exec", dont_inherit=True), namespace)
    except BaseException as error:
        exception = error
    record = {
        "kind": cell["kind"],
        "offset": cell["offset"],
        "stdout": sys.stdout.text.getvalue(),
        "stderr": sys.stderr.text.getvalue(),
        "events": recorder.events,
    }
    return {**record, "exception": exception and describe(exception, names)}


class Stream:
    """One object while the cells change: log handlers keep the stream they found."""

    def __init__(self) -> None:
        self.text = io.StringIO()

    def write(self, text):
        return self.text.write(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False


def child(cells: list[dict]) -> None:
    """Runs cells in one namespace and prints their recordings."""
    answer = sys.stdout
    sys.stdout, sys.stderr = Stream(), Stream()
    recorder = Recorder()
    wrap_create_engine()
    recorder.listen()
    sys.modules["__main__"] = module = types.ModuleType("__main__")
    namespace = module.__dict__
    records = []
    for cell in cells:
        recorder.events = []
        records.append(run_cell(cell, namespace, recorder))
        if records[-1]["exception"]:
            break
    json.dump(records, answer)
    answer.flush()
    os._exit(0)


def run(cells: list[dict]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, os.path.abspath(__file__), "--child"],
            input=json.dumps(cells),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC"},
        )
    if done.returncode or not done.stdout:
        raise SystemExit(f"the oracle failed: {done.stderr}")
    return clean(json.loads(done.stdout))


def clean(value):
    """The same, with every text of it normalised."""
    if isinstance(value, str):
        return normalise(FILE.sub(r"<\1>", value))
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return value


def record(text: str) -> dict:
    cells = parse(text)
    setup = [cell for cell in cells if cell["kind"] in ("schema", "data")]
    asked = [cell for cell in cells if cell not in setup]
    first = run(setup) if setup else []
    records = {cell["offset"]: cell for cell in first}
    if not any(cell["exception"] for cell in first):
        for cell in asked:
            before = [] if cell["kind"] == "script" else setup
            records[cell["offset"]] = run([*before, cell])[-1]
    return {"cells": [records[c["offset"]] for c in cells if c["offset"] in records]}


def scripts(tests: Path, examples: Path):
    """Each script by the name of its recording."""
    for script in sorted(tests.glob("scripts/*/*.py")):
        yield f"{script.parent.name}/{script.stem}", script
    for script in sorted(examples.glob("*.py")):
        yield f"examples/{script.stem}", script


def main() -> None:
    if sys.argv[1:] == ["--child"]:
        return child(json.load(sys.stdin))
    tests, examples, *only = sys.argv[1:]
    changed = 0
    for name, script in scripts(Path(tests), Path(examples)):
        if only and not any(name == o or name.startswith(o + "/") for o in only):
            continue
        golden = Path(tests, "goldens", name + ".json")
        recording = json.dumps(record(script.read_text()), indent=1, ensure_ascii=False)
        if not golden.exists() or golden.read_text() != recording + "\n":
            golden.parent.mkdir(parents=True, exist_ok=True)
            golden.write_text(recording + "\n")
            changed += 1
            print(f"recorded {name}")
    print(f"{changed} recordings changed")


if __name__ == "__main__":
    main()
