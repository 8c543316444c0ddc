"""Questions to a snapshot: one SQL file each, headed like a model, asked with bound values through one door.

A question names what a row is, its columns with type and meaning, its grain, and the shared parts it stands on. What many
questions need of the viewer and the day are macros on the connection; a part is a row of CTEs that several share.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import polars as pl

from pipelines.models.model import Column, ModelError, models
from pipelines.questions.care_apart import COUNTED, TASKS, without_sickness
from pipelines.questions.kept import Kept
from pipelines.questions.references import COUNTED_IN_REPORT, REFERENCES
from pipelines.viewer import CARE, EVERYTHING, Scope, Selection, Viewer

FOLDER = Path(__file__).parent
HEADER_LINE = re.compile(r"^-- (question|part|macro|row|says|column|grain|about|care): (.+)$")
WITH_LINE = re.compile(r"^-- with: (.+)$")
VALUE = re.compile(r"\$(\w+)")
WORD = re.compile(r"\b[a-z_]+\b")
PUPIL_MACROS = frozenset({"visible_pupils", "placed_pupils", "own_pupils", "counted_pupils", "enrolled_pupils"})
# Whom a question is about (`-- about:`), and what has to stand in it: pupils of the viewer, schools in which the viewer sees
# somebody (counts, no rows of pupils), or nobody (rules and calendar).
ABOUT = {
    "pupils": ("visible_pupils($viewer", "own_pupils($viewer", "counted_pupils($viewer", "is_visible($viewer"),
    "school": ("is_in_reach($viewer", "is_anyhow($viewer"),
    "nobody": ("",),
}
# What may be asked of the viewer where nobody's own pupils are told: it is the same for all who see somebody there.
OF_VIEWER = re.compile(r"(\w*)\(?\$viewer\b")
ALIKE = {"is_in_reach", "is_anyhow", "todays_day"}
# Each row is about one pupil and hangs on no other: of some pupils the answer is that of all of them, without the others.
EACH = "each apart"
# What has to stand in a question with a column that names pupils: whose they are follows from today (see `own_pupils`).
NAMED, OWN = "student_id", ("visible_pupils($viewer", "own_pupils($viewer")


class Rows(Protocol):
    """What a question can be asked of: a snapshot, or a workbench with a draft on it."""

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs a static query with bound values."""


@runtime_checkable
class Shared(Rows, Protocol):
    """A snapshot that remembers answers; `shares`: it is of one school, in which a number is one pupil."""

    shares: bool
    kept: Kept


@dataclass(frozen=True)
class Question:
    """One question: what a row is, its columns, the columns by which rows differ, whom it is about, and its whole SQL."""

    name: str
    row: str
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    about: str
    sql: str
    care: str = ""
    apart: bool = False

    @cached_property
    def values(self) -> frozenset[str]:
        """The names of the values that it asks for."""
        return frozenset(VALUE.findall(self.sql))

    @property
    def tells_figures(self) -> bool:
        """Whether who may see figures only may have its answer: it names no pupils, or they are counted and rounded."""
        named = NAMED in {column.name for column in self.columns}
        return not named or self.name in REFERENCES or self.name in COUNTED_IN_REPORT

    @cached_property
    def sql_without_care(self) -> str:
        """What a viewer without that right asks; see `care_apart`."""
        return without_sickness(self.sql, self.care)


def read(path: Path) -> tuple[dict[str, list[str]], str]:
    """The lines of the header of an SQL file by their word, and its body."""
    found: dict[str, list[str]] = {}
    body = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := HEADER_LINE.match(line):
            found.setdefault(match[1], []).append(match[2])
        else:
            body.append(line)
    return found, "\n".join(body).strip()


@cache
def _part(name: str) -> str:
    """The CTEs of a part, without those it stands on."""
    header, body = read(FOLDER / "parts" / f"{name}.sql")
    if header.get("part") != [name] or "says" not in header:
        raise ModelError(f"{name}: the header needs its part and what it says")
    return body


def _whole(body: str, known: set[str]) -> str:
    """The SQL with each part in the place of the first `-- with:` line that names it, after those it stands on."""
    lines = []
    for line in body.splitlines():
        if match := WITH_LINE.match(line):
            for name in _listed([match[1]]):
                if name not in known:
                    known.add(name)
                    lines.append(f"{_whole(_part(name), known)},")
        else:
            lines.append(line)
    return "\n".join(lines)


def _listed(lines: list[str]) -> tuple[str, ...]:
    return tuple(word.strip() for line in lines for word in line.split(","))


