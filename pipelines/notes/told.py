"""What is written in the notes, told to the log of who did what, in the same transaction: without its line no note."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from pipelines.audit.events import Event, Kind
from pipelines.audit.log import record
from pipelines.store.workspace import Workspace

# Table -> as what it stands in the log. Care is not told apart there from another contact: whoever reads the log sees no care.
KINDS: Mapping[str, Kind] = {
    "task_mark": "mark",
    "step_mark": "mark",
    "step_mark_exception": "mark",
    "appointment_note": "mark",
    "settlement": "mark",
    "report_case": "mark",
    "contact": "contact",
    "care_concern": "contact",
    "decision": "decision",
    "decision_event": "decision",
    "code_choice": "setting",
    "column_choice": "setting",
    "own_overview": "setting",
    "saved_view": "setting",
}
KEPT, WITHDRAWN = "vastgelegd", "ingetrokken"
_TOLD: ContextVar[list[Event] | None] = ContextVar("_TOLD", default=None)


@contextmanager
def telling(workspace: Workspace) -> Iterator[None]:
    """Around what is written in one transaction, inside it. Raises WorkspaceError when somebody who is signed in cannot be
    written down."""
    token = _TOLD.set([])
    try:
        yield
        if told := _TOLD.get():
            record(workspace.path, *told)
    finally:
        _TOLD.reset(token)


def tell(table: str, rows: Sequence[Mapping[str, object]], count: int, what: str = KEPT) -> None:
    """Says what was written: how many rows of a table, about which schools and pupils (by the columns of those names)."""
    told = _TOLD.get()
    if told is None or not count:
        return
    for school in sorted({str(row.get("school") or "") for row in rows}):
        own = [row for row in rows if str(row.get("school") or "") == school]
        pupils = sorted({str(row["student_id"]) for row in own if "student_id" in row})
        told.append(Event(KINDS[table], school, tuple(pupils), min(count, len(own)), what))
