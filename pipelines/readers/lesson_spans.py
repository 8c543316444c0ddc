"""Absence from a moment to a moment: a row per day with the lesson hours of that day.

Somtoday, Eduarte and PARS tell when absence begins and ends, with lesson hours, with only times, or for whole
days (00:00-23:59). Over several days the first hour belongs to the first day and the last hour to the last day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers import values
from pipelines.readers.checks import Check, refuse
from pipelines.readers.day_ranges import one_row_per_day
from pipelines.readers.lesson_clock import NO_HOUR, NO_HOUR_REMEDY, LessonTimes, lesson_clock

_LAST_MINUTE = 23 * 60 + 59
_HELPERS = ("begins", "ends", "first", "last", "first_hour", "last_hour", "by_part")


@dataclass(frozen=True)
class Spans:
    """Raw rows for `registrations`, one per day; the rows refused; warnings about hours that had to be filled in."""

    raw: pl.DataFrame
    refused: pl.DataFrame
    warnings: tuple[str, ...]


def lesson_spans(raw: pl.DataFrame, names: Mapping[str, str], told: LessonTimes) -> Spans:
    """Spreads text rows with `date` and `last_date` (dates with times), `hour_from` and `hour_to`.

    Rows with only times get the lesson hours that the school tells (`told`) or the same file shows for those times, else
    they are refused: as a whole day they would count too much.
    """
    begins, ends = values.minute(pl.col("date")), values.minute(pl.col("last_date"))
    first, last = values.day(pl.col("date")), values.day(pl.col("last_date"))
    at_midnight = (ends == 0) & (last > first)
    timed = raw.with_columns(
        begins.alias("begins"),
        ends.alias("ends"),
        first.alias("first"),
        pl.coalesce(pl.when(at_midnight).then(last.dt.offset_by("-1d")), last, first).alias("last"),
        values.hour(pl.col("hour_from")).alias("first_hour"),
        values.hour(pl.col("hour_to")).alias("last_hour"),
    )
    timed = _with_clock_hours(timed, told)
    # The end may be midnight of the next day, written without a zone: the day before is the last one then.
    day_before = pl.when(at_midnight).then(pl.col("last").dt.to_string("%Y-%m-%d"))
    timed = timed.with_columns(pl.coalesce(day_before, "last_date").alias("last_date"))
    good, refused = refuse(timed, _checks(), names)
    days, refused_ranges = one_row_per_day(good, names)
    latest = timed.select(pl.max_horizontal(pl.col("first_hour", "last_hour").max())).item()
    latest = max((hour for hour in (latest, *(hour for hour, _, _ in told)) if hour is not None), default=None)
    spread, warnings = _with_hours_of_the_day(days, latest)
    day = values.day(pl.col("date"))
    # The time behind the date has said what it had to say.
    spread = spread.with_columns(pl.coalesce(values.iso_day(day), "date").alias("date"))
    return Spans(spread.drop(_HELPERS), pl.concat([refused, refused_ranges]), warnings)


def _only_times() -> pl.Expr:
    return pl.col("hour_from").is_null() & pl.col("hour_to").is_null()


def _from_dawn() -> pl.Expr:
    return pl.col("begins").is_null() | (pl.col("begins") == 0)


def _till_night() -> pl.Expr:
    return pl.col("ends").is_null() | (pl.col("ends") == 0) | (pl.col("ends") >= _LAST_MINUTE)


def _with_clock_hours(timed: pl.DataFrame, told: LessonTimes) -> pl.DataFrame:
    """Adds `by_part` (the hours differ per day or come from times) and the hours that times stand for."""
    several = (pl.col("last") > pl.col("first")).fill_null(False)
    by_time = _only_times() & ~(_from_dawn() & _till_night())
    timed = timed.with_columns((several | by_time).alias("by_part"))
    asked = timed.filter(by_time).select("begins", "ends").unique()
    if asked.is_empty():
        return timed
    known = timed.filter(~several & ~by_time).select("begins", "ends", "first_hour", "last_hour").unique()
    clock = lesson_clock(known.rows(), asked.rows(), told)
    start = pl.col("begins").replace_strict(clock.starts, default=None, return_dtype=pl.Int64)
    end = pl.col("ends").replace_strict(clock.ends, default=None, return_dtype=pl.Int64)
    return timed.with_columns(
        pl.when(_only_times() & ~_from_dawn()).then(start).otherwise("first_hour").alias("first_hour"),
        pl.when(_only_times() & ~_till_night()).then(end).otherwise("last_hour").alias("last_hour"),
    )


def _checks() -> list[Check]:
    unread = pl.any_horizontal(
        pl.col(text).is_not_null() & pl.col(hour).is_null()
        for text, hour in (("hour_from", "first_hour"), ("hour_to", "last_hour"))
    )
    impossible = f"Onmogelijk lesuur: een lesuur is een geheel getal van {values.FIRST_HOUR} t/m {values.LAST_HOUR}."
    return [
        Check(_only_times() & ~_from_dawn() & pl.col("first_hour").is_null(), "date", NO_HOUR, NO_HOUR_REMEDY),
        Check(_only_times() & ~_till_night() & pl.col("last_hour").is_null(), "last_date", NO_HOUR, NO_HOUR_REMEDY),
        Check(pl.col("by_part") & unread, "hour_from", impossible),
    ]


def _with_hours_of_the_day(days: pl.DataFrame, latest: int | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The hours of each day of a spread row; days that are absent from begin to end have none (a whole day)."""
    day = values.day(pl.col("date"))
    end = pl.when(pl.col("by_part") & (day == pl.col("last"))).then("last_hour")
    # From lesson hour 0 or 1 until the end of the day is a whole day.
    from_within = (pl.col("first_hour") > 1) | end.is_not_null()
    begin = pl.when(pl.col("by_part") & (day == pl.col("first")) & from_within).then("first_hour")
    days = days.with_columns(begin.alias("begin"), end.alias("end"))
    open_ = pl.col("begin").is_not_null() & pl.col("end").is_null()
    end_or_latest = pl.when(open_).then(pl.lit(latest, pl.Int64)).otherwise("end")
    begin_or_first = pl.when(pl.col("end").is_not_null()).then(pl.coalesce("begin", 1)).otherwise("begin")
    warnings = _open_ends(days.filter(open_), latest)
    days = days.with_columns(
        pl.when("by_part").then(begin_or_first.cast(pl.String)).otherwise("hour_from").alias("hour_from"),
        pl.when("by_part").then(end_or_latest.cast(pl.String)).otherwise("hour_to").alias("hour_to"),
    )
    return days.drop("begin", "end"), warnings


def _open_ends(rows: pl.DataFrame, latest: int | None) -> tuple[str, ...]:
    if rows.is_empty():
        return ()
    sentence = (
        f"Bij {rows.height} registraties (de eerste in rij {rows['row'][0]}) begint het verzuim na het eerste lesuur"
        f" en loopt het door tot het einde van de dag. Gerekend is tot en met lesuur {latest}, het laatste dat in"
        " dit bestand of in de lestijden van de school voorkomt."
    )
    return (sentence,)
