"""Were the steps of the protocol done, and in time? Tasks that were asked against marks by hand and follow-up records.

Missing information is not "late": a step past its term of which nothing says that it was late stands apart, and every
count says of how many steps there is a record.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import polars as pl

from pipelines.notes.appointments import appointments
from pipelines.notes.came import with_notes
from pipelines.notes.marks import marks
from pipelines.notes.report_cases import CASE, LEFT, MADE, cases
from pipelines.notes.settlements import settlements
from pipelines.notes.standing import standing
from pipelines.questions.duo import report_days
from pipelines.questions.question import Rows
from pipelines.questions.tasks_asked import asked
from pipelines.store.workspace import Workspace
from pipelines.viewer import EVERYTHING, Selection, Viewer

IN_TIME, LATE, OVERDUE, UNRECORDED, OPEN, LAPSED = (
    "op tijd",
    "te laat",
    "over de termijn",
    "niets vastgelegd",
    "loopt nog",
    "vervallen",
)
STATUSES = (IN_TIME, LATE, OVERDUE, UNRECORDED, OPEN, LAPSED)
# Of a report for DUO only.
ON_PURPOSE = "bewust niet"
NAMES = {
    "in_time": IN_TIME,
    "late": LATE,
    "overdue": OVERDUE,
    "unrecorded": UNRECORDED,
    "open": OPEN,
    "lapsed": LAPSED,
    "left": ON_PURPOSE,
}
STEP = ("school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring")
# What is known of a step as a whole.
OF_STEP = (
    *("ladder_name", "stage_name", "ladder_order", "level", "klas", "leerjaar", "afdeling", "mentor"),
    *("came_on", "has_followup", "gone_on", "today"),
)
By = Literal["stage", "role", "afdeling", "all"]
GROUPS: dict[By, tuple[str, ...]] = {
    "stage": ("protocol", "ladder", "ladder_name", "ladder_order", "stage", "stage_name", "level"),
    "role": ("role",),
    "afdeling": ("afdeling",),
    "all": (),
}


def steps(
    workspace: Workspace,
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    since: date | None = None,
    selection: Selection = EVERYTHING,
    noted_until: date | None = None,
) -> pl.DataFrame:
    """One row per step that was asked, and one per role of its tasks (`role`, else null), as known on the day.

    Each task has a status of its own: `op tijd`, done on or before its deadline, by a mark or, of an appointment to come
    back, by coming; `te laat`; `vervallen`: not done before it was no longer asked, on or before its deadline, or closed by
    a clean start (`pipelines.notes.settlements`), which says nothing of doing; `loopt nog`: not done, the deadline has not
    passed; `over de termijn`: not done although follow-ups were recorded or noted; `niets vastgelegd`: past its deadline without
    a record. A role is judged by its own tasks, a step by all of them: done when every task is, and in time when each was.
    One that is past a deadline and not done is `over de termijn` when it was certainly not in time, by a task that is or
    that was done late, else `niets vastgelegd`. `recorded`: of some task there is a mark, or a follow-up where it is coming
    back: whether a pupil came tells nothing of a talk or a letter. `deadline` is the soonest.
    Marks count up to `noted_until`, else the day: notes are made today, data often end days before.
    """
    until = noted_until or on
    rows = with_coming(asked(snapshot, viewer, on, since, selection), appointments(workspace, viewer, until))
    return judged(rows, marks(workspace, viewer, until), settlements(workspace, viewer, until))


def with_coming(rows: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """The tasks asked (`tasks_asked`) with what people noted of coming, which is a record as much as that of a file."""
    told = with_notes(rows.with_columns(pl.lit(None, pl.List(pl.Date)).alias("missed_on")), notes)
    noted = pl.col("came_on").is_not_null() | pl.col("missed_on").is_not_null()
    return told.with_columns(pl.col("has_followup") | noted).drop("missed_on")


def judged(rows: pl.DataFrame, made: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """Lays the marks and clean starts beside the tasks, and sums them up per step and role; see `steps`."""
    tasks = standing(rows, made, settled).with_columns(
        pl.any_horizontal("by_mark", pl.col("followup").is_not_null() & pl.col("has_followup")).alias("recorded")
    )
    gone = (pl.col("gone_on") <= pl.col("deadline")) | pl.col("settled_on").is_not_null()
    tasks = tasks.with_columns(_status(gone.fill_null(False)))
    whole = tasks.with_columns(pl.lit(None, pl.String).alias("role"))
    return (
        pl.concat([whole, tasks])
        .group_by(*STEP, "role", maintain_order=True)
        .agg(
            pl.col(*OF_STEP).first(),
            pl.col("deadline").min(),
            pl.when(pl.col("done_on").is_not_null().all()).then(pl.col("done_on").max()).alias("done_on"),
            pl.col("recorded").any(),
            pl.col("status").unique().alias("statuses"),
        )
        .with_columns(_of_all(pl.col("statuses").list))
        .drop("statuses")
        .sort("reached_on", "school", "student_id", "ladder_order", "level", "recurring", "role", maintain_order=True)
    )


def _of_all(among: pl.expr.list.ExprListNameSpace) -> pl.Expr:
    """The status of a whole by those of its tasks."""
    late, overdue = among.contains(LATE), among.contains(OVERDUE)
    return (
        pl.when(overdue | (among.contains(UNRECORDED) & late))
        .then(pl.lit(OVERDUE))
        .when(among.contains(UNRECORDED))
        .then(pl.lit(UNRECORDED))
        .when(among.contains(OPEN))
        .then(pl.lit(OPEN))
        .when(late)
        .then(pl.lit(LATE))
        .when(among.contains(LAPSED))
        .then(pl.lit(LAPSED))
        .otherwise(pl.lit(IN_TIME))
        .alias("status")
    )


def counts(rows: pl.DataFrame, by: By) -> pl.DataFrame:
    """One row per stage, role or afdeling, or one for all: how many steps there were, per status, and with a record.

    Without a role a step counts once, by its soonest deadline; by role once for every role that it asks. `past` are
    the steps whose term is over: in time, late, overdue or nothing recorded. At least `in_time`, at most `in_time` and
    `unrecorded` of them were in time: as wide apart as what is not known. `pupils`: of how many, for hiding small groups.
    """
    of_role = pl.col("role").is_not_null()
    rows = rows.filter(of_role if by == "role" else ~of_role)
    return _counted(rows, GROUPS[by])


def duo(
    workspace: Workspace, snapshot: Rows, viewer: Viewer, on: date, noted_until: date | None = None
) -> pl.DataFrame:
    """Reports for DUO of the school year: one row per kind, for duties and for those of 18 and over.

    Counts as in `counts`, cases as marks in `steps`; the deadline is in working days, and where none is set nothing is
    late. `left`: deliberately not made, which no term asks any more. Of how many pupils those of a status are is told too
    (`late_pupils`). A report of which nothing is said is `niets
    vastgelegd` once its term is over: it may have been made at DUO without a word here.
    """
    known = cases(workspace, viewer, noted_until or on).select(*CASE, "said", "said_on")
    rows = report_days(snapshot, viewer, on).unique(CASE, maintain_order=True).join(known, on=CASE, how="left")
    found = rows.with_columns(
        pl.when(said=MADE).then("said_on").alias("done_on"),
        pl.col("due_on").fill_null(date.max).alias("deadline"),
        pl.col("said").is_not_null().alias("recorded"),
        pl.lit(on).alias("today"),
    ).with_columns(_status(pl.lit(False)))
    left = pl.when(pl.col("said").eq_missing(pl.lit(LEFT))).then(pl.lit(ON_PURPOSE)).otherwise("status")
    return _counted(found.with_columns(left.alias("status")), ("kind", "duty"), _pupils_by_status())


def _status(gone: pl.Expr) -> pl.Expr:
    return (
        pl.when(pl.col("done_on") <= pl.col("deadline"))
        .then(pl.lit(IN_TIME))
        .when(gone)
        .then(pl.lit(LAPSED))
        .when(pl.col("done_on").is_not_null())
        .then(pl.lit(LATE))
        .when((pl.col("deadline") >= pl.col("today")) | pl.col("deadline").is_null())
        .then(pl.lit(OPEN))
        .when("recorded")
        .then(pl.lit(OVERDUE))
        .otherwise(pl.lit(UNRECORDED))
        .alias("status")
    )


def _pupils_by_status() -> list[pl.Expr]:
    pupils = pl.struct("school", "student_id")
    return [
        pupils.filter(pl.col("status") == status).n_unique().cast(pl.Int64).alias(f"{name}_pupils")
        for name, status in NAMES.items()
    ]


def _counted(rows: pl.DataFrame, by: tuple[str, ...], more: Sequence[pl.Expr] = ()) -> pl.DataFrame:
    sums = [
        pl.len().cast(pl.Int64).alias("due"),
        *((pl.col("status") == status).sum().cast(pl.Int64).alias(name) for name, status in NAMES.items()),
        pl.col("recorded").sum().cast(pl.Int64),
        pl.struct("school", "student_id").n_unique().cast(pl.Int64).alias("pupils"),
        *more,
    ]
    found = rows.group_by(by, maintain_order=True).agg(sums).sort(by) if by else rows.select(sums)
    return found.with_columns(pl.sum_horizontal("in_time", "late", "overdue", "unrecorded").alias("past"))
