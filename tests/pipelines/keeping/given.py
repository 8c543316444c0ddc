"""A school in which one pupil stands in everything that is kept: lists, registrations, corrections, notes, copies, logs."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.audit.events import Actor, Event
from pipelines.audit.log import record
from pipelines.models.rebuild import rebuild
from pipelines.notes.file import notes_path
from pipelines.notes.migrations import keep_backup
from pipelines.notes.notes import choose_code
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import pupils, registrations
from tests.pipelines.histories import settings
from tests.shared import copied, once

NUMBER, OWN_ID, FIRST, LAST = "748213", "9917345", "Zebedeus", "Quastenberg"
NAME = f"{FIRST} {LAST}"
OTHER, TWIN = "748214", "748215"
DAYS = ("01-09-2026", "02-09-2026", "03-09-2026")
LIST = f"""
{NUMBER} | {OWN_ID} | {FIRST} | {LAST} | H3a
{OTHER} | 9917346 | Anna | Zomer | H3a
{TWIN} | 9917347 | Bram | Zomer | H3a
"""
# One row of each table of the notes that is about a pupil; the columns that differ per table.
ROWS = {
    "step_mark": "protocol, ladder, stage, reached_on, recurring, done_on, initials, marked_at",
    "task_mark": "task_key, reached_on, hour, protocol, ladder, stage, role, what, done_on, initials, marked_at",
    "care_concern": "since, initials, entered_at",
    "contact": "contact_on, side, kind, initials, entered_at",
    "appointment_note": "protocol, ladder, stage, task, kind, asked_on, appointment_on, came, initials, noted_at",
    "report_case": "kind, begin_date, end_date, said, choice, said_on, initials, entered_at",
}
VALUES: dict[str, object] = dict(
    **dict.fromkeys(("contact_on", "since", "asked_on", "appointment_on", "done_on", "said_on"), "2026-09-04"),
    **dict.fromkeys(("reached_on", "begin_date", "end_date"), "2026-09-03"),
    **dict.fromkeys(("marked_at", "entered_at", "noted_at"), "2026-09-04T10:00:00+00:00"),
    **dict.fromkeys(("task_key", "task"), "melden"),
    protocol="nl-leerplicht",
    ladder="leerplicht",
    stage="melding",
    recurring=0,
    hour=0,
    came=1,
    role="mentor",
    what="Bel de ouders",
    initials="JdV",
    side="care",
    said="gemeld",
    choice="",
)
KINDS = {"contact": "telefoon", "appointment_note": "melden", "report_case": "relatief"}


def _registered(until: int, code: str) -> str:
    """Every pupil all hours of some days without leave, two of them together; the first hour with another code."""
    rows, number = [], 0
    for student in (NUMBER, OTHER, TWIN):
        for day in DAYS[:until]:
            for hour in range(1, 9):
                number += 1
                first = student == NUMBER and day == DAYS[0] and hour == 1
                rows.append(f"{number} | {student} | {day} | {hour} | {code if first else 'ongeoorloofd'}")
    return "\n".join(rows)


def exports(folder: Path, code: str = "ongeoorloofd") -> list[Path]:
    """The files of the school, as the next import brings them again."""
    return [pupils(folder / "lijst.csv", LIST), registrations(folder / "verzuim.csv", _registered(3, code))]


def note(workspace: Workspace, table: str, student: str) -> None:
    """A row about a pupil."""
    names = ROWS[table].split(", ")
    values = [KINDS[table] if name == "kind" else VALUES[name] for name in names]
    places = ", ".join("?" * (len(names) + 2))
    with closing(sqlite3.connect(notes_path(workspace))) as notes, notes:
        sql = f"insert into {table} (school, student_id, {ROWS[table]}) values ({places})"
        notes.execute(sql, ("s", student, *values))


def _made(folder: Path) -> None:
    workspace = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
    choose_code(workspace, "s", "QX", "spijbelen", "iemand")
    for code in ("medisch", "ongeoorloofd"):  # the second import corrects the first
        import_files(workspace, exports(folder, code))
    for table in ROWS:
        for student in (NUMBER, OTHER):
            note(workspace, table, student)
    with closing(sqlite3.connect(notes_path(workspace))) as notes, notes:
        mark = notes.execute("select mark from step_mark where student_id = ?", (NUMBER,)).fetchone()[0]
        notes.execute("insert into step_mark_exception values (?, 'melden', '2026-09-05', 'JdV')", (mark,))
        made = (
            "insert into decision (school, text, owner, made_on, initials, entered_at) values ('s', ?, ?, ?, 'AB', ?)"
        )
        for text in (f"Gesprek met {NAME} en de ouders", f"Dossier {NUMBER} naar {LAST[:5]}", "Alle mentoren bellen"):
            notes.execute(made, (text, "mentor", "2026-09-05", "2026-09-05"))
    keep_backup(notes_path(workspace), 5)
    rebuild(part_of(workspace))
    log = workspace.path / "audit"
    with (log / "imports.jsonl").open("a") as lines:
        lines.write(json.dumps({"moment": "2026-09-01", "school": "s", "file": f"{NUMBER} {NAME}.csv"}) + "\n")
    (log / "protocols.jsonl").write_text(json.dumps({"school": "s", "reden": f"Na het gesprek over {NAME}"}) + "\n")
    record(workspace.path, Event("pupil", "s", (NUMBER,)), actor=Actor("mentor1", "mentor"))
    record(workspace.path, Event("pupil", "s", (OTHER,)), actor=Actor("mentor2", "mentor"))


def school(folder: Path) -> Workspace:
    """A workspace of one's own."""
    return open_workspace(copied(once("one pupil", _made), folder) / "werkmap")
