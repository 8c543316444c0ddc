"""The management report: the weekly rate, without any week that is about a small group."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from dashboard.app_pages.mt_rapport.figures import MEASURE, UNKNOWN_DAYS
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.weekly import Band, divided_by, week_trend
from dashboard.view import View
from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions import weekly_rates
from pipelines.questions.denominator import Denominator
from pipelines.statistics.disclosure import hidden
from pipelines.viewer import EVERYTHING

CATEGORY = "totaal_ongeoorloofd"


def trend(
    snapshot: Snapshot, view: View, subject: Subject, sizes: dict[str, int], weeks: pl.DataFrame, divided: Denominator
) -> tuple[pl.DataFrame, Band]:
    """The weekly rate of the subject with its band; `weeks` has the pupils of the whole school by week, `sizes` how many
    each afdeling has, in the order of the school.
    """
    settings = snapshot.settings
    periods = dict(weeks.select("week_start", "period").drop_nulls().unique().iter_rows())
    first = SchoolYear.of(view.on).before.first_day
    asked = (snapshot, view.viewer, first, view.on)
    parts = weekly_rates.trends(*asked, "afdeling", EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    if subject.afdeling:
        own = parts.filter(pl.col("part") == subject.afdeling)
    else:
        own = weekly_rates.trends(*asked, None, EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    shown = shown_weeks(own, parts, sizes, periods, subject, int(settings["small_group"]))
    trend, band = week_trend(shown, view.on, settings, divided)
    # Which hours it is divided by is told by all the weeks, also by those that stay away.
    band = replace(band, denominator=divided_by(own, view.on, divided))
    if trend["rate"].drop_nulls().is_empty() and own["registered"].sum():
        band = replace(band, sentence="De weken van deze groep blijven weg: ze rusten op te weinig leerlingen.")
    # Whole days of unknown hours in the school year leave no rate.
    if weeks.filter(pl.col("school_year") == school_year(view.on))[MEASURE].null_count():
        rates = [name for name in ("rate", "last_year") if name in trend.columns]
        trend = trend.with_columns(pl.lit(None, pl.Float64).alias(name) for name in rates)
        band = replace(band, sentence=UNKNOWN_DAYS)
    return trend, band


def shown_weeks(
    own: pl.DataFrame,
    parts: pl.DataFrame,
    sizes: Mapping[str, int],
    periods: Mapping[date, str],
    subject: Subject,
    least: int,
) -> pl.DataFrame:
    """The weekly rates of the subject, none of which tells of a small group, here, in another report or by subtracting.

    `own` has the rows of the subject, `parts` those of every afdeling (`pipelines.questions.trends`); `sizes` gives the
    pupils of each, in the order of the school, `periods` the period of each Monday that is in one. A week in which few
    pupils of the school are registered has no rate, and another of its period neither: the figure of the period minus
    the other weeks would be the one. For the same reason an afdeling has every other week or none.
    """
    closed = _closed_weeks(parts, periods, least)
    shown = parts.filter(~pl.col("week_start").is_in(closed)).sort("week_start")
    mondays = shown["week_start"].unique(maintain_order=True).to_list()
    met = {part: dict(rows.select("week_start", "registered").iter_rows()) for (part,), rows in shown.group_by("part")}
    order = [*(part for part in sizes if part in met), *sorted(set(met) - set(sizes))]
    rests_on = {part: (sizes.get(part, 0), *(met[part].get(monday, 0) for monday in mondays)) for part in order}
    gone = pl.lit(subject.hides(hidden(rests_on, least))) | pl.col("week_start").is_in(closed)
    names = ("rate_per_100", "hours_per_pupil", "missed_hours", "registered")
    return own.with_columns(pl.when(~gone).then(pl.col(name)).alias(name) for name in names)


def _closed_weeks(parts: pl.DataFrame, periods: Mapping[date, str], least: int) -> list[date]:
    """Mondays of which nobody is told anything, found per period, and per school year for the weeks outside of them."""
    found: dict[str, dict[str, tuple[int]]] = {}
    whole = parts.group_by("week_start", "school_year").agg(pl.col("registered").sum()).sort("week_start")
    for monday, year, registered in whole.iter_rows():
        found.setdefault(periods.get(monday, year), {})[monday.isoformat()] = (registered,)
    return [date.fromisoformat(monday) for weeks in found.values() for monday in hidden(weeks, least).parts]
