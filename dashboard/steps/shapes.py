"""What a step asks and how it stands: its reason, who does what, until when, and whether it is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.steps import why
from protocols.national import number

# What somebody still has to do, in the order of urgency; then what only is there to see.
OPEN = ("nieuw", "loopt", "over de termijn")
RECURRING, DONE = "terugkerend", "gedaan"
STANDINGS = (*OPEN, RECURRING, DONE)
STEP = ("school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring")

WORKLIST: dict[str, pl.DataType | type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Waarom": pl.String,
    "Uiterlijk": pl.Date,
    "Termijn": pl.String,
    "Wie doet wat": pl.String,
    "Stand": pl.String,
    "Rol": pl.List(pl.String),
    "Ladder": pl.String,
    "Trede": pl.String,
    "Mentor": pl.String,
    "met vinkje": pl.Boolean,
    "dagen": pl.Int64,
    "school": pl.String,
    "student_id": pl.String,
    "protocol": pl.String,
    "ladder": pl.String,
    "stage": pl.String,
    "reached_on": pl.Date,
    "recurring": pl.Boolean,
}


def age_on(birth: date | None, on: date) -> int | None:
    """Age in whole years on a day, when the birth date is known."""
    return None if birth is None else on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def meant(row: Mapping[str, Any], on: date) -> list[dict[str, Any]]:
    """The actions of a step that are for this pupil: by leerjaar, and by being of age on the day looked from."""
    leerjaar, age = row["leerjaar"], age_on(row["birth_date"], on)

    def fits(action: Mapping[str, Any]) -> bool:
        if leerjaar is not None and not (action["leerjaar_from"] or 0) <= leerjaar <= (
            action["leerjaar_until"] or leerjaar
        ):
            return False
        return action["adult"] is None or age is None or action["adult"] == (age >= number("duty_until_age"))

    return [action for action in row["actions"] or [] if fits(action)]


def done_by_coming(row: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the pupil came, and coming was all that the step asked: a talk or a letter is not done by that."""
    return row["came_on"] is not None and bool(actions) and all(action["followup"] for action in actions)


def worklist(rows: pl.DataFrame, marks: pl.DataFrame, on: date, role: str = "") -> pl.DataFrame:
    """One row per due step, soonest deadline first; with a role only its steps, and with the deadline of that role."""
    marked = {tuple(mark[name] for name in STEP): mark for mark in marks.iter_rows(named=True)}
    records = []
    for row in rows.to_arrow().to_pylist():  # twice as fast as `iter_rows` for the lists inside
        actions = meant(row, on)
        mine = [action for action in actions if not role or action["role"] == role]
        if role and not mine:
            continue
        mark = marked.get(tuple(row[name] for name in STEP))
        records.append(_record(row, actions, mine, mark))
    found = pl.DataFrame(records, schema=WORKLIST, orient="row")
    return found.sort("dagen", nulls_last=True, maintain_order=True)


def _record(
    row: Mapping[str, Any],
    actions: Sequence[Mapping[str, Any]],
    mine: Sequence[Mapping[str, Any]],
    mark: Mapping[str, Any] | None,
) -> dict[str, Any]:
    # Of equal deadlines the one that the protocol names.
    first = min(mine, key=lambda action: (action["days_left"], action["is_default"]), default=None)
    came = done_by_coming(row, actions)
    if mark:
        standing, term = DONE, f"gedaan {words.day(mark['done_on'])} ({mark['initials']})"
    elif came:
        standing, term = DONE, f"gedaan {words.day(row['came_on'])} (teruggekomen)"
    else:
        standing = _standing(row, first)
        term = "" if first is None else words.days_left(first["days_left"]) + ("*" if first["is_default"] else "")
    return {
        "nummer": row["student_id"],
        "Leerling": row["name"],
        "Klas": row["klas"],
        "Stand": standing,
        "Uiterlijk": first["deadline"] if first else None,
        "Termijn": term,
        "Waarom": why.sentence(row),
        "Wie doet wat": _who_does_what(row, actions, first["deadline"] if first else None),
        "Rol": sorted({action["role"] for action in actions}),
        "Ladder": row["ladder_name"],
        "Trede": row["stage"],
        "Mentor": row["mentor"],
        "met vinkje": mark is not None,
        "dagen": first["days_left"] if first else None,
        **{name: row[name] for name in STEP},
    }


def _standing(row: Mapping[str, Any], first: Mapping[str, Any] | None) -> str:
    if row["recurring"]:
        return RECURRING
    if first is not None and first["days_left"] < 0:
        return "over de termijn"
    return "nieuw" if row["is_new"] else "loopt"


def _who_does_what(row: Mapping[str, Any], actions: Sequence[Mapping[str, Any]], deadline: date | None) -> str:
    """Every action with its role; its own deadline where that differs from the row's, and whether the pupil came."""
    parts = []
    for action in actions:
        notes = []
        if action["deadline"] != deadline:
            notes.append(words.day(action["deadline"]) + ("*" if action["is_default"] else ""))
        if action["followup"] and row["came_on"]:
            notes.append("gedaan")
        often = f" ({words.number(action['times'], 0)}×)" if action["times"] > 1 else ""
        parts.append(f"{action['role']}: {action['what']}{often}" + (f" ({', '.join(notes)})" if notes else ""))
    return "; ".join(parts) + (" (juridisch bezwaar)" if row["legal"] else "")
