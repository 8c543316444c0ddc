"""The management report: the weekly rate, of hours that are rounded first."""

from dataclasses import replace

import polars as pl

from dashboard.app_pages.mt_rapport.figures import MEASURE, UNKNOWN_DAYS
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.weekly import Band, divided_by, week_trend
from dashboard.view import View
from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions import weekly_rates
from pipelines.questions.denominator import Denominator
from pipelines.statistics.disclosure import decimals, hours
from pipelines.viewer import EVERYTHING

CATEGORY = "totaal_ongeoorloofd"


def trend(
    snapshot: Snapshot, view: View, subject: Subject, weeks: pl.DataFrame, divided: Denominator
) -> tuple[pl.DataFrame, Band]:
    """The weekly rate of the subject with its band; `weeks` has the pupils of the whole school by week."""
    settings = snapshot.settings
    first = SchoolYear.of(view.on).before.first_day
    asked = (snapshot, view.viewer, first, view.on)
    parts = weekly_rates.trends(*asked, "afdeling", EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    if subject.afdeling:
        own = parts.filter(pl.col("part") == subject.afdeling)
    else:
        own = weekly_rates.trends(*asked, None, EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    shown = shown_weeks(own, parts, subject, int(settings["small_group"]))
    trend, band = week_trend(shown, view.on, settings, divided)
    trend, band = _as_fine_as_may_be(trend, band)
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


def shown_weeks(own: pl.DataFrame, parts: pl.DataFrame, subject: Subject, least: int) -> pl.DataFrame:
    """The weekly rates of the subject, of cells of one afdeling and week; none where those are all of few pupils.

    `own` has the rows of the subject, `parts` those of every afdeling (`pipelines.questions.weekly_rates`).
    """
    mine = pl.lit(not subject.afdeling) | (pl.col("part") == subject.afdeling)
    shown = hours(parts, least).filter(mine)
    alone = (pl.col("registered") > 0) & ~pl.col("few")
    weeks = shown.group_by("week_start").agg(
        pl.col("missed_hours").sum().alias("shown_hours"),
        pl.col("registered").sum().alias("shown_pupils"),
        (pl.col("few").any() & ~alone.any()).alias("tells"),
    )
    told = pl.when(~pl.col("tells"))
    joined = own.join(weeks, on="week_start", how="left").with_columns(
        told.then("shown_hours").alias("missed_hours"), told.then("shown_pupils").alias("registered")
    )
    rates = (
        pl.when(pl.col(amount) > 0).then(decimals(per * pl.col("missed_hours") / pl.col(amount))).alias(name)
        for name, per, amount in (("rate_per_100", 100.0, "scheduled_hours"), ("hours_per_pupil", 5.0, "student_days"))
    )
    return joined.with_columns(rates).drop("shown_hours", "shown_pupils", "tells")


def _as_fine_as_may_be(trend: pl.DataFrame, band: Band) -> tuple[pl.DataFrame, Band]:
    rates = [name for name in ("rate", "last_year") if name in trend.columns]
    edges = pl.DataFrame({"edge": [band.lower, band.centre, band.upper]}, schema={"edge": pl.Float64})
    lower, centre, upper = edges.select(decimals(pl.col("edge")))["edge"].to_list()
    shown = trend.with_columns(*(decimals(pl.col(name)) for name in rates), pl.col("missed_hours").round(0))
    return shown, replace(band, lower=lower, centre=centre, upper=upper)