@cache
def question(name: str) -> Question:
    """The question in `NAME.sql`. Raises ModelError when its header is not whole, or it shows pupils to everybody."""
    header, body = read(FOLDER / f"{name}.sql")
    columns = [part.split(" | ", 2) for part in header.get("column", [])]
    grain, (about, _, more) = _listed(header.get("grain", [])), (header.get("about") or [""])[0].partition(" | ")
    if header.get("question") != [name] or len(header.get("row", [])) != 1 or not columns or not grain:
        raise ModelError(f"{name}: the header needs its question, row, columns and grain")
    if any(len(column) != 3 for column in columns) or about not in ABOUT:
        raise ModelError(f"{name}: write '-- column: name | TYPE | meaning' and '-- about: {' | '.join(ABOUT)}'")
    # A list of CTEs that ends in parts ends in a comma too many.
    sql = re.sub(r",\s*(?=^select\b)", "\n", _whole(body, set()), flags=re.M)
    care = (header.get("care") or [""])[0].split(" | ")[0]
    if care not in ("", COUNTED, TASKS):
        raise ModelError(f"{name}: write '-- care: {COUNTED} | why' or '-- care: {TASKS} | why'")
    of_columns = tuple(Column(*column) for column in columns)
    found = Question(name, header["row"][0], of_columns, grain, about, sql, care, more == EACH)
    _check_limits(found)
    return found


def _check_limits(found: Question) -> None:
    """Refuses a question about pupils that does not join those of the viewer, and one to share that others may not see."""
    if not any(limit in found.sql for limit in ABOUT[found.about]):
        raise ModelError(f"{found.name}: about {found.about}, and not limited by the viewer")
    names_pupils = NAMED in {column.name for column in found.columns} and found.name not in REFERENCES
    if names_pupils and not any(limit in found.sql for limit in OWN):
        raise ModelError(f"{found.name}: names pupils, and is not limited to those who are the viewer's today")
    alike = found.about == "pupils" or all(
        set(OF_VIEWER.findall(sql)) <= ALIKE for sql in (found.sql, found.sql_without_care)
    )
    if not alike:
        raise ModelError(f"{found.name}: about {found.about}, and not the same for all who see somebody in the schools")
    if found.apart and (
        found.sql.count("$selection") != 1 or f"{ABOUT['pupils'][0]}, $selection, $on)" not in found.sql
    ):
        raise ModelError(f"{found.name}: each pupil apart, and chosen otherwise than as visible_pupils does")
    read = (_pupil_tables() | PUPIL_MACROS) & set(WORD.findall(found.sql))
    if found.about == "nobody" and read:
        raise ModelError(f"{found.name}: about nobody, and reads {', '.join(sorted(read))}")


@cache
def _pupil_tables() -> frozenset[str]:
    raw = {
        "raw_registration",
        "raw_placement",
        "raw_student",
        "raw_followup",
        "raw_appointment",
        "raw_mark",
        "raw_lesson",
    }
    return frozenset(raw | {each.table for each in models() if any(c.name == "student_id" for c in each.columns)})


def ask(snapshot: Rows, name: str, **values: object) -> pl.DataFrame:
    """The rows of a question. Raises TypeError when a value is missing or not asked for: without a viewer no rows."""
    asked = question(name)
    if asked.values != values.keys():
        raise TypeError(f"{name} asks for {sorted(asked.values)} and got {sorted(values)}")
    if getattr(values.get("viewer"), "figures", False) and not asked.tells_figures:
        raise TypeError(f"{name} names pupils, and the viewer looks at figures")
    if isinstance(snapshot, Shared):
        if asked.apart and snapshot.shares:
            return _of_some(snapshot, asked, values)
        if asked.about != "pupils":
            return _shared(snapshot, asked, values)
    return _rows(snapshot, asked, values)


def _rows(snapshot: Rows, asked: Question, values: Mapping[str, object]) -> pl.DataFrame:
    bound = {key: value.bound() if isinstance(value, Viewer | Selection) else value for key, value in values.items()}
    viewer = values.get("viewer")
    apart = isinstance(viewer, Viewer) and not viewer.may("care")
    return snapshot.rows(asked.sql_without_care if apart else asked.sql, bound)


def _shared(snapshot: Shared, asked: Question, values: Mapping[str, Any]) -> pl.DataFrame:
    """The answer that all share who see somebody in the same schools with equal right to care and in equal roles."""
    if viewer := values.get("viewer"):
        wide = Viewer(
            scope=Scope(viewer.schools),
            rights=viewer.rights & CARE,
            roles=viewer.roles,
            at=viewer.anyhow,
            today=viewer.today,
        )
        values = {**values, "viewer": wide}
    return snapshot.kept.get(repr((asked.name, sorted(values.items()))), lambda: _rows(snapshot, asked, values))


def _of_some(snapshot: Shared, asked: Question, values: Mapping[str, Any]) -> pl.DataFrame:
    """Of the answer about the whole school, which many share, the viewer's own pupils."""
    found = _shared(snapshot, asked, {**values, "selection": EVERYTHING})
    whose = {name: values[name] for name in ("viewer", "selection", "on")}
    if (
        all(values["viewer"].sees_whole(school) for school in values["viewer"].schools)
        and whose["selection"] == EVERYTHING
    ):
        return found
    own = snapshot.kept.get(
        repr((NAMED, sorted(whose.items()))), lambda: ask(snapshot, "students", **whose).select(pl.col(NAMED).implode())
    )
    return found.filter(pl.col(NAMED).is_in(own[NAMED]))
