"""Weekly rates: beside last year, with gaps at holidays and the band of chance."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from pipelines.calendar import school_year
from pipelines.statistics.xmr import xmr

TOTAL_LABELS = {
    "totaal_afwezig": "Alle afwezigheid",
    "totaal_ongeoorloofd": "Ongeoorloofd samen (volgens het protocol)",
}


# More weeks than this are counted, not named.
MOST_NAMED = 4


@dataclass(frozen=True)
class Band:
    """The band of chance around a weekly rate, and what it says in words."""

    sentence: str
    denominator: str = ""
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None


def trend_categories(present: pl.DataFrame, labels: dict[str, str]) -> dict[str, str]:
    """Categories to choose from, totals first, then the most frequent."""
    found = present["category"].to_list()
    names = TOTAL_LABELS | labels
    return {category: names[category] for category in [*TOTAL_LABELS, *found] if category in found}


def _years(rows: pl.DataFrame, on: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    this = school_year(on)
    last = f"{int(this[:4]) - 1}-{this[:4]}"
    return rows.filter(pl.col("school_year") == this), rows.filter(pl.col("school_year") == last)


def _beside_last_year(rows: pl.DataFrame, on: date, keys: list[str]) -> pl.DataFrame:
    """This year's weeks with the rate of the same school week a year before; incomplete weeks have no rate then."""
    rows = rows.with_columns(pl.col("rate_per_100").alias("rate"))
    this, last = _years(rows, on)
    before = last.filter(pl.col("complete").fill_null(True)).select(
        *keys, "school_week", pl.col("rate").alias("last_year")
    )
    return this.join(before, on=[*keys, "school_week"], how="left").with_columns(
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


def _denominator(weeks: pl.DataFrame) -> str:
    """Which lesson hours the rates are held against."""
    days, known = weeks["student_days"].sum(), weeks["timetable_days"].sum()
    if known == 0:
        return "Gedeeld door de lesuren van de lessentabel in school.toml."
    return (
        "Gedeeld door de lesuren van het rooster."
        if known == days
        else "Gedeeld door het rooster waar dat is ingelezen, anders door de lessentabel."
    )


def week_trend(rows: pl.DataFrame, on: date, settings: dict[str, float]) -> tuple[pl.DataFrame, Band]:
    """Weeks of the school year for one category, with their status, and the band of chance in words."""
    weeks = _beside_last_year(rows, on, []).sort("week_start")
    sure = weeks.filter(pl.col("complete").fill_null(True) & pl.col("rate").is_not_null())
    band = xmr(
        sure["rate"].to_list(),
        settings["xmr_factor"],
        int(settings["xmr_min_weeks"]),
        int(settings["xmr_run"]),
    )
    keys = sure["key"].to_list()
    signals = [keys[place] for place in (band.outside if band else ())]
    status = (
        pl.when(~pl.col("complete").fill_null(True))
        .then(pl.lit("onvolledig"))
        .when(pl.col("key").is_in(signals))
        .then(pl.lit("signaal"))
        .when(pl.col("rate").is_null())
        .then(pl.lit("vakantie"))
        .otherwise(pl.lit("gewoon"))
    )
    columns = ["week_start", "school_week", "rate", "last_year", "missed_hours", "students", "complete", "key"]
    shown = _with_gaps(weeks.select(columns), []).with_columns(status.alias("status"))
    if band is None:
        needed = int(settings["xmr_min_weeks"])
        found = words.count(sure.height, "volledige week", "volledige weken")
        text = f"Er zijn {found}; vanaf {needed} weken is te zeggen wat meer is dan toeval."
        return shown, Band(text, _denominator(weeks))
    if len(signals) > MOST_NAMED:
        latest = words.day(date.fromisoformat(signals[-1]))
        text = (
            f"In {len(signals)} van de {sure.height} weken ligt het verzuim buiten wat toeval geeft, het laatst in die van "
            f"{latest}. Het seizoen hoort daarbij: leg er de grijze lijn van vorig jaar naast."
        )
    elif signals:
        dates = words.listed([words.day(date.fromisoformat(key)) for key in signals])
        text = f"Buiten wat toeval geeft: de week van {dates}."
    elif band.runs:
        since = words.day(date.fromisoformat(keys[band.runs[0]]))
        text = f"Sinds de week van {since} liggen de weken langdurig aan één kant van het gemiddelde: meer dan toeval."
    else:
        text = "Geen enkele week wijkt meer af dan toeval geeft."
    return shown, Band(text, _denominator(weeks), band.centre, band.lower, band.upper)


def part_trends(rows: pl.DataFrame, names: pl.DataFrame, on: date) -> pl.DataFrame:
    """Weeks of the school year per afdeling, in the school's own order."""
    weeks = _beside_last_year(rows, on, ["part"]).filter(pl.col("complete").fill_null(True))
    columns = ["part", "week_start", "school_week", "rate", "last_year", "missed_hours"]
    return (
        _with_gaps(weeks.select(columns), ["part"])
        .join(
            names.select(pl.col("afdeling").alias("part"), pl.col("name").alias("part_name"), "afdeling_order"),
            on="part",
        )
        .sort("afdeling_order", "week_start")
    )


def week_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils behind one point of the trend."""
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("hours").alias("Lesuren"),
        pl.col("days").alias("Dagen"),
    )
