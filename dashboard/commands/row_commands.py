"""The commands that print rows about pupils or weeks; each returns the exit code."""

import argparse
import sys
from collections.abc import Callable
from datetime import date

import polars as pl

from dashboard.commands.output import say
from dashboard.commands.protocol_commands import check_known
from dashboard.commands.seeing import looking, print_seen, why_not
from dashboard.rounded.weekly import by_afdeling
from dashboard.whole_days.shapes import sick_days, unauthorised_days
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.drafts_compared import draft_stages
from pipelines.questions.leerplicht import leerplicht as leerplicht_rows, reports as report_rows
from pipelines.questions.sick import sick as sick_rows
from pipelines.questions.stages import stages as stage_rows
from pipelines.questions.weekly_rates import TOTALS, trends as trend_rows
from pipelines.questions.whole_days import whole_days
from pipelines.settings.drafts import drafts, known_protocols
from pipelines.store.part import narrowed
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import Viewer

STAGES = ["school", "student_id", "protocol", "ladder", "stage", "level", "reached_on", "value"]
LEERPLICHT = [
    "school",
    "student_id",
    "state",
    "hours",
    "hours_unknown",
    "hours_left",
    "window_start",
    "report_number",
    "begin_date",
    "end_date",
    "due_on",
]
REPORTS = ["school", "student_id", "report_number", "begin_date", "end_date", "due_on", "duty"]
SICK = [
    "school",
    "student_id",
    "hours_year",
    "days_year",
    "spells_year",
    "spells_12_weeks",
    "current_spell_days",
    "longest_spell_days",
    "mazl",
    "mazl_since",
]

TRENDS = [
    "school",
    "school_week",
    "week_start",
    "part",
    "category",
    "missed_hours",
    "scheduled_hours",
    "rate_per_100",
    "students",
]
WEEKS = ["school", "week_start", "part", "category"]
ROUNDED = "Deze persoon ziet geen leerlingen: de cijfers zijn afgerond, van hele schoolweken en zonder kleine groepen."
TOO_SMALL = "Deze persoon ziet afgeronde cijfers per afdeling; klassen en leerjaren zijn daarvoor te klein."


def _opened(options: argparse.Namespace) -> tuple[Workspace, Snapshot, Viewer]:
    """The workspace, its newest snapshot and who looks."""
    workspace = open_workspace(options.map)
    viewer = looking(workspace, options.person, options.school)
    return workspace, open_snapshot(narrowed(workspace, options.school), say), viewer


def stages(options: argparse.Namespace) -> int:
    """Prints the stages of pupils."""
    workspace, snapshot, viewer = _opened(options)
    every = options.protocol == "all"
    own = drafts(workspace) if options.protocol and not every else {}
    if options.protocol and not every:
        check_known(options.protocol, known_protocols(workspace) | own)
    snapshot.check_day(options.on, options.school)
    if options.protocol in own:
        rows = draft_stages(workspace, snapshot, viewer, options.on, options.protocol, every_stage=options.all)
    else:
        protocol = None if every else options.protocol
        rows = stage_rows(snapshot, viewer, options.on, protocol, every_protocol=every, every_stage=options.all)
    print_seen(workspace, options, rows.select(STAGES), why_not(viewer, "ladders"))
    return 0


def leerplicht(options: argparse.Namespace) -> int:
    """Prints pupils at or near the 16-hour norm, or the reports."""
    workspace, snapshot, viewer = _opened(options)
    snapshot.check_day(options.on, options.school)
    nothing = why_not(viewer, "leerplicht")
    if options.reports:
        print_seen(workspace, options, report_rows(snapshot, viewer, options.on).select(REPORTS), nothing)
    else:
        print_seen(workspace, options, leerplicht_rows(snapshot, viewer, options.on).select(LEERPLICHT), nothing)
    if not nothing:
        _say_of_whole_days(snapshot, viewer, options.on, unauthorised_days)
    return 0


def sick(options: argparse.Namespace) -> int:
    """Prints sick spells and signals."""
    workspace, snapshot, viewer = _opened(options)
    snapshot.check_day(options.on, options.school)
    nothing = why_not(viewer, "ziekte")
    print_seen(workspace, options, sick_rows(snapshot, viewer, options.on).select(SICK), nothing)
    if not nothing:
        _say_of_whole_days(snapshot, viewer, options.on, sick_days)
    return 0


def _say_of_whole_days(snapshot: Snapshot, viewer: Viewer, on: date, say: Callable[[pl.DataFrame], str]) -> None:
    """Says of each school how many days are in no sum of hours, beside the rows."""
    for school in viewer.schools:
        if said := say(whole_days(snapshot, viewer, on, school)):
            print(said, file=sys.stderr)


def trends(options: argparse.Namespace) -> int:
    """Prints weekly rates."""
    workspace, snapshot, viewer = _opened(options)
    snapshot.check_day(options.last, options.school)
    if options.first > options.last:
        raise UsageError("De eerste dag ligt na de laatste.", "Zet de vroegste dag bij --from en de laatste bij --to.")
    nothing, figures = why_not(viewer, "trends"), not viewer.schools and viewer.aggregates and viewer.reads("trends")
    if figures and options.by == "afdeling":
        rows, nothing = by_afdeling(snapshot, viewer, options.first, options.last).sort(*WEEKS), ""
        say(ROUNDED)
    else:
        rows = trend_rows(snapshot, viewer, options.first, options.last, by=options.by)
        rows = rows.filter(~pl.col("category").is_in(TOTALS))
        nothing = TOO_SMALL if figures else nothing
    named = rows.rename({"part": options.by}).select([options.by if c == "part" else c for c in TRENDS])
    print_seen(workspace, options, named, nothing)
    return 0
