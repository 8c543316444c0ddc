"""Weekly rates: beside last year, with gaps at holidays, and what of them is kijk or signaal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.listing import SEPARATOR
from dashboard.rates.judged import marked, said
from dashboard.rates.units import PER_100, PER_PUPIL, with_rate
from pipelines.calendar import school_year
from pipelines.questions.denominator import LESSON_TABLE, OWN, PUPILS, TIMETABLE, Denominator, year_before
from pipelines.statistics.normal import ORDINARY
from pipelines.statistics.week_trend import Judged
from protocols.settings_page import on_page

TOTAL_LABELS = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
}


UNJUDGED = Judged()


@dataclass(frozen=True)
class Reading:
    """What weekly rates say in words, in which unit, divided by what, and how they were judged."""

    sentence: str
    unit: str = PER_100
    denominator: str = ""
    judged: Judged = UNJUDGED

    @property
    def legend(self) -> str:
        """What the marks mean; empty as long as no week was judged."""
        return (
            "Een driehoek is kijk, een ruit signaal: dan eindigt daar een verandering van enkele weken. "
            if self.judged.weeks
            else ""
        )


def trend_categories(present: list[str], labels: dict[str, str]) -> dict[str, str]:
    """Categories to choose from, totals first, then the most frequent."""
    names = TOTAL_LABELS | labels
    return {category: names[category] for category in [*TOTAL_LABELS, *present] if category in present}


def _beside_last_year(rows: pl.DataFrame, on: date, keys: list[str]) -> pl.DataFrame:
    """This year's weeks with the rate of the same school week a year before; incomplete weeks have no rate then."""
    last = rows.filter(pl.col("school_year") == year_before(on))
    before = last.filter(pl.col("complete").fill_null(True)).select(
        *keys, "school_week", pl.col("rate").alias("last_year")
    )
    weeks = rows.filter(pl.col("school_year") == school_year(on))
    return weeks.join(before, on=[*keys, "school_week"], how="left").with_columns(
        pl.col("week_start").dt.to_string("%Y-%m-%d").alias("key")
    )


