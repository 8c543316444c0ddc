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

from pipelines.access.keep import may
from pipelines.audit.events import THIS_COMPUTER, Event
from pipelines.errors import UsageError
from pipelines.keeping.person import NUMBER, person
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import FORGOTTEN, numbers_in
from pipelines.settings.changes import now
from pipelines.settings.logbook import add, lines
from pipelines.store.recovery import imported
from pipelines.store.stores import empty_store
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from protocols.load import load_settings

LOG = "verzoeken.jsonl"
Kind = Literal["inzage", "vergeten"]
Outcome = Literal["akkoord", "geweigerd", "ingetrokken"]
CHANGED = UsageError("Over dit verzoek is intussen beslist.", "Kijk wat er nu staat.")


@dataclass(frozen=True)
class Request:
    """One request: what was asked about which pupil of which school, when (UTC) and by whom; `outcome`, `decided_by` and
    `decided_at` are empty as long as nobody decided."""

    id: str
    kind: Kind
    school: str
    student_id: str
    by: str
    moment: datetime
    outcome: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing has to be done any more: refused, taken back, or forgotten."""
        return self.outcome in ("geweigerd", "ingetrokken") or self.student_id == FORGOTTEN

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
        elif asked:
            found[asked.id] = replace(asked, outcome=line["wat"], decided_by=line["door"], decided_at=moment)
    return list(reversed(found.values()))


def may_ask(viewer: Viewer, school: str) -> bool:
    """Whether somebody asks for the parents of a school: who may read its log."""
    return viewer.may_at("log", school)


def may_give(workspace: Workspace, viewer: Viewer, request: Request) -> bool:
    """Whether somebody decides about a request: who approves rights in that school, and did not ask it."""
    asker = bool(viewer.person) and viewer.person == request.by
    return request.school in viewer.at and not asker and may(workspace, "approve", viewer.person, viewer.today)


def ask(workspace: Workspace, viewer: Viewer, kind: Kind, school: str, student_id: str) -> None:
    """Keeps a request. Raises InputError for a number that nothing is held of, UsageError for who may not, or asks twice."""
    if not may_ask(viewer, school):
        raise UsageError("U mag voor deze school niets vragen.", "Vraag de functionaris gegevensbescherming.")
    with workspace.locked():
        store = imported(workspace) if workspace.newest_store() is not None else empty_store()
        number = student_id.strip()
        noted = (school, number) in numbers_in(notes_path(workspace))
        who = person(workspace, store, number, school, noted)
        for other in requests(workspace):
            if (other.kind, other.school, other.student_id, other.outcome) == (kind, school, who.student_id, ""):
                raise UsageError(
                    "Dit is al gevraagd, en er is nog niet over beslist.", "Wacht op akkoord, of trek het in."
                )
        _add(workspace, viewer, uuid4().hex, kind, school, who.student_id)


def decide(workspace: Workspace, viewer: Viewer, request: Request, outcome: Outcome) -> None:
    """Decides about a request that is open. Raises UsageError for who may not, and when somebody else decided meanwhile."""
    with workspace.locked():
        known = next((each for each in requests(workspace) if each.id == request.id), None)
        if known is None or known.outcome:
            raise CHANGED
        allowed = may_ask(viewer, known.school) if outcome == "ingetrokken" else may_give(workspace, viewer, known)
        if not allowed:
            raise UsageError(
                "U mag hierover niet beslissen.", "Dat doet de rector van de school; wie vroeg, trekt het in."
            )
        _add(workspace, viewer, known.id, outcome, known.school, known.student_id)


def _add(workspace: Workspace, viewer: Viewer, of: str, what: str, school: str, student_id: str) -> None:
    line: Mapping[str, Any] = {
        "moment": now().isoformat(),
        "wat": what,
        "id": of,
        "school": school,
        NUMBER: student_id,
        "door": viewer.person or THIS_COMPUTER,
    }
    add(workspace.path / "audit" / LOG, line, Event("request", school, (student_id,), what=what))
