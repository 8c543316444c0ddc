"""Reports for DUO as cases: to do until somebody made one or left it on purpose, then perhaps with an answer.

A case hangs on pupil, kind and first day, so it outlives every import and build: the number and the last day of a report
move with each registration that comes in later. When a correction moves the first day, the case stays; it then belongs to
a report that does not exist, and somebody has to look. Nothing is ever deleted: what was a mistake is withdrawn, and both
moments stay. Made counts before left: who reports after all leaves the reason standing for the days before.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from pipelines.errors import UsageError
from pipelines.notes.notes import Schema, now, read, version, writing
from pipelines.notes.signing import signed_reports
from pipelines.notes.told import WITHDRAWN, tell
from pipelines.questions.duo import report_days
from pipelines.questions.pupil import students
from pipelines.questions.question import Rows
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from protocols.load import case_file

Said = Literal["gemeld", "niet_gemeld", "antwoord"]
MADE: Said = "gemeld"
LEFT: Said = "niet_gemeld"
ANSWERED: Said = "antwoord"
NORM = "relatief"
CASE = ["school", "student_id", "kind", "begin_date"]
ENTRIES: Schema = {
    "school": pl.String,
    "student_id": pl.String,
    "kind": pl.String,
    "begin_date": pl.Date,
    "end_date": pl.Date,
    "said": pl.String,
    "choice": pl.String,
    "said_on": pl.Date,
    "initials": pl.String,
    "entered_at": pl.String,
}


@dataclass(frozen=True)
class Case:
    """What a case is about: the report of one pupil, of a kind of DUO, that begins on a day."""

    school: str
    student_id: str
    kind: str
    begin_date: date


@dataclass(frozen=True)
class Entry:
    """What somebody says of a case: made, left on purpose or answered, on which day; the last two with a choice."""

    case: Case
    said: Said
    on: date
    choice: str = ""


def enter(
    workspace: Workspace, snapshot: Rows, viewer: Viewer, on: date, entries: Sequence[Entry], initials: str, today: date
) -> int:
    """Keeps what is said of reports that the viewer sees on a day; how much of it did not stand there yet.

    Raises UsageError for a report that is not there or is not the viewer's, a day before it could be made or after today,
    a choice outside the list, a report left that was made, an answer to one that was not, or odd initials; then nothing is
    kept.
    """
    by = signed_reports(workspace, viewer, {entry.case.school for entry in entries}, initials)
    known = {
        tuple(row[name] for name in CASE): row
        for row in report_days(snapshot, viewer, on).unique(CASE).iter_rows(named=True)
    }
    for entry in entries:
        _fitting(entry, known.get(astuple(entry.case)), today)
    with writing(workspace) as notes:
        before = notes.total_changes
        for entry in entries:
            _in_order(notes, entry)
            row = {
                **_stored(entry.case),
                "end_date": known[astuple(entry.case)]["end_date"].isoformat(),
                "said": entry.said,
                "choice": entry.choice,
                "said_on": entry.on.isoformat(),
                "initials": by,
                "entered_at": now(),
            }
            notes.execute(
                "insert into report_case (school, student_id, kind, begin_date, end_date, said, choice, said_on, initials,"
                " entered_at) values (:school, :student_id, :kind, :begin_date, :end_date, :said, :choice, :said_on,"
                " :initials, :entered_at) on conflict do nothing",
                row,
            )
        count = notes.total_changes - before
        tell("report_case", [asdict(entry.case) for entry in entries], count)
        return count


def withdraw(
    workspace: Workspace, snapshot: Rows, viewer: Viewer, on: date, cases: Sequence[Case], initials: str
) -> int:
    """Takes back what was said last of each case; it stays in the notes. Of how many there was something.

    A case whose report is gone is the viewer's when its pupil is. Raises UsageError for another one or odd initials.
    """
    by = signed_reports(workspace, viewer, {case.school for case in cases}, initials)
    found = pl.concat([rows(snapshot, viewer, on).select("school", "student_id") for rows in (report_days, students)])
    own = set(found.iter_rows())
    for case in cases:
        if not viewer.sees_whole(case.school) and (case.school, case.student_id) not in own:
            raise _unseen()
    with writing(workspace) as notes:
        before = notes.total_changes
        for case in cases:
            notes.execute(
                "update report_case set withdrawn_at = :at, withdrawn_by = :by where entry = (select entry from report_case"
                " where school = :school and student_id = :student_id and kind = :kind and begin_date = :begin_date"
                " and withdrawn_at is null order by said = 'antwoord' desc, said = 'gemeld' desc, said_on desc, entry desc"
                " limit 1)",
                {**_stored(case), "at": now(), "by": by},
            )
        count = notes.total_changes - before
        tell("report_case", [asdict(case) for case in cases], count, WITHDRAWN)
        return count


def cases(workspace: Workspace, viewer: Viewer, until: date | None) -> pl.DataFrame:
    """One row per case of which something stands, of the schools of the viewer: how it stands, and its last answer.

    `said` is gemeld or niet_gemeld, on the day `said_on`, by `initials` at the moment `entered_at`; `choice` is the reason.
    `answer` came in on `answered_on`, written by `answered_by`. With `until` only what is about days up to and including
    that day: on an earlier day what was said later does not exist. Which pupils of the school a viewer may see is for the
    query to say with whose rows these are joined.
    """
    found = read(
        workspace,
        "select school, student_id, kind, begin_date, end_date, said, choice, said_on, initials, entered_at"
        " from report_case where withdrawn_at is null and said_on <= ? order by said = 'gemeld', said_on, entry",
        ENTRIES,
        (until or date.max,),
    ).filter(pl.col("school").is_in(viewer.schools))
    answers = (
        found.filter(said=ANSWERED)
        .unique(CASE, keep="last", maintain_order=True)
        .select(
            *CASE,
            pl.col("choice").alias("answer"),
            pl.col("said_on").alias("answered_on"),
            pl.col("initials").alias("answered_by"),
        )
    )
    return (
        found.filter(pl.col("said") != ANSWERED)
        .unique(CASE, keep="last", maintain_order=True)
        .join(answers, on=CASE, how="left", maintain_order="left")
        .sort("school", "student_id", "kind", "begin_date")
    )


def report_marks(workspace: Workspace, viewer: Viewer, until: date | None) -> pl.DataFrame:
    """One row per report of the 16-hour norm that is no open task: made, or left on purpose (`said`), as `cases` gives it.

    `reported_on`, `initials` and `marked_at` say when and by whom.
    """
    return (
        cases(workspace, viewer, until)
        .filter(kind=NORM)
        .select(
            "school",
            "student_id",
            "begin_date",
            "end_date",
            pl.col("said_on").alias("reported_on"),
            "initials",
            pl.col("entered_at").alias("marked_at"),
            "said",
        )
    )


def cases_version(workspace: Workspace) -> tuple[int, ...]:
    """What changes with everything that is said of a case, and with every withdrawal."""
    return version(workspace, "select count(*), count(withdrawn_at) from report_case")


def _fitting(entry: Entry, report: Mapping[str, Any] | None, today: date) -> None:
    """Raises UsageError when the words do not fit the report: see `enter`."""
    if report is None:
        raise _unseen()
    if entry.on < report["reached_on"]:
        raise UsageError(
            f"Op {entry.on:%d-%m-%Y} was er van leerling {entry.case.student_id} nog niets te melden: dat is zo vanaf "
            f"{report['reached_on']:%d-%m-%Y}.",
            "Kies die dag of een latere, of minder rijen.",
        )
    if entry.on > today:
        raise UsageError(f"{entry.on:%d-%m-%Y} is nog niet geweest.", "Kies vandaag of een eerdere dag.")
    words = {MADE: {"": ""}, LEFT: case_file().reasons, ANSWERED: case_file().answers}[entry.said]
    if entry.choice not in words:
        what = "reden" if entry.said == LEFT else "antwoord"
        raise UsageError(
            f"'{entry.choice}' is geen {what}." if entry.choice else f"Er is geen {what} gekozen.",
            f"Kies een van: {', '.join(words.values())}.",
        )


def _in_order(notes: sqlite3.Connection, entry: Entry) -> None:
    """Raises UsageError for a report left that was made, or an answer to one that was not; asked where it is written."""
    made = notes.execute(
        "select min(said_on) from report_case where school = :school and student_id = :student_id and kind = :kind"
        " and begin_date = :begin_date and said = 'gemeld' and withdrawn_at is null",
        _stored(entry.case),
    ).fetchone()[0]
    pupil = entry.case.student_id
    if entry.said == LEFT and made is not None:
        raise UsageError(
            f"De melding van leerling {pupil} is op {date.fromisoformat(made):%d-%m-%Y} gedaan.",
            "Trek eerst in dat zij gemeld is, of kies minder rijen.",
        )
    if entry.said == ANSWERED and (made is None or made > entry.on.isoformat()):
        raise UsageError(
            f"Op {entry.on:%d-%m-%Y} was de melding van leerling {pupil} nog niet gedaan: er is geen antwoord op.",
            "Leg eerst vast wanneer zij gemeld is, of kies een latere dag of minder rijen.",
        )


def _stored(case: Case) -> dict[str, str]:
    return asdict(case) | {"begin_date": case.begin_date.isoformat()}


def _unseen() -> UsageError:
    return UsageError(
        "Deze melding is er niet (meer), of u heeft geen rechten op deze leerling.",
        "Ververs de pagina, of vraag de verzuimcoördinator.",
    )
