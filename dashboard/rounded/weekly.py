"""Weekly rates as they leave the team: of hours of one afdeling and week that are rounded first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from dashboard.rates.judged import judge
from dashboard.rates.weekly import Reading, divided_by, week_trend
from dashboard.rounded.said import UNKNOWN_DAYS
from dashboard.view import View
from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions import mt_report, weekly_rates
from pipelines.questions.denominator import Denominator
from pipelines.questions.school import year_notes
from pipelines.statistics.disclosure import decimals, hours
from pipelines.viewer import EVERYTHING, Dimension, Selection, Viewer

# The measures that leave the team, by their category. They overlap nowhere and none is a sum of others: what lies between
# two of them is no figure that was left out.
MEASURES: Mapping[str, str] = {"totaal_ongeoorloofd": "ongeoorloofd", "te_laat_ongeoorloofd": "te_laat"}
CATEGORY = "totaal_ongeoorloofd"


@dataclass(frozen=True)
class Weeks:
    """What `pipelines.questions.weekly_rates` tells of one category of this school year and two before, not rounded yet.

    `parts` is of every afdeling, `everyone` of the school, `own` of the chosen afdelingen together.
    """

    parts: pl.DataFrame
    everyone: pl.DataFrame
    own: pl.DataFrame
    afdelingen: Collection[str] = ()

    def of(self, afdeling: str) -> "Weeks":
        """The same of one afdeling."""
        return replace(self, own=self.parts.filter(pl.col("part") == afdeling), afdelingen=(afdeling,))


def weeks_of(
    snapshot: Snapshot, view: View, category: str, divided: Denominator, afdelingen: tuple[str, ...] = ()
) -> Weeks:
    """The weeks of the school of a view, and of some afdelingen of it; none is the whole school."""
    asked = (snapshot, view.viewer, SchoolYear.of(view.on).before.before.first_day, view.on)

    def rows(by: Dimension | None, selection: Selection = EVERYTHING) -> pl.DataFrame:
        return weekly_rates.trends(*asked, by, selection, category, count_students=False, denominator=divided)

    parts, everyone = rows("afdeling"), rows(None)
    if len(afdelingen) == 1:
        return Weeks(parts, everyone, everyone).of(*afdelingen)
    own = rows(None, Selection(afdelingen=afdelingen)) if afdelingen else everyone
    return Weeks(parts, everyone, own, afdelingen)


def unknown(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> frozenset[str]:
    """The measures with whole days of unknown hours in the school year of a day: they have no rate."""
    rows = mt_report.pupil_weeks(snapshot, viewer, on, school)
    of_year = rows.filter(pl.col("school_year") == school_year(on))
    return frozenset(measure for measure in MEASURES.values() if of_year[measure].null_count())


def by_afdeling(snapshot: Snapshot, viewer: Viewer, first: date, last: date) -> pl.DataFrame:
    """One row per school, whole school week, afdeling (`part`) and category of `MEASURES`, of who sees figures only.

    Columns as in `pipelines.questions.weekly_rates`; what rests on few pupils is null, and so is how many there are.
    """
    least = int(snapshot.settings["small_group"])
    found = [weekly_rates.trends(snapshot, viewer.for_figures(), first, last).clear()]
    for school in viewer.aggregates:
        who = viewer.within(school).for_figures()
        hidden = unknown(snapshot, who, last, school)
        for category, measure in MEASURES.items():
            rows = weekly_rates.trends(snapshot, who, first, last, "afdeling", category=category, count_students=False)
            rows = rows.filter("finished")
            for (part,), own in rows.group_by("part", maintain_order=True):
                shown = shown_weeks(own, rows, least, (str(part),)).with_columns(pl.col("missed_hours").round(0))
                amounts = pl.when(measure not in hidden).then(pl.col("missed_hours", "rate_per_100"))
                found.append(shown.with_columns(amounts))
    return pl.concat(found, how="vertical_relaxed")


def trend(
    snapshot: Snapshot, view: View, weeks: Weeks, hours_unknown: bool, divided: Denominator
) -> tuple[pl.DataFrame, Reading]:
    """The weekly rate of the chosen afdelingen, judged by the hours that are shown.

    What is kijk or signaal follows from rounded hours alone, so it tells no more than they do. `hours_unknown`: this
    school year has whole days of which the hours of this category are not known.
    """
    least, own = int(snapshot.settings["small_group"]), weeks.own
    shown = shown_weeks(own, weeks.parts, least, weeks.afdelingen)
    school = shown_weeks(weeks.everyone, weeks.parts, least) if weeks.afdelingen else None
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
    if hours_unknown:
        rates = [name for name in ("rate", "last_year") if name in trend.columns]
        trend = trend.with_columns(pl.lit(None, pl.Float64).alias(name) for name in rates)
        reading = Reading(UNKNOWN_DAYS, reading.unit, reading.denominator)
    return trend, reading


def shown_weeks(own: pl.DataFrame, parts: pl.DataFrame, least: int, afdelingen: Collection[str] = ()) -> pl.DataFrame:
    """The weekly rates of the chosen afdelingen (none: of the school), of cells of one afdeling and week.

    A week has none where those are all of few pupils. `own` has the rows of what was chosen, `parts` those of every
    afdeling (`pipelines.questions.weekly_rates`).
    """
    mine = pl.col("part").is_in(list(afdelingen)) if afdelingen else pl.lit(True)
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
