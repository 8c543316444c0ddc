"""What was asked about one pupil for the parents: who keeps watch over privacy asks, who leads the school decides.

One line of `audit/verzoeken.jsonl` says what was asked or what was decided about it. Once a pupil is forgotten, these lines
hold no number either.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal
from uuid import uuid4

import polars as pl

from pipelines.access.checks import places
from pipelines.access.keep import may
from pipelines.access.mapping import IN_FORCE, rows
from pipelines.access.people import load
from pipelines.audit.events import THIS_COMPUTER, Event
from pipelines.audit.log import record
from pipelines.errors import InputError, UsageError
from pipelines.keeping.person import NUMBER, person
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import FORGOTTEN, numbers_in
from pipelines.settings.changes import now
from pipelines.settings.logbook import add, lines
from pipelines.store.recovery import imported_by_all
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from protocols.load import load_settings

LOG = "verzoeken.jsonl"
Kind = Literal["inzage", "vergeten"]
Outcome = Literal["akkoord", "geweigerd", "ingetrokken", "gegeven"]
# What a decision may follow: what was agreed to may be taken back or refused as long as it is not done.
FOLLOWS: Mapping[Outcome, tuple[str, ...]] = {
    "akkoord": ("",),
    "geweigerd": ("", "akkoord"),
    "ingetrokken": ("", "akkoord"),
    "gegeven": ("akkoord",),
}
LONGEST_REASON = 300
# An import may be going on.
WAIT_SECONDS = 10.0
ABOUT = {
    "asked_on": pl.Date,
    "kind": pl.String,
    "by": pl.String,
    "outcome": pl.String,
    "decided_by": pl.String,
    "decided_on": pl.Date,
    "reason": pl.String,
}
CHANGED = UsageError("Over dit verzoek is intussen beslist.", "Kijk wat er nu staat.")


@dataclass(frozen=True)
class Request:
    """One request: what was asked about which pupil of which school, when (UTC) and by whom; `outcome`, `decided_by` and
    `decided_at` are empty as long as nobody decided, `reason` is that of a refusal. Of a file that was given to the parents
    (`gegeven`) the decision stays the one that agreed to it."""

    id: str
    kind: Kind
    school: str
    student_id: str
    by: str
    moment: datetime
    outcome: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether nothing is held of the pupil any more."""
        return self.student_id == FORGOTTEN

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be done any more: given, refused, taken back, or nothing is held of the pupil."""
        return self.outcome in ("gegeven", "geweigerd", "ingetrokken") or self.is_gone

    def is_late(self, today: date) -> bool:
        """Whether the parents should have had an answer; on the last day they still can."""
        return not self.is_done and today > self.answer_by

    @property
    def answer_by(self) -> date:
        """The last day on which the parents must have an answer; a month that is too short ends it."""
        asked, number = self.moment.astimezone().date(), dict(load_settings().select("name", "value").iter_rows())
        years, month = divmod(asked.month - 1 + int(number["request_answer_months"]), 12)
        year = asked.year + years
        return date(year, month + 1, min(asked.day, monthrange(year, month + 1)[1]))


def requests(workspace: Workspace) -> list[Request]:
    """Every request, the newest first."""
    found: dict[str, Request] = {}
    for line in lines(workspace.path / "audit" / LOG):
        asked = found.get(str(line.get("id")))
        moment = datetime.fromisoformat(str(line["moment"]))
        if line["wat"] in ("inzage", "vergeten"):
            found[line["id"]] = Request(line["id"], line["wat"], line["school"], line[NUMBER], line["door"], moment)
        elif asked and line["wat"] == "gegeven":
            found[asked.id] = replace(asked, outcome="gegeven")
        elif asked:
            decided: dict[str, Any] = {
                "decided_by": line["door"],
                "decided_at": moment,
                "reason": line.get("reden", ""),
            }
            found[asked.id] = replace(asked, outcome=line["wat"], **decided)
    return list(reversed(found.values()))


def requests_about(workspace: Workspace, school: str, student_id: str) -> pl.DataFrame:
    """One row per request about a pupil, the newest first, as days of this computer; `outcome` is empty when it is open."""
    found = [
        (
            each.moment.astimezone().date(),
            each.kind,
            each.by,
            each.outcome,
            each.decided_by,
            each.decided_at.astimezone().date() if each.decided_at else None,
            each.reason,
        )
        for each in requests(workspace)
        if (each.school, each.student_id) == (school, student_id)
    ]
    return pl.DataFrame(found, schema=ABOUT, orient="row")


def standing(workspace: Workspace, request: Request) -> Request | None:
    """A request as it stands now; None when there is none."""
    return next((each for each in requests(workspace) if each.id == request.id), None)


def may_ask(viewer: Viewer, school: str) -> bool:
    """Whether somebody asks for the parents of a school: who may read its log."""
    return viewer.may_at("log", school)


def may_give(workspace: Workspace, viewer: Viewer, request: Request) -> bool:
    """Whether somebody decides about a request: who approves rights in that school, and did not ask it."""
    asker = bool(viewer.person) and viewer.person.casefold() == request.by.casefold()
    return not asker and approves(workspace, viewer, request.school)


def approves(workspace: Workspace, viewer: Viewer, school: str) -> bool:
    """Whether somebody decides about requests at a school, those of others."""
    return school in viewer.at and may(workspace, "approve", viewer.person, viewer.today)


def has_approver(workspace: Workspace, school: str, today: date) -> bool:
    """Whether anybody decides about requests at a school today; where nobody signs in it is who sits at this computer."""
    if load(workspace).signin is None:
        return True
    known = [each.id for each in workspace.schools]
    return any(
        row.standing in IN_FORCE
        and row.person.office is not None
        and row.person.office.access == "approve"
        and school in places(row.person, known)
        for row in rows(workspace, today)
    )


def ask(workspace: Workspace, viewer: Viewer, kind: Kind, school: str, student_id: str) -> None:
    """Keeps a request. Raises InputError for a number that nothing is held of, which is written down too, UsageError for
    who may not, or asks what is open already."""
    if not may_ask(viewer, school):
        raise UsageError("U mag voor deze school niets vragen.", "Vraag de functionaris gegevensbescherming.")
    number = student_id.strip()
    if not number:
        raise InputError("Er staat geen leerlingnummer.", "Vul het stamnummer in, zoals in de leerlingenlijst.")
    with workspace.locked(WAIT_SECONDS):
        store = imported_by_all(workspace)
        noted = (school, number) in numbers_in(notes_path(workspace))
        try:
            who = person(workspace, store, number, school, noted)
        except InputError:
            record(workspace.path, Event("request", school, (number,), what=f"{kind}, niets bewaard"))
            raise
        for other in requests(workspace):
            if (other.kind, other.school, other.student_id) == (kind, school, who.student_id) and not other.is_done:
                raise UsageError("Dit is al gevraagd, en nog niet gedaan.", "Wacht op de rector, of trek het in.")
        _add(workspace, viewer, uuid4().hex, kind, school, who.student_id)


def decide(workspace: Workspace, viewer: Viewer, request: Request, outcome: Outcome, reason: str = "") -> None:
    """Decides about a request. Raises UsageError for who may not, without the reason of a refusal, and when somebody else
    decided meanwhile."""
    reason = " ".join(reason.split())
    if outcome == "geweigerd" and not 0 < len(reason) <= LONGEST_REASON:
        raise UsageError(
            "Er staat niet waarom het wordt geweigerd.", f"Vul de reden in, in hoogstens {LONGEST_REASON} tekens."
        )
    with workspace.locked(WAIT_SECONDS):
        known = standing(workspace, request)
        if known is None or known.is_gone or known.outcome not in FOLLOWS[outcome]:
            raise CHANGED
        allowed = may_ask(viewer, known.school) if outcome == "ingetrokken" else may_give(workspace, viewer, known)
        if not allowed or (outcome == "gegeven" and known.kind != "inzage"):
            raise UsageError(
                "U mag hierover niet beslissen.", "Dat doet de rector van de school; wie vroeg, trekt het in."
            )
        _add(workspace, viewer, known.id, outcome, known.school, known.student_id, reason)


def insist_on_akkoord(workspace: Workspace, viewer: Viewer, request: Request) -> None:
    """Raises UsageError unless a request was agreed to, is not done, and is this viewer's to carry out."""
    known = standing(workspace, request)
    if known is None or known.is_done or known.outcome != "akkoord" or not may_give(workspace, viewer, known):
        raise CHANGED


def _add(
    workspace: Workspace, viewer: Viewer, of: str, what: str, school: str, student_id: str, reason: str = ""
) -> None:
    line: dict[str, Any] = {
        "moment": now().isoformat(),
        "wat": what,
        "id": of,
        "school": school,
        NUMBER: student_id,
        "door": viewer.person or THIS_COMPUTER,
    }
    told = Event("request", school, (student_id,), what=what)
    add(workspace.path / "audit" / LOG, {**line, "reden": reason} if reason else line, told)
