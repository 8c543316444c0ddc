"""Cached doors to the weekly rates that leave the team."""

import polars as pl

from dashboard.app_pages.trends.doors import afdelingen, trend_categories
from dashboard.doors import door, drawing
from dashboard.listing import SEPARATOR
from dashboard.marks import Drawing
from dashboard.rates import judged, weekly_charts
from dashboard.rates.weekly import Reading
from dashboard.rounded import weekly
from dashboard.school import opened
from dashboard.view import View
from pipelines.questions.denominator import Denominator, denominator
from pipelines.statistics.week_trend import Judged


def categories(view: View) -> dict[str, str]:
    """The categories that leave the team and have registrations this school year, with their labels."""
    return {key: label for key, label in trend_categories(view).items() if key in weekly.MEASURES}


@door()
def _unknown(view: View) -> frozenset[str]:
    """The measures with whole days of unknown hours this school year."""
    return weekly.unknown(opened(view), view.viewer, view.on, view.school)


@door()
def _told(view: View, category: str) -> list[tuple[str, pl.DataFrame, Reading]]:
    """The weeks and their reading, of the choice (empty text) and then of each afdeling of it in the order of the school."""
    snapshot, chosen = opened(view), view.selection.afdelingen
    divided: Denominator = denominator(snapshot, view.viewer, view.on, view.school)
    weeks = weekly.weeks_of(snapshot, view, category, divided, chosen)
    parts = [part for part in afdelingen(view) if part in (chosen or weeks.parts["part"])]
    unknown = weekly.MEASURES[category] in _unknown(view)
    every = [("", weeks), *((part, weeks.of(part)) for part in parts)]
    return [(part, *weekly.trend(snapshot, view, of, unknown, divided)) for part, of in every]


def reading(view: View, category: str) -> Reading:
    """What the weeks of the choice say in words."""
    return _told(view, category)[0][2]


def weeks(view: View, category: str) -> pl.DataFrame:
    """The weeks of the choice that may be shown, as they are drawn."""
    return _told(view, category)[0][1]


@drawing()
def week_chart(view: View, category: str) -> Drawing | None:
    """The weekly rate of the school year; None when no week may be shown."""
    _, weeks, read = _told(view, category)[0]
    return None if weeks["rate"].drop_nulls().is_empty() else weekly_charts.week_trend(weeks, read.unit)


def part_weeks(view: View, category: str) -> pl.DataFrame:
    """The weeks of every afdeling with a week that may be shown, in the order of the school."""
    names = afdelingen(view)
    found = [
        weeks.with_columns(
            pl.lit(names[part]).alias("part_name"), (pl.col("key") + SEPARATOR + pl.lit(part)).alias("key")
        )
        for part, weeks, _ in _told(view, category)[1:]
        if not weeks["rate"].drop_nulls().is_empty()
    ]
    return pl.concat(found) if found else pl.DataFrame()


@drawing()
def part_chart(view: View, category: str) -> Drawing | None:
    """The weekly rate of every afdeling; None when there is none to show."""
    weeks = part_weeks(view, category)
    return None if weeks.is_empty() else weekly_charts.part_trends(weeks, reading(view, category).unit)


def _judged(view: View, category: str) -> dict[str, Judged]:
    return {part: read.judged for part, _, read in _told(view, category)}


def part_words(view: View, category: str) -> str:
    """Which afdelingen are kijk or signaal, and which could not be judged."""
    found = {part: judged_weeks for part, judged_weeks in _judged(view, category).items() if part}
    return judged.part_words(found, afdelingen(view))


def explained(view: View, category: str) -> list[str]:
    """How weeks are judged, and how many of these charts say something without any cause."""
    charts = sum(bool(found.weeks) for found in _judged(view, category).values())
    return [*judged.explained(), *filter(None, [judged.false_ones(charts)])]
