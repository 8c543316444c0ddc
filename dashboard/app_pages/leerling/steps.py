"""Steps as one row each, made of their tasks: who does what, until when what is open, and whether all is done."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from dashboard.steps.tasks import LATE, STAYS, STEP

# What somebody still has to do, in the order of urgency; then what only is there to see.
OPEN = ("nieuw", "loopt", "over de termijn", STAYS)
RECURRING, DONE = "terugkerend", "gedaan"

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


def worklist(tasks: pl.DataFrame, role: str = "") -> pl.DataFrame:
    """One row per step of `tasks`, soonest deadline first; with a role only its steps, and how they stand for that role."""
    steps: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for task in tasks.to_arrow().to_pylist():
        steps.setdefault(tuple(task[name] for name in STEP), []).append(task)
    records = []
    for asked in steps.values():
        mine = [task for task in asked if not role or task["role"] == role]
        if mine:
            records.append(_record(asked, mine))
    found = pl.DataFrame(records, schema=WORKLIST, orient="row")
    return found.sort("dagen", nulls_last=True, maintain_order=True)


def _record(asked: Sequence[Mapping[str, Any]], mine: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row = mine[0]
    # Only what is open has a deadline. A term that passed goes first; of equal ones that of the protocol.
    first = min(
        (task for task in mine if not task["is_done"]),
        key=lambda task: (task["group"] != LATE, task["days_left"], task["is_default"]),
        default=None,
    )
    deadline = first["deadline"] if first else None
    return {
        "nummer": row["student_id"],
        "Leerling": row["name"],
        "Klas": row["klas"],
        "Stand": _standing(first),
        "Uiterlijk": deadline,
        "Termijn": _term(first) if first else _closed(mine),
        "Waarom": row["reason"],
        "Wie doet wat": _who_does_what(asked, deadline),
        "Rol": sorted({task["role"] for task in asked}),
        "Ladder": row["ladder_name"],
        "Trede": row["stage"],
        "Mentor": row["mentor"],
        "met vinkje": any(task["by_mark"] for task in mine),
        "dagen": first["days_left"] if first else None,
        **{name: row[name] for name in STEP},
    }


def _standing(first: Mapping[str, Any] | None) -> str:
    if first is None:
        return DONE
    if first["recurring"]:
        return RECURRING
    if first["group"] == LATE:
        return "over de termijn"
    if first["group"] == STAYS:
        return STAYS
    return "nieuw" if first["is_new"] else "loopt"


def _term(task: Mapping[str, Any]) -> str:
    """How long until the deadline, with a star for one that the protocol does not name; that one is never too late."""
    if task["group"] == STAYS:
        return f"blijft {words.count(-task['days_left'], 'schooldag', 'schooldagen')} liggen*"
    return words.days_left(task["days_left"]) + ("*" if task["is_default"] else "")


def _closed(tasks: Sequence[Mapping[str, Any]]) -> str:
    done = [task for task in tasks if task["done_on"]]
    if not done:
        return f"afgehandeld {words.day(max(task['settled_on'] for task in tasks))}"
    last = max(done, key=lambda task: task["done_on"])
    return f"gedaan {words.day(last['done_on'])} ({last['initials'] or 'teruggekomen'})"


def _who_does_what(tasks: Sequence[Mapping[str, Any]], deadline: date | None) -> str:
    """Every task with its role; whether it is done, else its own deadline where that differs from the row's."""
    parts = []
    for task in tasks:
        note = ""
        if task["is_done"]:
            note = " (gedaan)" if task["done_on"] else " (afgehandeld)"
        elif task["deadline"] != deadline:
            note = f" ({words.day(task['deadline'])}{'*' if task['is_default'] else ''})"
        often = f" ({words.number(task['times'], 0)}×)" if task["times"] > 1 else ""
        parts.append(f"{task['role']}: {task['what']}{often}{note}")
    return "; ".join(parts) + (" (juridisch bezwaar)" if tasks[0]["legal"] else "")
