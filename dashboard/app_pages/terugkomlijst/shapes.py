"""Terugkomlijst as it is read and printed: who must come on a day, for what, and who came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from pipelines.notes.appointments import Appointment
from pipelines.notes.marks import DAY as WHOLE_DAY

# Groups of the list, in their order.
DAY, MISSED, UNRECORDED, UNPLANNED = "op deze dag", "eerder gemist", "niet vastgelegd", "zonder vaste dag"
GROUPS = (DAY, MISSED, UNRECORDED, UNPLANNED)
CAME, ABSENT, EXPECTED = "gekomen", "niet gekomen", "verwacht"
# Of an earlier day on which the pupil was away with a valid reason.
EXCUSED = "was er niet (geldige reden)"
KEY = ("school", "student_id", "ladder", "task", "asked_on")
ROW: dict[str, pl.DataType | type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Afspraak": pl.String,
    "Tijd en plaats": pl.String,
    "Inhalen": pl.String,
    "Gevraagd": pl.String,
    "Stand": pl.String,
    "groep": pl.String,
    "uitkomst": pl.String,
    "met notitie": pl.Boolean,
    "taken": pl.Object,
}
NOBODY = {
    DAY: "Op deze dag hoeft er niemand te komen.",
    MISSED: "Niemand heeft een gemiste afspraak die nog openstaat.",
    UNRECORDED: "Van elke afspraak van de afgelopen tijd is vastgelegd of de leerling kwam.",
    UNPLANNED: "Er zijn geen afspraken waarvoor nog een dag moet worden gekozen.",
}
NONE = "Het protocol dat van kracht is, vroeg binnen deze keuze de afgelopen tijd niemand om terug te komen."


def still_asked(rows: pl.DataFrame, marks: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """The tasks without those that a mark says are done, for all of their lesson hours, or that a clean start closed."""
    hour = pl.col("hour")
    done = marks.group_by("school", "student_id", "task_key", pl.col("reached_on").alias("asked_on")).agg(
        hour.n_unique().alias("marked"), (hour.is_null() | (hour == WHOLE_DAY)).any().alias("whole")
    )
    open_tasks = (
        rows.join(done, on=["school", "student_id", "task_key", "asked_on"], how="left", maintain_order="left")
        .filter(~(pl.col("whole") | (pl.col("marked") >= pl.col("times"))).fill_null(False))
        .drop("marked", "whole")
    )
    for said in settlements.iter_rows(named=True):
        closed = (pl.col("school") == said["school"]) & (pl.col("asked_on") <= said["until_on"])
        for name in ("afdeling", "role"):
            if said[name] is not None:
                closed &= (pl.col(name) == said[name]).fill_null(False)
        open_tasks = open_tasks.filter(~closed)
    return open_tasks


def appointments(rows: pl.DataFrame, notes: pl.DataFrame, day: date) -> list[dict[str, Any]]:
    """One row (as `ROW`) per pupil, group, kind of appointment and outcome on a day, by name.

    `taken` are the appointments that a note of the row is about. Who came before the day is not on the list, nor whose
    appointment is later.
    """
    noted: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for note in notes.to_dicts():
        noted.setdefault(tuple(note[name] for name in KEY), []).append(note)
    merged: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows.to_dicts():
        seen = _seen(row, noted.get(tuple(row[name] for name in KEY), []), day)
        if seen is not None:
            key = (row["student_id"], seen["group"], row["kind"], row["deadline_text"] or "", seen["said"])
            merged.setdefault(key, []).append(row | seen)
    return [_row(tasks, day) for tasks in merged.values()]


def _seen(row: Mapping[str, Any], notes: Sequence[Mapping[str, Any]], day: date) -> dict[str, Any] | None:
    """In which group a task stands on a day and what is known of it; None when it does not stand on the list."""
    came_on = [note["appointment_on"] for note in notes if note["came"]]
    came_on += [row["came_on"]] if row["came_on"] else []
    if any(on < day for on in came_on):
        return None
    missed_on = [note["appointment_on"] for note in notes if not note["came"]] + (row["missed_on"] or [])
    missed = max((on for on in missed_on if on < day), default=None)
    if row["appointment_on"] == day:
        group = DAY
    elif missed is not None:
        group = MISSED
    elif row["appointment_on"] is None:
        group = UNPLANNED
    elif row["appointment_on"] < day:
        group = UNRECORDED
    else:
        return None
    note = next((note for note in notes if note["appointment_on"] == day), None)
    if note is not None:
        outcome, said = (CAME if note["came"] else ABSENT), f" ({note['initials']})"
    elif day in came_on or day in missed_on:
        outcome, said = (CAME if day in came_on else ABSENT), " (volgens Terugkomers)"
    else:
        outcome, said = EXPECTED, ""
    # Not why: who reads this may not be who may know of illness.
    before = EXCUSED if missed in (row["excused_on"] or []) else ABSENT
    text = f"{before} op {words.day(missed)}" if missed and outcome == EXPECTED else f"{outcome}{said}"
    return {"group": group, "outcome": outcome, "said": text, "noted": note is not None}


def _row(tasks: Sequence[Mapping[str, Any]], day: date) -> dict[str, Any]:
    first = tasks[0]
    hours = [task["hours"] for task in tasks if task["hours"]]
    asked = sorted({task["asked_on"] for task in tasks})
    return {
        "nummer": first["student_id"],
        "Leerling": first["name"],
        "Klas": first["klas"],
        "Afspraak": words.capital(first["kind_label"]),
        "Tijd en plaats": words.capital(first["deadline_text"] or "") or None,
        "Inhalen": words.count(sum(hours), "lesuur", "lesuren") if hours else None,
        "Gevraagd": words.listed([words.day(on) for on in asked]),
        "Stand": words.capital(first["said"]),
        "groep": first["group"],
        "uitkomst": first["outcome"],
        "met notitie": first["noted"],
        "taken": list(_named(tasks, day)),
    }


def _named(tasks: Sequence[Mapping[str, Any]], day: date) -> Iterator[Appointment]:
    names = {field.name for field in fields(Appointment)} - {"lesson_hour", "appointment_on"}
    for task in tasks:
        yield Appointment(**{name: task[name] for name in names}, lesson_hour=None, appointment_on=day)


def counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many pupils each group holds, zero included."""
    return {group: len({row["nummer"] for row in rows if row["groep"] == group}) for group in GROUPS}


