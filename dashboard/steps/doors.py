"""Cached doors to what steps ask and how they stand. Marks by hand change between two builds, so their version counts."""

import polars as pl

from dashboard import access
from dashboard.doors import Version, door
from dashboard.school import opened
from dashboard.steps import gathered, tasks as task_rows
from dashboard.view import View
from pipelines.calendar import SchoolYear
from pipelines.notes import appointments, marks as task_marks
from pipelines.notes.report_cases import cases_version
from pipelines.notes.settlements import settlements, settlements_version
from pipelines.notes.standing import without_task
from pipelines.questions import norm_task, pupil, worklist as worklist_questions
from pipelines.questions.ladders import stage_rules
from pipelines.viewer import EVERYTHING

# What names the step of a mark to the question after its tasks.
KNOWN = {"student_id": pl.String, "reached_on": pl.Date}


def marked(view: View) -> Version:
    """What changes with every mark, clean start, note of coming and day: a new one shows at once."""
    workspace = access.workspace()
    versions = (task_marks.version(workspace), cases_version(workspace), settlements_version(workspace))
    return (*versions, appointments.version(workspace), view.noted_until.toordinal())


@door(notes=marked)
def marks(view: View) -> pl.DataFrame:
    """Marks of tasks, and those of reports that were made at DUO: these are tasks too."""
    return gathered.with_reports(access.workspace(), view, _by_hand(view), report_steps(view))


@door(notes=marked)
def _by_hand(view: View) -> pl.DataFrame:
    # No task of a list is older than the school year before; a school keeps the marks of many years.
    since = SchoolYear.of(view.on).before.first_day
    return task_marks.marks(access.workspace(), view.viewer, view.noted_until, since)


def settled(view: View) -> pl.DataFrame:
    """The clean starts that stand; see `pipelines.notes.settlements`."""
    return settlements(access.workspace(), view.viewer, view.noted_until)


@door()
def report_steps(view: View) -> pl.DataFrame:
    """The reports of the 16-hour norm as steps, with the days by which a mark names them."""
    return norm_task.report_steps(opened(view), view.viewer, view.on)


@door()
def _told(view: View) -> pl.DataFrame:
    """All of the tasks that no mark changes: what is left for every mark is to lay the marks beside them."""
    return gathered.told(opened(view), view)


def _told_of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """The current steps of a pupil, however old: of all pupils, so that the next one needs no question."""
    steps = worklist_questions.worklist(opened(view), view.viewer, view.on, EVERYTHING, older=True)
    found = steps.filter(pl.col("student_id") == student_id)
    return task_rows.told(found, view.aged_on, view.ages_then)


@door(notes=marked)
def tasks(view: View) -> pl.DataFrame:
    """One row per task of a step of the last school weeks, done ones included; the order is highest stage first, then name.

    The pupil: `school`, `student_id`, `name`, `sort_name`, `klas`, `leerjaar`, `afdeling`, `mentor` (on the peildatum).
    The step: `protocol`, `ladder`, `ladder_name`, `track`, `stage`, `stage_name`, `rule`, `level`, `reached_on`,
    `recurring` (asked again, not a stage reached), `is_new` (of this school week), `reason` (the sentence of `why`), `legal`
    (`conflict` or null), `norm_hours` (of the 16-hour norm; null for any other step).
    The task: `action_no` (within the stage), `task_key` (the rule and text, whatever the protocol is called), `role`,
    `what`, `times` (how many times it is still to be done; of a done one how many it was), `hours` (the lesson hours for
    which it is asked; null for a task of the day), `open_hours` (those without a mark), `followup` (the kind of an
    appointment to come: `melden`, `inhalen`, `nablijven`, `corvee`), `report` (a report to leerplicht).
    Its term: `deadline` (null when it falls after the calendar), `days_left` (school days, negative when passed, 0 when no
    school day is left after this one), `in_working_days` (a term of law), `is_default` (the school's own term, the
    protocol names none), `deadline_text` (the term in the words of the protocol, or null).
    How it stands: `is_done`, `done_by` (`vinkje`, `teruggekomen`, `afgehandeld` by a clean start, or null), `by_mark` (some
    mark by hand stands on it, so it can be withdrawn), `done_on` (day of the mark, else of coming; null when settled),
    `initials` and `marked_at` (UTC) of the last mark, `settled_on` (day on which a clean start closed it),
    `came_on` (first time since the step that the pupil came, by a file or a note), `missed_on` (those when not), `group`: null
    when done, else one of `dashboard.steps.tasks.GROUPS`: `te laat` (a term of law or protocol passed), `vandaag`, `deze
    week` (up to Sunday), `later`, `blijft liggen` (only the school's default term passed).

    `pipelines.notes.marks.tasks_of(rows)` gives what `mark_done` and `withdraw` take; split off reports of the norm first
    with `pipelines.notes.norm_marks.apart`.
    """
    return gathered.tasks(access.workspace(), view, _told(view), marks(view))


@door(notes=marked)
def tasks_of_pupil(view: View, student_id: str) -> pl.DataFrame:
    """The rows of `tasks` of one pupil, whatever part of the school is chosen; also of current steps of longer ago."""
    return gathered.tasks(access.workspace(), view, _told_of_pupil(view, student_id), marks(view))


@door(notes=marked)
def loose_marks(view: View) -> pl.DataFrame:
    """Marks of this school year without a task: a correction or another rule moved or removed it. Columns of `MARKS`."""
    year = SchoolYear.of(view.on)
    made = _seen(view, _by_hand(view)).filter(pl.col("reached_on").is_between(year.first_day, year.last_day))
    # What stands on the list is a task. Only for what is older is the question asked, and a click on the list changes none.
    older = without_task(made, tasks(view))
    if older.is_empty():
        return older
    steps = older.select(KNOWN.keys()).unique().sort(KNOWN.keys())
    reports = report_steps(view).select(*task_marks.TASK, pl.lit(None, pl.List(pl.Int64)).alias("hours"))
    return without_task(older, pl.concat([_known(view, steps.write_json()).select(reports.columns), reports]))


def _seen(view: View, made: pl.DataFrame) -> pl.DataFrame:
    """The marks of tasks of own pupils that the viewer may see: without the right to care none about sickness but of an own role.

    A task that is not shown is not a lost one.
    """
    made = made.join(
        pupil.own(opened(view), view.viewer), on=["school", "student_id"], how="semi", maintain_order="left"
    )
    if view.viewer.own_tasks:
        made = made.filter(pl.col("role").is_in(sorted(view.viewer.roles)))
    if view.viewer.may("care"):
        return made
    keys = ["protocol", "ladder", "stage"]
    told = made.join(stage_rules(opened(view)).select(*keys, "sick"), on=keys, how="left", maintain_order="left")
    own = pl.col("role").is_in(sorted(view.viewer.roles))
    return told.filter(~pl.col("sick").fill_null(True) | own).drop("sick")


@door()
def _known(view: View, steps: str) -> pl.DataFrame:
    """The tasks of some steps (rows of pupil and day as JSON): what a mark of longer ago can belong to."""
    asked = pl.read_json(steps.encode(), schema=KNOWN)
    return worklist_questions.known_tasks(opened(view), view.viewer, view.on, asked, view.selection)
