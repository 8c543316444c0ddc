"""Which part of a day a row is about: lesson hours, times, a number of hours, or the whole day. One rule for every table.

A row is never the whole day in silence: it is when its hour column is empty or says so, or when the table has a day only.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import no_refusals
from pipelines.readers.checks import Check, refuse
from pipelines.readers.filled_in import amounts, lasting, running
from pipelines.readers.lesson_clock import NO_HOUR, NO_HOUR_REMEDY, LessonTimes
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.part_cells import with_cells, with_clock_hours
from pipelines.readers.registrations import is_present, is_short

FIELDS = ("last_date", "hour_from", "hour_to", "begin_time", "end_time", "amount", "whole_day")
_BACK = r"^beter(?:melding|gemeld)?$|hersteld"


@dataclass(frozen=True)
class DayParts:
    """Raw rows for `registrations`, one per day and unbroken run of hours; the refused; what was filled in."""

    raw: pl.DataFrame
    refused: pl.DataFrame
    told: tuple[str, ...]


def day_parts(raw: pl.DataFrame, names: Mapping[str, str], told: LessonTimes, one_lesson: frozenset[str]) -> DayParts:
    """Gives every row its lesson hours, or none for a whole day, out of the columns in FIELDS that the table has."""
    open_ended = "last_date" in raw.columns
    raw = raw.with_columns(pl.lit(None, pl.String).alias(name) for name in FIELDS if name not in raw.columns)
    present = is_present(raw, one_lesson)
    raw = values.with_days(values.with_days(raw, "date", "first_day"), "last_date", "end_day").with_columns(
        present.alias("present"), is_short(raw, one_lesson).alias("short")
    )
    raw = with_cells(raw)
    raw = with_clock_hours(raw, told)
    timed = pl.col("times") & ~pl.col("by_hour") & ~pl.col("whole")
    several = (pl.col("end_day") > pl.col("first_day")).fill_null(False)
    good, refused = refuse(raw.filter(~pl.col("present")), _checks(timed, several, open_ended), names)
    by_moment, refused_moments, sentences = _over_days(good.filter(timed & several), names, told)
    good = good.filter(~(timed & several))
    opened: tuple[str, ...] = ()
    if open_ended:
        # A late or a sent-out pupil was there, and a betermelding says so.
        better = pl.col("code").str.to_lowercase().str.contains(_BACK).fill_null(False)
        back = raw.filter(pl.col("present") | pl.col("short") | better)
        last = raw.select(pl.max_horizontal("first_day", "end_day").max()).item()
        good, opened = running(good, back, last)
    good, refused_runs = lasting(good, names)
    good, filled = amounts(good)
    spread = _spread(good)
    columns = [name for name in raw.columns if name not in _HELPERS]
    there = raw.filter("present").with_columns(pl.lit(False).alias("spread"))
    frames = [frame.select(*columns, "spread") for frame in (spread, by_moment, there) if frame.height]
    joined = pl.concat(frames).sort("row", maintain_order=True) if frames else spread.select(*columns, "spread")
    return DayParts(
        joined.drop(name for name in FIELDS if name not in ("hour_from", "hour_to")),
        pl.concat([refused, refused_moments, refused_runs]),
        (*opened, *filled, *sentences),
    )


_HELPERS = (
    *("first_day", "end_day", "present", "short", "spans", "whole", "backwards", "begins", "ends", "times", "by_hour"),
    *("number", "marked"),
)


def _checks(timed: pl.Expr, several: pl.Expr, open_ended: bool) -> list[Check]:
    last_hour = values.hour(pl.col("hour_to"))
    days = (pl.col("end_day") - pl.col("first_day")).dt.total_days()
    amount = pl.col("amount").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    counted = pl.col("amount").is_not_null() & ~pl.col("by_hour") & ~pl.col("whole") & ~timed
    remedy = "Verbeter de waarde in het bronbestand of maak de export opnieuw."
    per_day = "Maak een rij per dag, of haal het lesuur weg als de leerling alle lessen van die dagen miste."
    return [
        Check(
            pl.col("last_date").is_not_null() & pl.col("end_day").is_null(), "last_date", "Deze einddatum bestaat niet."
        ),
        Check(days < 0, "last_date", "De einddatum ligt voor de begindatum."),
        Check(days > values.LONGEST_RANGE_DAYS, "last_date", "De periode is langer dan een jaar."),
        Check(pl.col("backwards"), "hour_from", "Het laatste lesuur ligt voor het eerste.", remedy),
        Check(
            pl.col("by_hour") & several,
            "last_date",
            "De rij loopt over meer dagen en noemt een lesuur: of dat lesuur elke dag geldt, staat er niet.",
            per_day,
        ),
        Check(
            pl.col("short") & several,
            "last_date",
            "Te laat, uitgestuurd of vergeten is één les, en de rij loopt over meer dagen.",
            "Maak een rij per keer.",
        ),
        Check(
            timed & ~several & ~pl.col("short") & pl.col("hour_from").is_null(), "begin_time", NO_HOUR, NO_HOUR_REMEDY
        ),
        Check(timed & ~several & ~pl.col("short"), "hour_from", NO_HOUR, NO_HOUR_REMEDY),
        Check(
            values.boolean(pl.col("whole_day")).not_().fill_null(False)
            & ~pl.col("by_hour")
            & ~timed
            & ~pl.col("short")
            & pl.col("hour_from").is_null()
            & pl.col("amount").is_null(),
            "whole_day",
            "Dit is geen hele dag, en de rij noemt geen lesuur.",
            remedy,
        ),
        Check(
            pl.lit(open_ended)
            & pl.col("times")
            & pl.col("hour_from").is_null()
            & pl.col("last_date").is_null()
            & pl.col("ends").is_null()
            & ~pl.col("short"),
            "last_date",
            "De rij begint op een tijd en heeft geen einde: of het om één les gaat of om dagen, staat er niet.",
            remedy,
        ),
        Check(
            pl.col("marked")
            & pl.col("by_hour")
            & (last_hour.is_null() | (last_hour == values.hour(pl.col("hour_from")))),
            "whole_day",
            "De rij zegt dat het een hele dag is, en noemt ook een lesuur.",
            remedy,
        ),
        *(
            Check(
                pl.col(column).is_not_null() & pl.col(read).is_null() & ~pl.col("by_hour") & ~pl.col("short"),
                column,
                "Deze tijd is niet te lezen, en de rij noemt geen lesuur.",
                remedy,
            )
            for column, read in (("begin_time", "begins"), ("end_time", "ends"))
        ),
        Check(
            counted & ~((amount >= 1) & (amount <= values.LAST_HOUR) & (amount == amount.floor())).fill_null(False),
            "amount",
            f"Dit is geen aantal lesuren van 1 t/m {values.LAST_HOUR}.",
            remedy,
        ),
        Check(
            pl.col("hour_to").is_not_null() & last_hour.is_null() & pl.col("by_hour"), "hour_to", _impossible(), remedy
        ),
    ]


def _impossible() -> str:
    return f"Onmogelijk lesuur: een lesuur is een geheel getal van {values.FIRST_HOUR} t/m {values.LAST_HOUR}."


def _over_days(
    rows: pl.DataFrame, names: Mapping[str, str], told: LessonTimes
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[str, ...]]:
    """Rows from a moment on one day to a moment on another."""
    columns = [name for name in rows.columns if name not in _HELPERS]
    if rows.is_empty():
        return rows.select(*columns, pl.lit(False).alias("spread")), no_refusals(), ()

    def moment(day: str, minute: str) -> pl.Expr:
        hour, rest = ((pl.col(minute) // 60), (pl.col(minute) % 60))
        clock = pl.format(" {}:{}", *(part.cast(pl.String).str.zfill(2) for part in (hour, rest)))
        return pl.col(day).dt.to_string("%Y-%m-%d") + clock.fill_null("")

    moments = rows.with_columns(
        moment("first_day", "begins").alias("date"), moment("end_day", "ends").alias("last_date")
    )
    spans = lesson_spans(moments.select(columns), names, told)
    raw = spans.raw.with_columns(pl.lit(None, pl.String).alias("last_date"))
    return raw.select(*columns, "spread"), spans.refused, spans.warnings


def _spread(rows: pl.DataFrame) -> pl.DataFrame:
    """A row per run of hours, and per day of a range; `spread` marks the days of a range."""
    hours = rows.explode("spans").with_columns(
        pl.when(pl.col("spans").is_not_null())
        .then(pl.col("spans").str.split("-").list.first())
        .when(pl.col("whole") | (pl.col("short") & pl.col("times")))
        .then(None)
        .otherwise("hour_from")
        .alias("hour_from"),
        pl.when(pl.col("spans").is_not_null())
        .then(pl.col("spans").str.split("-").list.last())
        .otherwise("hour_to")
        .alias("hour_to"),
        # The time behind the date has said what it had to say.
        pl.coalesce(values.iso_day(pl.col("first_day")), "date").alias("date"),
    )
    several = (pl.col("end_day") > pl.col("first_day")).fill_null(False)
    days = pl.date_ranges("first_day", "end_day").list.eval(pl.element().dt.to_string("%Y-%m-%d"))
    ranged = hours.filter(several).with_columns(days.alias("date")).explode("date")
    ranged = ranged.with_columns(pl.lit(True).alias("spread"))
    single = hours.filter(~several).with_columns(pl.lit(False).alias("spread"))
    return pl.concat([single, ranged]).sort("row", maintain_order=True)