def answer(rows: Sequence[Mapping[str, Any]], day: date) -> str:
    """The sentence above the list: who must come on the day, and who still has to come back from before."""
    found = counts(rows)
    if not rows:
        return f"Op {words.day(day)} hoeft er niemand te komen."
    today = words.count(found[DAY], "leerling moet", "leerlingen moeten") if found[DAY] else "Niemand hoeft"
    text = f"{today} op {words.day(day)} {'' if found[DAY] else 'te '}komen"
    if found[MISSED]:
        text += (
            f"; {words.count(found[MISSED], 'leerling miste', 'leerlingen misten')} eerder een afspraak die openstaat"
        )
    return f"{text}."


def explained(days: int) -> list[str]:
    """What stands on the list; `days` are the school days that it looks back."""
    return [
        "Wie moet komen, volgt uit de taken van het protocol dat van kracht is; de lijst kijkt "
        f"{words.number(days, 0)} schooldagen terug.",
        "Zonder vaste dag: het protocol noemt geen dag, noteer het op de dag waarop de leerling komt.",
        "Wat u hier noteert, telt meteen: voor de taak, en als gemiste afspraak voor de treden die ernaar vragen.",
        "Wat uit de lijst Terugkomers van Magister komt, verandert u daar.",
    ]


def left_out(unnamed: pl.DataFrame) -> str:
    """What does not count, as nobody knows its measure; empty when there is none."""
    if unnamed.is_empty():
        return ""
    times = int(unnamed["followups"].sum())
    names = words.listed([f"‘{name or 'zonder naam'}’" for name in unnamed["measure"].to_list()])
    return (
        f"{words.count(times, 'terugkomer', 'terugkomers')} met een maatregel die het programma "
        f"niet herkent, {'telt' if times == 1 else 'tellen'} niet mee: {names}."
    )


def sheets(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The printed list, names and klas only: a part per group, kind and time, each by klas and name."""
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        when = f", {row['Tijd en plaats'][:1].lower()}{row['Tijd en plaats'][1:]}" if row["Tijd en plaats"] else ""
        earlier = "" if row["groep"] == DAY else f" ({row['groep']})"
        parts.setdefault(f"{row['Afspraak']}{when}{earlier}", []).append(
            {"name": row["Leerling"], "klas": row["Klas"] or "", "came": row["uitkomst"] == CAME}
        )
    return [
        {"name": name, "rows": sorted(part, key=lambda row: (row["klas"], row["name"]))} for name, part in parts.items()
    ]
