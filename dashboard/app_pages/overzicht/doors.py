"""What the tiles, the trend per afdeling and the news say: by the doors of the pages that they open, so with the same words."""

from dataclasses import replace
from datetime import date

import polars as pl

from dashboard import access
from dashboard.app_pages.leerplicht import cases, doors as leerplicht
from dashboard.app_pages.mt_rapport.figures import count_of, reached_name
from dashboard.app_pages.onverklaard import doors as onverklaard
from dashboard.app_pages.overzicht import news, parts, tiles
from dashboard.app_pages.overzicht.tiles import WEEKLY, Tile
from dashboard.app_pages.trends import doors as trends, rounded_doors
from dashboard.app_pages.werklijst import doors as werklijst
from dashboard.doors import door
from dashboard.listing import Listing, Pick, day_of, one_of
from dashboard.rates.weekly import whole_weeks as whole
from dashboard.rounded.asked import whole_weeks
from dashboard.school import mondays, opened, pupils, settings
from dashboard.steps.doors import tasks
from dashboard.view import View
from pipelines.calendar import SchoolYear
from pipelines.notes import agenda
from pipelines.questions import (
    ladders,
    leerplicht as norm_questions,
    mt_report,
    school as school_questions,
    worrying as worrying_questions,
)
from pipelines.questions.new_stages import new_stages

# The measure of the trend per afdeling: the one that a school can do most about.
MEASURE = "totaal_ongeoorloofd"
NATIONAL = ("nl-mazl", "ziek")
WIDTHS = (("Bereikt", 420), ("Te doen", 420))


@door()
def _same_week(view: View) -> date | None:
    """The last day of the same school week a year before; None when the data do not go back so far."""
    asked = (opened(view), view.school)
    weeks = school_questions.week_ends(asked[0], view.on, asked[1])
    before = school_questions.week_ends(asked[0], SchoolYear.of(view.on).before.last_day, asked[1])
    if weeks.is_empty():
        return None
    days = before.filter(school_week=weeks["school_week"][-1])["date"].to_list()
    return days[0] if days and days[0] >= view.first else None


def of_pupils(view: View) -> list[Tile]:
    """The tiles of who sees pupils: each as far as its page is open."""
    found, may = [], view.viewer
    if may.reads("trends"):
        known = trends.trend_categories(view)
        found += [
            tiles.weekly(category, known[category], *trends.week_trend(view, category))
            for category in WEEKLY
            if category in known and not trends.only_weeks(view, category)
        ]
    if may.may("care") and may.reads("ziekte"):
        found.append(tiles.worrying(*_worrying(view)))
    if may.reads("leerplicht"):
        found.append(tiles.reports(leerplicht.all_cases(view), view.on, _reports_then(view), mondays(view)))
    return found


@door()
def _worrying(view: View) -> tuple[int, int, int | None, list[int]]:
    snapshot, who, then = opened(view), view.viewer.for_care(), _same_week(view)

    def on(day: date) -> int:
        return int(
            worrying_questions.worrying_shares(snapshot, who, day, view.school, view.selection)["worrying"].sum()
        )

    rows = ladders.stage_weeks(snapshot, who, view.on, *NATIONAL, view.selection)
    counts = dict(rows.group_by("week_start").agg(pl.col("students").sum()).iter_rows())
    weeks = [counts.get(monday, 0) for monday in mondays(view)]
    return on(view.on), pupils(view), on(then) if then else None, weeks


@door()
def _reports_then(view: View) -> int | None:
    then = _same_week(view)
    return norm_questions.reports(opened(view), view.viewer, then, view.selection).height if then else None


def of_figures(view: View) -> list[Tile]:
    """The tiles of who names no pupils; `view` as `dashboard.rounded.asked.only_figures` gives it."""
    shown = whole_weeks(view)
    known = rounded_doors.categories(shown) if view.viewer.reads("trends") else {}
    found = [
        tiles.weekly(
            category, known[category], rounded_doors.weeks(shown, category), rounded_doors.reading(shown, category)
        )
        for category in WEEKLY
        if category in known
    ]
    return [*found, _reached(shown)] if view.viewer.reads("mt-rapport") else found


@door()
def _reached(view: View) -> Tile:
    counts = mt_report.counts(opened(view), view.viewer, view.on, view.school)
    numbers = settings(view)
    least, share = int(numbers["small_group"]), numbers["small_group_share"]
    return tiles.reached(count_of(counts, "reached", reached_name(), view.selection.afdelingen, least, share))


