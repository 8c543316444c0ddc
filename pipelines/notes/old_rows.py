"""Rows of the notes that are past their term: of who is taken out, of stages and registrations that go, and of care."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.notes.file import opened
from pipelines.notes.one_pupil import about_pupils, clear_away

PUPILS, OLD, CARE = "pupils", "old", "care"
# Table -> the days of a row: it goes with what was registered before the latest of them. Also of tables of older versions,
# which copies of the notes have.
DAYS: Mapping[str, tuple[str, ...]] = {
    "step_mark": ("reached_on",),
    "task_mark": ("reached_on",),
    "appointment_note": ("asked_on", "appointment_on"),
    "report_case": ("end_date",),
    "report_mark": ("end_date",),
    "contact": ("contact_on",),
    # Of care the months count from the latest of these.
    "care_contact": ("contact_on", "review_on"),
    "care_concern": ("since", "withdrawn_at"),
}
CARE_CONTACT = ("contact_on", "review_on")
ALL_CARE = frozenset({"care_contact", "care_concern"})
Key = tuple[str, str]


@dataclass(frozen=True)
class Past:
    """What is past its term: school and number of who is taken out; per school the first day of what stays; whether a care
    note of a day has been kept long enough."""

    people: Collection[Key]
    kept_from: Mapping[str, date]
    care_is_due: Callable[[date], bool]


def counted(path: Path, past: Past) -> Counter[str]:
    """How many rows are past their term: of who is taken out, of old stages and registrations, of care."""
    if not path.exists():
        return Counter()
    with opened(path, "ro") as notes:
        return Counter(why for _, _, why in _past(notes, past))


def take_old(path: Path, past: Past) -> int:
    """Takes them away, so that nothing of them stays in the file; how many. Of notes of any version.

    Raises WorkspaceError when something holds them.
    """
    with opened(path, "rw") as notes, clear_away(notes) as gone:
        for table, row, _ in list(_past(notes, past)):
            notes.execute(f"delete from {table} where rowid = ?", (row,))  # noqa: S608  # a name of ours
    return gone.rows


def _past(notes: sqlite3.Connection, past: Past) -> Iterator[tuple[str, int, str]]:
    """Table and row of each, and why."""
    last_care = _last_care(notes)
    for table in about_pupils(notes):
        found = notes.execute(f"select rowid as place, * from {table}")  # noqa: S608  # a name of ours
        names = [column[0] for column in found.description]
        for values in found.fetchall():
            row = dict(zip(names, values, strict=True))
            why = _why(table, row, past, last_care)
            if why:
                yield table, row["place"], why


def _why(table: str, row: Mapping[str, object], past: Past, last_care: Mapping[Key, date]) -> str:
    key = (str(row["school"]), str(row["student_id"]))
    if key in past.people:
        return PUPILS
    if table in ALL_CARE or row.get("side") == "care":
        day = _last_day(row, CARE_CONTACT if table == "contact" else DAYS[table])
        if table == "care_concern" and row["withdrawn_at"] is None:
            # Who is still worried about a pupil has him or her in care as long as somebody is in contact.
            day = max(day, last_care.get(key, day))
        return CARE if past.care_is_due(day) else ""
    first = past.kept_from.get(key[0])
    return OLD if first and _last_day(row, DAYS[table]) < first else ""


def _last_day(row: Mapping[str, object], names: Collection[str]) -> date:
    return max(date.fromisoformat(str(row[name])[:10]) for name in names if row.get(name) is not None)


def _last_care(notes: sqlite3.Connection) -> dict[Key, date]:
    """School and number -> the last day of contact or evaluation about care that still stands."""
    last: dict[Key, date] = {}
    for table, where in (
        ("contact", "side = 'care' and withdrawn_at is null"),
        ("care_contact", "withdrawn_at is null"),
    ):
        if table in about_pupils(notes):
            days = f"select school, student_id, contact_on, review_on from {table} where {where}"  # noqa: S608
            for school, number, *found in notes.execute(days).fetchall():
                day = max(date.fromisoformat(each) for each in found if each)
                last[school, number] = max(day, last.get((school, number), day))
    return last
