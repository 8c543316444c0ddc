"""What somebody keeps of the page Overzicht for the own use: role and afdelingen, and when he or she last looked.

It is asked by person and shown to nobody else. That the page was opened stands in the log already, so a look is not told
there a second time.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.notes.notes import Schema, read, writing
from pipelines.notes.told import tell
from pipelines.store.workspace import Workspace

_ROWS: Schema = {
    "role": pl.String,
    "afdelingen": pl.String,
    "looked_on": pl.Date,
    "seen_until": pl.Date,
    "before_on": pl.Date,
    "before_until": pl.Date,
}
LINE = "\n"


@dataclass(frozen=True)
class Looked:
    """A day on which somebody looked, and the last day of the data then."""

    on: date
    until: date


@dataclass(frozen=True)
class Own:
    """What one person keeps at one school: `role` is empty for none, `last` and `before` are the last two days of looking."""

    role: str = ""
    afdelingen: tuple[str, ...] = ()
    last: Looked | None = None
    before: Looked | None = None


def kept(workspace: Workspace, person: str, school: str) -> Own:
    """What a person keeps at a school; an empty person is whoever sits at this computer."""
    sql = (
        "select role, afdelingen, looked_on, seen_until, before_on, before_until from own_overview"
        " where person = ? and school = ?"
    )
    for row in read(workspace, sql, _ROWS, (person, school)).iter_rows(named=True):
        return Own(
            row["role"],
            tuple(filter(None, row["afdelingen"].split(LINE))),
            _looked(row["looked_on"], row["seen_until"]),
            _looked(row["before_on"], row["before_until"]),
        )
    return Own()


def _looked(on: date | None, until: date | None) -> Looked | None:
    return Looked(on, until) if on and until else None


def keep_choice(workspace: Workspace, person: str, school: str, role: str, afdelingen: tuple[str, ...]) -> None:
    """Keeps the role (empty: none) and the afdelingen (none: all) with which the page opens the next time."""
    with writing(workspace) as notes:
        notes.execute(
            "insert into own_overview (person, school, role, afdelingen) values (?, ?, ?, ?) on conflict (person, school)"
            " do update set role = excluded.role, afdelingen = excluded.afdelingen",
            (person, school, role, LINE.join(afdelingen)),
        )
        tell("own_overview", [{"school": school}], 1)


def keep_look(workspace: Workspace, person: str, school: str, look: Looked) -> None:
    """Keeps that a person looked: the day before it on which he or she did moves along on another day, and not on the same."""
    if kept(workspace, person, school).last == look:
        return
    with writing(workspace) as notes:
        notes.execute(
            "insert into own_overview (person, school, looked_on, seen_until) values (?, ?, ?, ?)"
            " on conflict (person, school) do update set"
            " before_on = iif(looked_on < excluded.looked_on, looked_on, before_on),"
            " before_until = iif(looked_on < excluded.looked_on, seen_until, before_until),"
            " looked_on = excluded.looked_on, seen_until = excluded.seen_until",
            (person, school, look.on.isoformat(), look.until.isoformat()),
        )