def _with_gaps(weeks: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """A row without values in every week without lessons, so that a line does not run across a holiday."""
    if weeks.is_empty():
        return weeks
    span = pl.date_range(pl.col("week_start").min(), pl.col("week_start").max(), "1w")
    every = weeks.select(span.alias("week_start"))
    if keys:
        every = weeks.select(keys).unique(maintain_order=True).join(every, how="cross")
    return every.join(weeks, on=[*keys, "week_start"], how="left").sort(*keys, "week_start")


BOTH = {
    TIMETABLE: "Beide schooljaren zijn gedeeld door de lesuren van het rooster.",
    LESSON_TABLE: "Beide schooljaren zijn gedeeld door de lesuren van de lessentabel van de school, ook waar een rooster "
    "is ingelezen: anders waren ze niet te vergelijken.",
    PUPILS: "Niet van beide schooljaren is er een rooster, en er is geen volledige lessentabel. Die zet u "
    f"{on_page('Algemeen', 'lessons_per_week')}. Daarom staan hier voor beide jaren gemiste lesuren per ingeschreven "
    "leerling, omgerekend naar een week van vijf schooldagen.",
}


def divided_by(rows: pl.DataFrame, on: date, divided: Denominator) -> str:
    """Which lesson hours the rates of the school year are held against, and those of the year beside it."""
    rows, unit = with_rate(rows, on)
    weeks = rows.filter(pl.col("school_year") == school_year(on))
    beside = divided != OWN and rows["timetable_days"].sum() > 0
    if unit == PER_PUPIL:
        return (
            BOTH[PUPILS]
            if beside
            else (
                f"Er is geen rooster en geen lessentabel ({on_page('Algemeen', 'lessons_per_week')}), dus geen "
                "percentage: dit zijn gemiste lesuren per ingeschreven leerling, omgerekend naar een week van vijf "
                "schooldagen. Van hele dagen zijn de lesuren dan onbekend: die staan hier niet in."
            )
        )
    if beside:
        return BOTH[divided]
    days, known = weeks["student_days"].sum(), weeks["timetable_days"].sum()
    if known == 0:
        return "Gedeeld door de lesuren van de lessentabel van de school."
    return (
        "Gedeeld door de lesuren van het rooster."
        if known == days
        else "Gedeeld door het rooster waar dat is ingelezen, anders door de lessentabel."
    )


def week_trend(
    rows: pl.DataFrame, on: date, judged: Judged, divided: Denominator = OWN
) -> tuple[pl.DataFrame, Reading]:
    """Weeks of the school year for one category, with their status, and what they say in words.

    Status: gewoon, kijk, signaal, onvolledig, lopend, vakantie. `said`: the same in words, with since when.
    """
    denominator = divided_by(rows, on, divided)
    rows, unit = with_rate(rows, on)
    weeks = _beside_last_year(rows, on, []).sort("week_start")
    columns = [
        "week_start",
        "school_week",
        "rate",
        "last_year",
        "missed_hours",
        "registered",
        "complete",
        "finished",
        "key",
    ]
    status = (
        pl.when(~pl.col("complete").fill_null(True))
        .then(pl.lit("onvolledig"))
        .when(~pl.col("finished"))
        .then(pl.lit("lopend"))
        .when(pl.col("rate").is_null())
        .then(pl.lit("vakantie"))
        .otherwise(pl.col("called").fill_null(ORDINARY))
    )
    shown = marked(_with_gaps(weeks.select(columns), []).with_columns(pl.lit("").alias("part")), {"": judged})
    shown = shown.with_columns(status.alias("status")).with_columns(pl.col("said").fill_null(pl.col("status")))
    return shown.drop("part", "called"), Reading(
        f"{_headline(shown, unit)} {said(judged)}".strip(), unit, denominator, judged
    )


def whole_weeks(weeks: pl.DataFrame) -> pl.DataFrame:
    """The weeks of `week_trend` that are over, lack no data and have a rate."""
    return weeks.filter(pl.col("finished") & pl.col("complete").fill_null(True) & pl.col("rate").is_not_null())


def _headline(weeks: pl.DataFrame, unit: str) -> str:
    """The figure of the last whole week, beside that of the year before."""
    whole = whole_weeks(weeks)
    if whole.is_empty():
        return "Er is nog geen volledige week."
    last = whole.row(-1, named=True)
    before = f", vorig jaar {words.rate(last['last_year'])}" if last["last_year"] is not None else ""
    return f"{words.rate(last['rate'])} {unit} in de week van {words.day(last['week_start'])}{before}."


def part_trends(
    rows: pl.DataFrame, silent: pl.DataFrame, names: pl.DataFrame, on: date, judged: Mapping[str, Judged]
) -> pl.DataFrame:
    """Weeks of the school year per afdeling, in the school's own order; weeks of which data are missing have no rate.

    `silent` holds the afdeling and week_start of weeks, last year's too, in which an afdeling has suspiciously few
    registrations.
    """
    rows, _ = with_rate(rows, on)
    rows = rows.join(silent, left_on=["part", "week_start"], right_on=["afdeling", "week_start"], how="anti")
    weeks = _beside_last_year(rows, on, ["part"]).filter(pl.col("complete").fill_null(True))
    columns = ["part", "week_start", "school_week", "rate", "last_year", "missed_hours", "registered", "key"]
    return (
        marked(_with_gaps(weeks.select(columns), ["part"]), judged)
        .with_columns(pl.col("called").fill_null(ORDINARY).alias("status"))
        .with_columns(pl.col("said").fill_null(pl.col("status")))
        .drop("called")
        .join(
            names.select(pl.col("afdeling").alias("part"), pl.col("name").alias("part_name"), "afdeling_order"),
            on="part",
        )
        .sort("afdeling_order", "week_start")
        # One click names both the week and the afdeling.
        .with_columns((pl.col("key") + SEPARATOR + pl.col("part")).alias("key"))
    )
