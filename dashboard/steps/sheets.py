"""Sheets for on paper: the open tasks of a week, one sheet per mentor and per other role, one row per pupil and term."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from dashboard import pdf, words
from dashboard.steps.tasks import GROUPS
from protocols.access_roles import AccessRole

TEMPLATE = "../steps/sheet.typ"
MENTOR = "mentor"
LONGEST_NAME = 40


@dataclass(frozen=True)
class Sheet:
    """The open tasks of one role, of a mentor those with the own pupils (`mentor` is the code, null when unknown)."""

    role: str
    mentor: str | None
    tasks: pl.DataFrame

    @property
    def title(self) -> str:
        if self.role != MENTOR:
            return words.capital(self.role)
        return f"Mentor {self.mentor}" if self.mentor else "Mentor onbekend"

    def pupils(self) -> int:
        return self.tasks["student_id"].n_unique()


def sheets(tasks: pl.DataFrame) -> list[Sheet]:
    """One sheet per mentor and per other role that has something to do, by name; rows are those of `doors.tasks`."""
    of_mentor = pl.when(pl.col("role") == MENTOR).then("mentor").alias("of")
    parts = tasks.filter(~pl.col("is_done")).with_columns(of_mentor).partition_by("role", "of", as_dict=True)
    # Mentors first, the unknown one after the others.
    ordered = sorted(parts, key=lambda part: (part[0] != MENTOR, part[0], part[1] is None, part[1] or ""))
    return [Sheet(role, code, parts[role, code].drop("of")) for role, code in ordered]


def own(tasks: pl.DataFrame, roles: Collection[str], office: AccessRole | None) -> pl.DataFrame:
    """The tasks that somebody in an office sees, whose roles of the protocol are `roles`; without an office all.

    Who sees tasks only has those of today and the next school day, without what led to them.
    """
    if office is None or not office.own_tasks:
        return tasks
    mine = tasks.filter(pl.col("role").is_in(list(roles)))
    if office.sees == "tasks":
        return mine.filter(pl.col("days_left") <= 1).with_columns(pl.lit(None, pl.String).alias("reason"))
    return mine


def file_names(found: Iterable[Sheet], on: date) -> list[str]:
    """A name of letters and digits per sheet, none twice: codes come from files of others and may hold anything."""
    names: list[str] = []
    for sheet in found:
        plain = unicodedata.normalize("NFKD", sheet.title).encode("ascii", "ignore").decode().lower()
        stem = f"maandag_{on}_{re.sub('[^a-z0-9]+', '-', plain).strip('-')[:LONGEST_NAME] or 'blad'}"
        name, number = stem, 1
        while f"{name}.pdf" in names:
            number += 1
            name = f"{stem}-{number}"
        names.append(f"{name}.pdf")
    return names


def printed(sheet: Sheet, school: str, described: str) -> bytes:
    """The sheet as a tagged PDF on A4."""
    amount = words.count(sheet.tasks.height, "taak", "taken")
    values = {
        "title": f"{sheet.title}, {school}",
        "answer": f"{words.count(sheet.pupils(), 'leerling', 'leerlingen')}, {amount}.",
        "described": described,
        "groups": groups(sheet.tasks),
        "starred": bool(sheet.tasks["is_default"].any()),
    }
    return pdf.printed(TEMPLATE, values)


def groups(tasks: pl.DataFrame) -> list[dict[str, Any]]:
    """Per urgency its pupils, in the order of the tasks (highest stage first), each with what there is to do."""
    found = []
    for name in GROUPS:
        pupils: dict[str, dict[str, Any]] = {}
        for row in tasks.filter(group=name).iter_rows(named=True):
            own = pupils.setdefault(row["student_id"], {"pupil": row["name"], "klas": row["klas"] or "", "tasks": []})
            why = f"{row['ladder_name']}, trede {row['stage']}: {row['reason']}" if row["reason"] is not None else ""
            # What one step asks has its reason once.
            said = any(task["why"] == why for task in own["tasks"])
            own["tasks"].append({"why": "" if said else why, "what": _what(row), "by": _by(row)})
        if pupils:
            found.append({"name": words.capital(name), "rows": list(pupils.values())})
    return found


def _what(row: dict[str, Any]) -> str:
    often = f" ({words.number(row['times'], 0)}×)" if row["times"] > 1 else ""
    return f"{row['what']}{often}" + (" (juridisch bezwaar)" if row["legal"] else "")


def _by(row: dict[str, Any]) -> str:
    """The day by which it has to be done; a star where only the school's own term says so."""
    return "" if row["deadline"] is None else words.day(row["deadline"]) + ("*" if row["is_default"] else "")
