"""What people of the demo school noted: tasks done, contacts, reports for DUO, decisions; by the functions that a person uses.

The figures are assumed and stand in `figures.py`. The same seed gives the same notes, the moments of writing apart.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from data import figures
from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.agenda import Decision, decide, finish
from pipelines.notes.care import mark_concern
from pipelines.notes.contacts import About, Contact, add_contacts, kinds
from pipelines.notes.marks import Task, mark_done
from pipelines.notes.notes import together
from pipelines.notes.report_cases import ANSWERED, LEFT, MADE, Case, Entry, enter
from pipelines.questions.duo import report_days
from pipelines.questions.ladders import stage_rules
from pipelines.questions.tasks_asked import asked
from pipelines.store.workspace import Workspace
from pipelines.viewer import CARE, Viewer, of_schools
from protocols.load import case_file, comparison_file, load_protocols
from protocols.reference import Side
from protocols.tables import tables

Random = np.random.Generator
Day = tuple[int, int, int]
_CONSONANTS = "BDFGHJKLMNPRTVWZ"
COORDINATOR, LEADER = "VCO", "TML"
# Words of a task -> the kind of contact that doing it is; the first that is in the text.
_KINDS = {
    "huisbezoek": "huisbezoek",
    "per brief": "brief",
    "schrijft": "brief",
    "mailt": "mail",
    "ontvangt": "gesprek_ouders",
    "gesprek met ouders": "gesprek_ouders",
    "ouders": "telefoon_ouders",
    "thuis": "telefoon_ouders",
    "zorgoverleg": "intern_zorgoverleg",
    "leerplicht": "leerplicht",
    "leerling": "gesprek_leerling",
}
# Text, owner, day of the meeting, due date, day on which it was done.
_DECISIONS: tuple[tuple[str, str, Day, Day, Day | None], ...] = (
    (
        "Mentoren bellen bij de derde keer te laat dezelfde dag naar huis",
        "mentor",
        (2026, 2, 9),
        (2026, 3, 6),
        (2026, 3, 5),
    ),
    ("Codes voor te laat opnieuw uitleggen aan docenten", LEADER, (2026, 4, 13), (2026, 5, 1), (2026, 5, 12)),
    (
        "Elke vrijdag staat er van iedere leerling een reden",
        "verzuimcoördinator",
        (2026, 9, 14),
        (2026, 10, 2),
        (2026, 10, 1),
    ),
    ("Leerplicht uitnodigen voor een spreekuur op school", "verzuimcoördinator", (2026, 10, 26), (2026, 11, 13), None),
    (
        "De lijst van leerlingen die naderen bespreken met mentoren",
        "afdelingsleider",
        (2026, 11, 9),
        (2026, 12, 4),
        None,
    ),
)


def make_notes(workspace: Workspace, seed: int = 2026) -> None:
    """Writes the notes of the demo school into a workspace that was built from its export."""
    rng = np.random.default_rng([seed, 3])
    (school,) = (each.id for each in workspace.schools)
    viewer, snapshot = of_schools(school, rights=CARE), open_snapshot(workspace)
    first = date(figures.LAST_DAY_BEFORE.year - 1, 8, 1)
    days = [day for day in school_days(figures.REGION, first, figures.LAST_DAY) if day not in figures.STUDY_DAYS]
    names = _Staff(rng)
    with together(workspace):
        for on in (figures.LAST_DAY_BEFORE, figures.LAST_DAY):
            until = [day for day in days if day <= on]
            tasks = _tasks(snapshot, viewer, on)
            done = _done(rng, tasks, until)
            _mark(workspace, viewer, done, names)
            _talk(workspace, snapshot, viewer, rng, done, names, until)
            _report(workspace, snapshot, viewer, rng, on, until)
        _worry(workspace, snapshot, viewer, rng, tasks)
    for text, owner, made, due, closed in _DECISIONS:
        decision = Decision(school, text, owner, date(*made), date(*due))
        number = decide(workspace, viewer, decision, LEADER)
        if closed:
            finish(workspace, viewer, school, number, date(*closed), LEADER)
    snapshot.close()


class _Staff:
    """Initials of who does a task: the code of the mentor, else of whoever has that role in the afdeling."""

    def __init__(self, rng: Random) -> None:
        self._rng, self._known = rng, dict[tuple[str, str], str]()

    def of(self, task: Mapping[str, Any]) -> str:
        if task["role"] == "mentor" and task["mentor"]:
            return str(task["mentor"])
        key = task["role"], task["afdeling"]
        if key not in self._known:
            self._known[key] = "".join(self._rng.choice(list(_CONSONANTS), 3))
        return self._known[key]


def _tasks(snapshot: Snapshot, viewer: Viewer, on: date) -> pl.DataFrame:
    """Tasks of the school year that somebody marks, in words; coming back is told by the list of follow-ups."""
    what = tables(load_protocols())["action"].select("protocol", "ladder", "stage", "action_no", "what")
    sick = stage_rules(snapshot).select("protocol", "ladder", "stage", "sick")
    steps_in = [row.role for row in comparison_file().role if row.steps_in]
    return (
        asked(snapshot, viewer, on)
        .filter(pl.col("followup").is_null())
        .join(what, on=["protocol", "ladder", "stage", "action_no"], maintain_order="left")
        .join(sick, on=["protocol", "ladder", "stage"], maintain_order="left")
        .with_columns(pl.col("role").is_in(steps_in).alias("talk"))
    )


def _done(rng: Random, tasks: pl.DataFrame, days: Sequence[date]) -> list[dict[str, Any]]:
    """The tasks that were done, with the day; what would be done after the last day is not yet."""
    chance = np.where(tasks["talk"].to_numpy(), figures.TALKS_HELD, figures.OTHERS_DONE)
    held = rng.random(tasks.height) < chance
    found = []
    for row, is_held, later in zip(
        tasks.iter_rows(named=True), held, _later(rng, figures.DONE_AFTER, tasks.height), strict=True
    ):
        day = _after(days, row["reached_on"], later)
        if is_held and day is not None:
            found.append(row | {"done_on": day})
    return found


def _mark(workspace: Workspace, viewer: Viewer, done: Sequence[Mapping[str, Any]], staff: _Staff) -> None:
    several: dict[tuple[date, str], list[Task]] = {}
    for row in done:
        values = {name: row[name] for name in Task.__dataclass_fields__} | {"hours": tuple(row["hours"] or ())}
        several.setdefault((row["done_on"], staff.of(row)), []).append(Task(**values))
    for (day, by), tasks in several.items():
        mark_done(workspace, viewer, tasks, day, by, figures.LAST_DAY)


def _talk(
    workspace: Workspace,
    snapshot: Snapshot,
    viewer: Viewer,
    rng: Random,
    done: Sequence[Mapping[str, Any]],
    staff: _Staff,
    days: Sequence[date],
) -> None:
    """Part of the talks held is kept as a contact with its kind; of those about sickness some have a day to look again."""
    contacts = []
    chances = rng.random((len(done), 2))
    for row, (kept, reviewed) in zip(done, chances, strict=True):
        kind = next((kind for word, kind in _KINDS.items() if word in row["what"]), None)
        side: Side = "care" if row["sick"] else "absence"
        gone = row["gone_on"] is not None and row["gone_on"] <= row["done_on"]
        # Who asks to bring leerplicht in has not spoken with leerplicht.
        own = kind != "leerplicht" or row["role"] == "leerplichtambtenaar"
        left_out = gone or not own or not row["talk"] or row["done_on"] < figures.CONTACTS_SINCE
        if left_out or kind is None or kind not in kinds(side) or kept >= figures.CONTACT_KEPT:
            continue
        again = _after(days, row["done_on"], figures.REVIEW_AFTER) if side == "care" else None
        contacts.append(
            Contact(
                row["school"],
                row["student_id"],
                row["done_on"],
                kind,
                staff.of(row),
                side,
                About(row["protocol"], row["ladder"], row["stage"]),
                again if reviewed < figures.REVIEWED else None,
            )
        )
    add_contacts(workspace, snapshot, viewer, contacts, figures.LAST_DAY)


def _report(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer, rng: Random, on: date, days: Sequence[date]
) -> None:
    """Most reports for DUO are made and some answered, some are left with a reason, and the others wait."""
    reports = report_days(snapshot, viewer, on).unique(
        ["school", "student_id", "kind", "begin_date"], maintain_order=True
    )
    many = reports.height
    chances, answered = rng.random(many), rng.random(many)
    reasons, answers = (rng.choice(list(words), many) for words in (case_file().reasons, case_file().answers))
    made, came = _later(rng, figures.REPORTED_AFTER, many), _later(rng, figures.ANSWERED_AFTER, many)
    entries = []
    for n, row in enumerate(reports.iter_rows(named=True)):
        case = Case(row["school"], row["student_id"], row["kind"], row["begin_date"])
        day = _after(days, row["reached_on"], made[n])
        if day is None or chances[n] >= figures.REPORTS_MADE + figures.REPORTS_LEFT:
            continue
        if chances[n] >= figures.REPORTS_MADE:
            entries.append(Entry(case, LEFT, day, str(reasons[n])))
            continue
        entries.append(Entry(case, MADE, day))
        back = _after(days, day, came[n])
        if back is not None and answered[n] < figures.REPORTS_ANSWERED:
            entries.append(Entry(case, ANSWERED, back, str(answers[n])))
    enter(workspace, snapshot, viewer, on, entries, COORDINATOR, figures.LAST_DAY)


def _worry(workspace: Workspace, snapshot: Snapshot, viewer: Viewer, rng: Random, tasks: pl.DataFrame) -> None:
    """A bad feeling about a few of the pupils whose sickness asked something this year."""
    ill = tasks.filter(pl.col("sick") & pl.col("gone_on").is_null())
    steps = ill.unique("student_id", maintain_order=True).select("school", "student_id", "reached_on").rows()
    for place in sorted(rng.permutation(len(steps))[: figures.BAD_FEELINGS]):
        school, pupil, since = steps[place]
        mark_concern(workspace, snapshot, viewer, school, pupil, since, COORDINATOR, figures.LAST_DAY)


def _later(rng: Random, shares: Mapping[int, float], many: int) -> list[int]:
    """So many delays in school days, drawn by their shares."""
    chances = np.array(list(shares.values()))
    return [int(each) for each in rng.choice(list(shares), many, p=chances / chances.sum())]


def _after(days: Sequence[date], day: date, later: int) -> date | None:
    """The school day so many after the first one from a day on; None when it lies after the last."""
    start = bisect_left(days, day)
    return days[start + later] if start + later < len(days) else None
