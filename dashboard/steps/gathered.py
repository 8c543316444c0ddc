"""Tasks with all that people noted of them, from a workspace and an opened snapshot: for pages and for commands."""

import polars as pl

from dashboard.steps import tasks as task_rows
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.notes import appointments, marks as task_marks
from pipelines.notes.came import with_notes
from pipelines.notes.norm_marks import as_task_marks
from pipelines.notes.report_cases import report_marks
from pipelines.notes.settlements import settlements
from pipelines.questions import norm_task, worklist as worklist_questions
from pipelines.store.workspace import Workspace


def marks(workspace: Workspace, snapshot: Snapshot, view: View) -> pl.DataFrame:
    """Marks of tasks, and those of reports that were made at DUO: these are tasks too."""
    made = task_marks.marks(workspace, view.viewer, view.noted_until)
    return with_reports(workspace, view, made, norm_task.report_steps(snapshot, view.viewer, view.on))


def with_reports(workspace: Workspace, view: View, made: pl.DataFrame, report_steps: pl.DataFrame) -> pl.DataFrame:
    """Marks of tasks with beside them what was said of the reports in `report_steps`."""
    reported = report_marks(workspace, view.viewer, view.noted_until)
    return made if reported.is_empty() else pl.concat([made, as_task_marks(report_steps, reported)])


def told(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """All of the tasks of the last school weeks that no note changes."""
    return task_rows.told(
        worklist_questions.worklist(snapshot, view.viewer, view.on, view.selection), view.aged_on, view.ages_then
    )


def tasks(workspace: Workspace, view: View, asked: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """The rows of `told` with `made` marks, clean starts and notes of coming laid beside them; see `doors.tasks`."""
    came = with_notes(asked, appointments.appointments(workspace, view.viewer, view.noted_until))
    settled = settlements(workspace, view.viewer, view.noted_until)
    return _own(view, task_rows.tasks(came, made, settled, view.on))


def _own(view: View, found: pl.DataFrame) -> pl.DataFrame:
    """The tasks that are the viewer's: of a role that has only its own, those; of who sees only tasks, those of now."""
    who = view.viewer
    if who.own_tasks:
        found = found.filter(pl.col("role").is_in(sorted(who.roles)))
    if who.only_tasks:
        # Of today and the next school day, and what should have been done before; not why it is asked.
        found = found.filter(pl.col("days_left").fill_null(0) <= 1).with_columns(pl.lit("").alias("reason"))
    return found
