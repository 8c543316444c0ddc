"""What forgetting a pupil would take away, for who decides about it: counted before anything goes."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.calendar import school_year
from pipelines.errors import UsageError
from pipelines.keeping.person import person
from pipelines.keeping.requests import Request, may_give
from pipelines.models.snapshot import Snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.one_pupil import numbers_in, rows_about
from pipelines.notes.report_cases import MADE, NORM, cases
from pipelines.questions import held
from pipelines.questions.keeping import last_known
from pipelines.store.recovery import imported_by_all
from pipelines.store.workspace import Workspace
from pipelines.viewer import RIGHTS, Viewer, of_schools


@dataclass(frozen=True)
class Goes:
    """What goes with a pupil: the name (empty when no list gives it), how many imported rows and rows of the notes.

    `enrolled`: still at the school. Of leerplicht, `unsaid` counts reports of this school year of which nobody said
    anything, `unanswered` those that were made and have no answer.
    """

    name: str
    rows: int
    notes: int
    enrolled: bool
    unsaid: int
    unanswered: int


def what_goes(workspace: Workspace, snapshot: Snapshot, viewer: Viewer, request: Request) -> Goes:
    """Counts what would go. Raises UsageError for who does not decide about it, InputError when nothing is held."""
    if not may_give(workspace, viewer, request):
        raise UsageError("U mag hierover niet beslissen.", "Dat doet de rector van de school.")
    store, path, school = imported_by_all(workspace), notes_path(workspace), request.school
    noted = (school, request.student_id) in numbers_in(path)
    who = person(workspace, store, request.student_id, school, noted)
    own = pl.col("school") == school, pl.col("student_id").is_in(who.numbers)
    whole, until = of_schools(school, rights=RIGHTS), snapshot.ranges.get(school, (date.min, date.min))[1]
    last = last_known(snapshot, whole).filter(*own)["last_day"].to_list()
    said = cases(workspace, whole, None).filter(*own)
    known = said.filter(kind=NORM)["begin_date"].to_list()
    reports = held.reports(snapshot, whole, until, school, who.student_id)
    return Goes(
        who.name,
        sum(frame.filter(*own).height for frame in store.values() if "student_id" in frame.columns),
        sum(found.height for found in rows_about(path, school, who.numbers, who.in_text).values()),
        bool(last) and last[0] is not None and last[0] > until,
        reports.filter(~pl.col("begin_date").is_in(known), school_year=school_year(until)).height,
        said.filter(pl.col("answer").is_null(), said=MADE).height,
    )
