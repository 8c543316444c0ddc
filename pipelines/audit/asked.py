"""What the log says, for who may read it: who looked at a pupil, what a person did, who was refused.

Only with the right `log`, of the schools for which it holds; of a pupil there is nothing but that somebody looked.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.audit.events import LABELS, Keys, Line, read
from pipelines.audit.key import known_keys
from pipelines.audit.log import log_path
from pipelines.viewer import Viewer

COLUMNS: dict[str, type[pl.DataType]] = {
    "moment": pl.Datetime,
    "person": pl.String,
    "role": pl.String,
    "did": pl.String,
    "school": pl.String,
    "what": pl.String,
    "chosen": pl.String,
    "count": pl.Int64,
}
# A page of rows that somebody reads; of more the number is told.
MOST = 500


@dataclass(frozen=True)
class Found:
    """The newest lines that were asked for, newest first, one row each (moment is that of this computer); how many more
    there are; how many of them do not fit with the key, and whether a part of the log has another key: in that part no
    pupil is found."""

    rows: pl.DataFrame
    more: int
    odd: int
    other_key: bool


@dataclass(frozen=True)
class Extent:
    """How many lines there are, and the moments (UTC, as written) of the first and the last."""

    lines: int
    first: str
    last: str


def extent(workspace: Path) -> Extent:
    """How far the log goes, by its first and last line."""
    path = log_path(workspace)
    if not path.exists():
        return Extent(0, "", "")
    with path.open("rb") as file:
        first, last, lines = b"", b"", 0
        for raw in file:
            first, last, lines = first or raw, raw, lines + 1
    return Extent(lines, *(str(read(raw.rstrip(b"\n"), None).fields.get("time", "")) for raw in (first, last)))


def about_pupil(workspace: Path, viewer: Viewer, school: str, student_id: str, most: int = MOST) -> Found:
    """Who looked at a pupil, wrote something down about him or her, or took a list along with the pupil on it."""
    keys = known_keys()
    tag = keys.tag(school, student_id) if keys else ""
    return _found(workspace, viewer, keys, tag, lambda line: bool(tag) and tag in line.fields.get("pupils", ()), most)


def by_person(workspace: Path, viewer: Viewer, person: str) -> Found:
    """What a person did."""
    needle = json.dumps(person, ensure_ascii=False)
    return _found(workspace, viewer, known_keys(), needle, lambda line: line.fields.get("person") == person)


def of_kind(workspace: Path, viewer: Viewer, *kinds: str) -> Found:
    """Everything of some kinds of events, such as `refused`."""
    needle = f'"event": "{kinds[0]}"' if len(kinds) == 1 else ""
    return _found(workspace, viewer, known_keys(), needle, lambda line: line.event in kinds)


def persons(workspace: Path, viewer: Viewer) -> list[str]:
    """Who stands in the log."""
    lines = (line for line in _lines(workspace, None, '"person"') if _is_seen(line, viewer))
    return sorted({str(line.fields.get("person", "")) for line in lines} - {""})


def _found(
    workspace: Path, viewer: Viewer, keys: Keys | None, needle: str, wanted: Callable[[Line], bool], most: int = MOST
) -> Found:
    own = [line for line in _lines(workspace, keys, needle) if _is_seen(line, viewer) and wanted(line)]
    begun = [line.fields.get("what") for line in _lines(workspace, keys, '"event": "begin"')]
    shown = own[::-1][:most]
    return Found(
        pl.DataFrame([_row(line) for line in shown], schema=COLUMNS, orient="row"),
        len(own) - len(shown),
        sum(not line.authentic for line in own),
        any(keys is None or name != keys.id for name in begun),
    )


def _lines(workspace: Path, keys: Keys | None, needle: str) -> Iterator[Line]:
    """The lines that hold a text; the text is looked for before a line is taken apart."""
    path, sought = log_path(workspace), needle.encode()
    if not path.exists():
        return
    with path.open("rb") as file:
        for raw in file:
            if sought in raw:
                yield read(raw.rstrip(b"\n"), keys)


def _is_seen(line: Line, viewer: Viewer) -> bool:
    """Whether a line is about a school for which the viewer may read the log, or about none."""
    school = str(line.fields.get("school", ""))
    return viewer.may("log") and bool(viewer.at) and (not school or school in viewer.at)


def _row(line: Line) -> tuple[object, ...]:
    told = line.fields
    try:
        moment = datetime.fromisoformat(str(told.get("time"))).astimezone().replace(tzinfo=None)
    except ValueError:
        moment = None
    count = told.get("count")
    return (
        moment,
        *(str(told.get(name, "")) for name in ("person", "role")),
        LABELS.get(line.event, line.event),
        *(str(told.get(name, "")) for name in ("school", "what", "chosen")),
        count if isinstance(count, int) else None,
    )
