"""The management report: the weekly rate, of hours that are rounded first."""

from dataclasses import replace

import polars as pl

from dashboard.app_pages.mt_rapport.figures import MEASURE, UNKNOWN_DAYS
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.judged import judge
from dashboard.rates.weekly import Reading, divided_by, week_trend
from dashboard.view import View
from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions import weekly_rates
from pipelines.questions.denominator import Denominator
from pipelines.questions.school import year_notes
from pipelines.statistics.disclosure import decimals, hours
from pipelines.viewer import EVERYTHING

CATEGORY = "totaal_ongeoorloofd"


def trend(
    snapshot: Snapshot, view: View, subject: Subject, weeks: pl.DataFrame, divided: Denominator
) -> tuple[pl.DataFrame, Reading]:
    """The weekly rate of the subject, judged by the hours that are shown; `weeks` has the pupils of the whole school by week.

    What is kijk or signaal follows from rounded hours alone, so it tells no more than they do.
    """
    least = int(snapshot.settings["small_group"])
    asked = (snapshot, view.viewer, SchoolYear.of(view.on).before.before.first_day, view.on)
    parts = weekly_rates.trends(*asked, "afdeling", EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    everyone = weekly_rates.trends(*asked, None, EVERYTHING, CATEGORY, count_students=False, denominator=divided)
    own = parts.filter(pl.col("part") == subject.afdeling) if subject.afdeling else everyone
    shown = shown_weeks(own, parts, subject, least)
    school = shown_weeks(everyone, parts, Subject(subject.school), least) if subject.afdeling else None
    judged = judge(shown, view.on, divided, sick=False, odd=year_notes(snapshot), rest=school)
    trend, reading = week_trend(shown, view.on, judged, divided)
    trend = _as_fine_as_may_be(trend)
    # Which hours it is divided by is told by all the weeks, also by those that stay away.
    reading = replace(reading, denominator=divided_by(own, view.on, divided))
    if trend["rate"].drop_nulls().is_empty() and own["registered"].sum():
        reading = Reading(
            "De weken van deze groep blijven weg: ze rusten op te weinig leerlingen.", reading.unit, reading.denominator
        )
    # Whole days of unknown hours in the school year leave no rate.
    if weeks.filter(pl.col("school_year") == school_year(view.on))[MEASURE].null_count():
        rates = [name for name in ("rate", "last_year") if name in trend.columns]
        trend = trend.with_columns(pl.lit(None, pl.Float64).alias(name) for name in rates)
        reading = Reading(UNKNOWN_DAYS, reading.unit, reading.denominator)
    return trend, reading


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


def _as_fine_as_may_be(trend: pl.DataFrame) -> pl.DataFrame:
    rates = [name for name in ("rate", "last_year") if name in trend.columns]
    return trend.with_columns(*(decimals(pl.col(name)) for name in rates), pl.col("missed_hours").round(0))
