"""The command `verzuimbeeld signals`: every kijk and signaal of pages and report on a day, asked of what they ask."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple

import polars as pl

from dashboard import school as of_view
from dashboard.access import WORKSPACE_VARIABLE
from dashboard.app_pages.mt_rapport import doors as report
from dashboard.app_pages.mt_rapport.figures import MEASURE
from dashboard.app_pages.mt_rapport.followed import what_followed
from dashboard.app_pages.trends import doors as trends
from dashboard.app_pages.ziekte import doors as ziekte
from dashboard.commands.output import say
from dashboard.commands.seeing import insist_on_report, looking, print_seen, why_not
from dashboard.rates.funnel import TOO_FEW
from dashboard.view import View
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions import sick_changes, sick_patterns, standing_out
from pipelines.questions.standout_tests import RISING
from pipelines.statistics.followed import BY_CHANCE
from pipelines.statistics.normal import LOOK, SIGNAL
from pipelines.statistics.week_trend import Judged
from pipelines.store.part import narrowed, part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import EVERYTHING, Viewer

WORDS = (LOOK, SIGNAL)
# What the report says, so that its rows are told from those of Trends, which may show smaller groups.
REPORT, SICK = "rapport_", "ziek"


class Found(NamedTuple):
    """One statement beyond chance: about a part of the school or a pupil, with what is usual beside it.

    `compared`: how many were compared with each other in the chart or list that says it.
    """

    kind: str
    part: str | None
    student_id: str | None
    measure: str
    level: str
    since: date | None
    value: float | None
    expected: float | None
    compared: int


SCHEMA = {
    "school": pl.String,
    "kind": pl.String,
    "part": pl.String,
    "student_id": pl.String,
    "measure": pl.String,
    "level": pl.String,
    "since": pl.Date,
    "value": pl.Float64,
    "expected": pl.Float64,
    "compared": pl.Int64,
}


def run(options: argparse.Namespace) -> int:
    """Prints one row per statement beyond chance, of each school that is asked for."""
    workspace = open_workspace(options.map)
    viewer = looking(workspace, options.person, options.school)
    snapshot = open_snapshot(narrowed(workspace, options.school), say)
    schools = [workspace.school(options.school)] if options.school else workspace.schools
    snapshot.check_day(options.on, options.school)
    before = os.environ.get(WORKSPACE_VARIABLE)
    os.environ[WORKSPACE_VARIABLE] = str(workspace.path)
    try:
        rows = [
            (school.id, *found)
            for school in schools
            if school.id in snapshot.ranges
            for found in beyond_chance(workspace, snapshot, _view(workspace, snapshot, school.id, options.on, viewer))
        ]
    finally:
        # The doors of the pages look there; what is asked after this command may be about another folder.
        os.environ.pop(WORKSPACE_VARIABLE)
        os.environ |= {WORKSPACE_VARIABLE: before} if before else {}
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    ordered = frame.sort("school", "student_id", "kind", "part", "measure", "since", maintain_order=True)
    of_report = viewer.aggregates and viewer.reads("mt-rapport")
    print_seen(workspace, options, ordered, "" if of_report else why_not(viewer, "trends"))
    return 0


def _view(workspace: Workspace, snapshot: Snapshot, school: str, on: date, viewer: Viewer) -> View:
    """What the pages show to who looks, with nothing chosen."""
    first, last = snapshot.ranges[school]
    return View(
        snapshot=of_view.snapshot_path(part_of(workspace, school)),
        viewer=viewer.within(school),
        selection=EVERYTHING,
        school=school,
        protocol=workspace.school(school).protocol,
        on=on,
        first=first,
        last=last,
    )


def beyond_chance(workspace: Workspace, snapshot: Snapshot, view: View) -> Iterator[Found]:
    """Every kijk and signaal of one school, by asking what Trends, Ziekte and the report ask."""
    if not why_not(view.viewer, "trends"):
        for category in trends.trend_categories(view):
            yield from _rates(view, category)
        yield from _standing_out(snapshot, view)
        if view.viewer.may("care"):
            yield from _sick(snapshot, view)
    if view.school not in view.viewer.aggregates or not view.viewer.reads("mt-rapport"):
        return
    view, problem = report.asked(replace(view, viewer=insist_on_report(view.viewer, view.school)))
    if not problem:
        yield from _report(workspace, snapshot, view)


def _rates(view: View, category: str) -> Iterator[Found]:
    """One kind of absence on Trends: weeks, afdelingen, klassen, lesson hours and subjects."""
    charts = trends.charts_judged(view, category)
    yield from _weeks(None, category, trends.week_trend(view, category)[1].judged, charts)
    for part, weeks in trends.part_trends(view, category)[1].items():
        yield from _weeks(part, category, weeks, charts)
    for by in trends.PARTS:
        compared = trends.comparison(view, category, by)
        judged = compared.points.filter(pl.col("verdict") != TOO_FEW)
        rows = judged.select("key", "value", "verdict", pl.lit(compared.mean, pl.Float64)).rows()
        yield from _parts(by, category, rows)
    for kind, hours in (("lesuur", trends.heat(view, category)), ("vak", trends.subjects(view, category))):
        yield from _parts(kind, category, hours.judged.rows())


def _weeks(part: str | None, measure: str, judged: Judged, charts: int) -> Iterator[Found]:
    """The steps of one chart of weeks, of so many that were judged."""
    for call in judged.told:
        yield Found("weektrend", part, None, measure, call.word, call.since, call.value, call.expected, charts)


def _parts(kind: str, measure: str, judged: list[tuple[str, float, str, float]]) -> Iterator[Found]:
    """Parts, their values and verdicts, and what is usual there."""
    for part, value, word, usual in judged:
        if word in WORDS:
            yield Found(kind, part, None, measure, word, None, value, usual, len(judged))


def _standing_out(snapshot: Snapshot, view: View) -> Iterator[Found]:
    """The list "Wie valt op"."""
    found = standing_out.standing_out(snapshot, view.viewer, view.on, view.school)
    tested = {(row["measure"], row["kind"]): row["tested"] for row in found.tests.iter_rows(named=True)}
    for row in found.pupils.iter_rows(named=True):
        kind = "verandering" if row["kind"] == RISING else "patroon"
        part = " ".join(filter(None, [row["kind"], row["choice"]]))
        told = (part, row["student_id"], row["measure"], row["word"], None, row["count"], row["usual"])
        yield Found(kind, *told, tested[row["measure"], row["kind"]])


def _sick(snapshot: Snapshot, view: View) -> Iterator[Found]:
    """The page Ziekte: patterns, changes, afdelingen, and who is also absent without leave."""
    asked = (snapshot, view.viewer, view.on, view.school)
    patterns = sick_patterns.patterns(*asked)
    tested = dict(patterns.tests.select("kind", "tested").iter_rows())
    for row in patterns.pupils.iter_rows(named=True):
        part, word = f"{row['kind']} {row['choice']}", row["word"]
        usual = row["share"] * row["spells"]
        yield Found("patroon", part, row["student_id"], SICK, word, None, row["count"], usual, tested[row["kind"]])
    changes = sick_changes.changes(*asked)
    tested = dict(changes.tests.select("state", "tested").iter_rows())
    # Without a sick day now is a fact, and no claim.
    for row in changes.pupils.filter(pl.col("state") != sick_changes.QUIET).iter_rows(named=True):
        told = (row["state"], row["student_id"], SICK, LOOK, None, row["recent"], row["expected_recent"])
        yield Found("verandering", *told, tested[row["state"]])
    shares = ziekte.share_parts(view)
    for row in shares.filter(pl.col("word").is_not_null()).iter_rows(named=True):
        told = (row["key"], None, "zorgwekkend_ziek", row["word"], None, row["share"], row["school_share"])
        yield Found("afdeling", *told, shares.height)
    both = ziekte.together_counts(view)
    if not both.no_more_than_chance:
        told = ("ziek en ongeoorloofd", None, SICK, LOOK, None, float(both.pupils.height), both.expected)
        yield Found("samen", *told, both.students)


def _report(workspace: Workspace, snapshot: Snapshot, view: View) -> Iterator[Found]:
    """The management report of the whole school: its weeks, its sentences about afdelingen, and what followed steps."""
    found = report.report(view)
    yield from _weeks(None, REPORT + MEASURE, found.reading.judged, 1)
    for measure, part in found.differ:
        told = (part.part, None, REPORT + measure, part.word, part.since, part.value, part.mean)
        yield Found("afdeling", *told, part.compared)
    after = what_followed(workspace, snapshot, view)
    if after:
        for row in after.rows.filter(pl.col("verdict") != BY_CHANCE).iter_rows(named=True):
            told = (row["stage_label"], None, "uren", SIGNAL, None, row["after"], row["expected"])
            yield Found("gevolg", *told, after.rows.height)
