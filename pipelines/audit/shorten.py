"""Lines past their term are cut off at the beginning of the log; what is left hangs on the last one that went."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from pipelines.audit.events import Actor, Event, Line, read, written
from pipelines.audit.key import alone, keep_anchor, own_keys
from pipelines.audit.log import log_path
from pipelines.audit.verify import verify
from pipelines.store.durable import write_whole

NOT_WHOLE = "was niet heel"


def years_before(today: date, years: int) -> date:
    """The same day so many years ago; of 29 February the day after."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 3, 1)


def shorten(workspace: Path, first: date, actor: Actor) -> int:
    """Takes away the lines of before a day (UTC), all but the newest; how many. One line says so in their place, also when
    they were not whole. Raises WorkspaceError or OSError and leaves the log as it was."""
    path = log_path(workspace)
    if not path.exists() or _moment_of(path) >= first:
        return 0
    keys = own_keys(workspace)
    with alone(path.with_suffix(".lock")):
        data = path.read_bytes()
        raw = data.splitlines()
        lines = [read(each, keys) for each in raw]
        gone = _cut(lines, first)
        count = sum(line.event != "shortened" for line in lines[:gone])
        if not count or not data.endswith(b"\n"):
            return 0
        last = lines[gone - 1]
        was_whole = verify(workspace).is_whole
        event = Event("shortened", count=count, what="" if was_whole else NOT_WHOLE, chosen=f"tot {first}")
        line, _ = written(event, actor, max(last.number, lines[gone].number - 1), last.mac, keys)
        kept = line + b"".join(each + b"\n" for each in raw[gone:])
        write_whole(path, kept)
        keep_anchor(workspace, lines[-1].number, lines[-1].mac, len(kept), keys.id)
        return count


def older_lines(workspace: Path, first: date) -> int:
    """How many lines of the log of before a day (UTC) `shorten` would take away. Raises OSError."""
    path = log_path(workspace)
    if not path.exists() or _moment_of(path) >= first:
        return 0
    lines = [read(each, None) for each in path.read_bytes().splitlines()]
    return sum(line.event != "shortened" for line in lines[: _cut(lines, first)])


def _cut(lines: Sequence[Line], first: date) -> int:
    """How many lines stand before the first one of that day or later; the newest always stays."""
    gone = next((n for n, line in enumerate(lines) if _day(line) >= first), len(lines))
    return min(gone, len(lines) - 1)


def _moment_of(path: Path) -> date:
    """The day of the oldest line: most of the time there is nothing to do."""
    with path.open("rb") as file:
        line = read(file.readline().rstrip(b"\n"), None)
        return _day(read(file.readline().rstrip(b"\n"), None) if line.event == "shortened" else line)


def _day(line: Line) -> date:
    """The day of a line; one that says no moment goes with those before it, as does the line that stands for older ones."""
    if line.event == "shortened":
        return date.min
    try:
        return datetime.fromisoformat(str(line.fields.get("time"))).astimezone(UTC).date()
    except ValueError:
        return date.min