def afdelingen(view: View, rounded: bool) -> pl.DataFrame:
    """The small trend per afdeling; empty where there is nothing to lay beside each other."""
    if not view.viewer.reads("trends"):
        return pl.DataFrame()
    if rounded:
        shown = whole_weeks(view)
        known = MEASURE in rounded_doors.categories(shown)
        return parts.table(rounded_doors.part_weeks(shown, MEASURE)) if known else pl.DataFrame()
    if MEASURE not in trends.trend_categories(view):
        return pl.DataFrame()
    # A week that still runs is no figure to lay beside others.
    until = whole(trends.week_trend(view, MEASURE)[0])["week_start"].max()
    weeks = trends.part_trends(view, MEASURE)[0]
    return parts.table(weeks.filter(pl.col("week_start") <= until)) if until else pl.DataFrame()


def label(view: View) -> str:
    """What Trends calls the measure of the trend per afdeling."""
    return trends.labels(view)[MEASURE]


@door()
def _stages_since(view: View, since: date) -> pl.DataFrame:
    return news.of_stages(new_stages(opened(view), view.viewer, since, view.on, view.selection))


@door()
def _near(view: View) -> pl.DataFrame:
    return norm_questions.leerplicht(opened(view), view.viewer, view.on, view.selection)


def _near_since(view: View, since: date) -> pl.DataFrame:
    return news.of_near(_near(view), _near(view.at(since)))


def _passed_since(view: View, since: date, role: str) -> pl.DataFrame:
    return news.of_passed(tasks(view), since, role)


def new(view: View, since: date, role: str) -> list[news.New]:
    """What came since a day of the data, for who sees pupils; of tasks those of a role, or (empty) of all."""
    due = near = passed = 0
    if view.viewer.reads("leerplicht"):
        due = news.of_cases(leerplicht.all_cases(view), since)["nummer"].n_unique()
        near = _near_since(view, since).height
    if _has_tasks(view):
        passed = _passed_since(view, since, role).height
    return news.lines(_stages_since(view, since).height, due, near, passed)


def _has_tasks(view: View) -> bool:
    return view.viewer.reads("werklijst") and not view.viewer.only_tasks


def listing(view: View, which: str, day: str, role: str = "") -> Listing:
    """The pupils of one line of news. Raises StaleLinkError for another line, day or role, or a page that is not the viewer's."""
    since = day_of(day, view.first, view.on)
    titles = {news.STAGES: "Bereikten een trede"}
    if view.viewer.reads("leerplicht"):
        titles |= {news.DUE: "Nieuwe meldingen die nog te doen zijn", news.NEAR: "Naderen sindsdien de norm"}
    if _has_tasks(view):
        titles |= {news.PASSED: f"Een termijn verstreek{f' voor de {role}' if role else ''}"}
    if role:
        one_of(role, werklijst.known_roles(view), "de rol")
    title = titles[one_of(which, titles, "het nieuws")]
    frame = {
        news.STAGES: lambda: _stages_since(view, since),
        news.DUE: lambda: news.of_cases(leerplicht.all_cases(view), since),
        news.NEAR: lambda: _near_since(view, since),
        news.PASSED: lambda: _passed_since(view, since, role),
    }[which]()
    return Listing(
        Pick("nieuw", (which, day, *filter(None, [role]))),
        f"{title}, na {since:%d-%m-%Y}",
        frame,
        "Er is niemand.",
        WIDTHS,
    )


def unexplained(view: View) -> int:
    """How many pupils were away today or yesterday without a known reason, as Onverklaard says it; 0 without that page."""
    return onverklaard.listing(view).frame.height if view.viewer.reads("onverklaard") else 0


def late_reports(view: View) -> int:
    """How many reports should have been made already, as Leerplicht says it; 0 without that page."""
    if not view.viewer.reads("leerplicht"):
        return 0
    return cases.overdue(cases.standing(leerplicht.all_cases(view), cases.TODO), view.on)


def known_roles(view: View) -> set[str]:
    """The roles to choose from: for whom the table of persons gives no role, and who has Mijn week."""
    return werklijst.known_roles(view) if not view.viewer.roles and view.viewer.reads("werklijst") else set()


def overdue_decisions(view: View) -> int:
    """How many decisions of the MT-rapport are past their day; 0 without that page."""
    if not view.viewer.reads("mt-rapport"):
        return 0
    # A choice of afdelingen is the report's as well, and no other choice.
    chosen = replace(view.selection, leerjaren=(), klassen=(), mentors=())
    rows = agenda.decisions(access.workspace(), view.viewer, view.school, view.noted_until, chosen)
    return int(rows["overdue"].sum())
