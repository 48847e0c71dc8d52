"""The rules for what differs from run to run; `tests/src/normalise.rs` has the same.

They act on every text of a recording alike:

- an address `0x7f…` becomes `0x…`;
- a duration in seconds with a fraction or an exponent, `0.00012s`, becomes `<T>s`;
  so does what `[cached since 2s ago]` says;
- the time that starts a log line becomes `<LOGTIME>`;
- the place of a module in `cannot import name 'x' from 'y' (place)` becomes
  `<PLACE>`;
- a moment of the day of the run becomes `<NOW>`, as `2026-01-31 12:00:00.123`
  and as `datetime.datetime(2026, 1, 31, …)`.
"""

from __future__ import annotations

import datetime
import re

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
DURATION = re.compile(r"\b\d+(?:\.\d+(?:e-\d+)?|e-\d+)s\b")
CACHED = re.compile(r"\[cached since \S+s ago\]")
PLACE = re.compile(r"(cannot import name '[^']*' from '[^']*' )\([^)]*\)")
LOGTIME = re.compile(r"\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")


def normalise(text: str, today: datetime.date | None = None) -> str:
    text = ADDRESS.sub("0x…", text)
    text = PLACE.sub(r"\1(<PLACE>)", text)
    text = LOGTIME.sub("<LOGTIME> ", text)
    text = CACHED.sub("[cached since <T>s ago]", text)
    text = DURATION.sub("<T>s", text)
    day = today or datetime.datetime.now(datetime.timezone.utc).date()
    written = rf"\b{day.isoformat()}[ T]\d\d:\d\d:\d\d(?:\.\d+)?"
    text = re.sub(written, "<NOW>", text)
    constructed = rf"datetime\.datetime\({day.year}, {day.month}, {day.day}, [\d, ]+\)"
    return re.sub(constructed, "datetime.datetime(<NOW>)", text)
