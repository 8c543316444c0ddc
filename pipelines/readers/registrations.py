"""Raw text rows to canonical registrations: one place that converts, refuses and warns for every source."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import MAGISTER_WORDS, REGISTRATIONS, conform
from pipelines.readers.checks import Check, no_pupil, refuse
from pipelines.readers.lesson_clock import NO_HOUR, NO_HOUR_REMEDY, LessonTimes

_PRESENT = ["present", "aanwezig", "in attendance"]
# A late or a sent-out pupil was there: that is what was registered.
_THERE = ["te_laat", "uitgestuurd", "materiaal", "huiswerk", "mobiel"]
_RAW = ("source_id", "student_id", "leerling_id", "date", "hour_from", "hour_to", "code", "authorised", "kind")
_RAW_REST = ("type", "subject", "entered_on", "klas", "minutes_late", "handled")


@dataclass(frozen=True)
class Registrations:
    """Canonical registrations, rows refused, the number of 'present' rows left out, and warnings."""

    frame: pl.DataFrame
    refused: pl.DataFrame
    dropped_present: int
    warnings: tuple[str, ...]


def is_present(raw: pl.DataFrame, one_lesson: frozenset[str] = frozenset()) -> pl.Series:
    """Whether each row says that the pupil was there and nothing else: a late that is 'aanwezig' is a late.

    `one_lesson` are the codes of what happens in one lesson to a pupil who is there.
    """
    told = raw.select(name for name in ("type", "code", "kind") if name in raw.columns)
    read = _in_words(told.unique()).with_columns(
        (
            pl.col("present")
            & ~pl.col("told_kind").is_in(_THERE).fill_null(False)
            & ~pl.col("code").is_in(list(one_lesson)).fill_null(False)
            & ~(pl.col("kind").is_in(_THERE).fill_null(False) if "kind" in told.columns else pl.lit(False))
        ).alias("present")
    )
    return told.join(read, on=told.columns, how="left", nulls_equal=True, maintain_order="left")["present"]


def is_short(raw: pl.DataFrame, one_lesson: frozenset[str]) -> pl.Series:
    """Whether each row is about what happens in one lesson, such as a late: by its code, or by the words of its source."""
    told = raw.select(name for name in ("type", "code", "kind") if name in raw.columns)
    kind = pl.col("kind").is_in(_THERE) if "kind" in told.columns else pl.lit(False)
    short = pl.col("code").is_in(list(one_lesson)).fill_null(False) | pl.col("told_kind").is_in(_THERE).fill_null(False)
    read = _in_words(told.unique()).with_columns((short | kind.fill_null(False)).alias("short"))
    return told.join(read, on=told.columns, how="left", nulls_equal=True, maintain_order="left")["short"]


def _in_words(told: pl.DataFrame) -> pl.DataFrame:
    """Adds `present`, whether a word says so, and `told_kind`, the kind that a word names: these mean the same everywhere."""
    words = [pl.col(name).str.strip_chars().str.to_lowercase() for name in ("type", "code") if name in told.columns]
    kinds = [word.replace_strict(MAGISTER_WORDS, default=None, return_dtype=pl.String) for word in words]
    return told.with_columns(
        pl.any_horizontal(word.is_in(_PRESENT).fill_null(False) for word in words).alias("present"),
        pl.coalesce(kinds).alias("told_kind"),
    )


def registrations(
    raw: pl.DataFrame, names: Mapping[str, str], one_lesson: frozenset[str] = frozenset(), told: LessonTimes = ()
) -> Registrations:
    """Converts text rows, in the raw columns that the source has, with `row`.

    `type` is the source's word for the kind of row: 'present' rows are dropped, they are no absence. An empty
    hour_to means the one hour hour_from; both empty mean the whole day. `names` gives the file's own headers.
    """
    raw = raw.with_columns(
        pl.lit(None, pl.String).alias(name) for name in (*_RAW, *_RAW_REST) if name not in raw.columns
    )
    if "spread" not in raw.columns:
        raw = raw.with_columns(pl.lit(False).alias("spread"))
    kept = raw.filter(~is_present(raw, one_lesson))
    kept = _with_hour_of_time(kept, told)
    words = _in_words(kept.select("type", "code").unique()).drop("present")
    kept = kept.join(words, on=["type", "code"], how="left", nulls_equal=True, maintain_order="left")
    for column, name in (("hour_from", "from"), ("hour_to", "to")):
        kept = values.with_hours(kept, column, name)
    parsed = values.with_days(values.with_days(kept, "date", "day"), "entered_on", "entered").with_columns(
        pl.coalesce("to", pl.when(pl.col("hour_to").is_null()).then("from")).alias("to")
    )
    good, refused = refuse(parsed, [*_checks(), _timed(one_lesson)], names)
    frame = good.select(
        values.number_text(pl.col("source_id")).alias("source_id"),
        values.number_text(pl.col("student_id")).alias("student_id"),
        values.number_text(pl.col("leerling_id")).alias("leerling_id"),
        pl.col("day").alias("date"),
        pl.col("from").alias("hour_from"),
        pl.col("to").alias("hour_to"),
        values.text(pl.col("code")).alias("code"),
        values.boolean(pl.col("authorised")).alias("authorised"),
        pl.coalesce("kind", "told_kind").alias("kind"),
        values.text(pl.col("subject")).str.to_lowercase().alias("subject"),
        pl.col("entered").alias("entered_on"),
        values.text(pl.col("klas")).alias("klas"),
        values.minutes(pl.col("minutes_late")).alias("minutes_late"),
        values.boolean(pl.col("handled")).alias("handled"),
        "spread",
        "row",
    )
    warnings = (
        *_unread_flags(good, names, "authorised", "geoorloofd"),
        *_unread_flags(good, names, "handled", "afgehandeld"),
        *_unread_minutes(good, names),
        *_contradictions(frame),
    )
    return Registrations(conform(frame, REGISTRATIONS), refused, raw.height - kept.height, warnings)


def _with_hour_of_time(raw: pl.DataFrame, told: LessonTimes) -> pl.DataFrame:
    """Adds `timed`: no lesson hour and a time of the day behind the date; the lesson hour of it where the school tells it.

    `whole_day` is filled where the source says that the row is the whole day.
    """
    without = raw.filter(pl.col("hour_from").is_null() & pl.col("hour_to").is_null()).select("date").unique()
    minutes = without.with_columns(values.minute(pl.col("date")).alias("minute")).filter(pl.col("minute") > 0)
    if minutes.is_empty():
        return raw.with_columns(pl.lit(False).alias("timed"))
    hours = {
        minute: next((str(hour) for hour, start, end in told if start <= minute < end), None)
        for minute in minutes["minute"].unique()
    }
    of_time = pl.col("minute").replace_strict(hours, return_dtype=pl.String).alias("hour_of_time")
    raw = raw.join(minutes.with_columns(of_time), on="date", how="left", nulls_equal=True, maintain_order="left")
    untold = pl.col("hour_from").is_null() & pl.col("hour_to").is_null() & pl.col("minute").is_not_null()
    if "whole_day" in raw.columns:
        untold &= pl.col("whole_day").is_null()
    return raw.with_columns(
        (untold & pl.col("hour_of_time").is_null()).alias("timed"),
        pl.when(untold).then("hour_of_time").otherwise("hour_from").alias("hour_from"),
    ).drop("minute", "hour_of_time")


def _timed(one_lesson: frozenset[str]) -> Check:
    """A row with a time and without a lesson hour is no whole day; what happens in one lesson needs no hour."""
    return Check(
        pl.col("timed") & ~pl.col("code").is_in(list(one_lesson)).fill_null(False), "date", NO_HOUR, NO_HOUR_REMEDY
    )


def _checks() -> list[Check]:
    hours = f"een lesuur is een geheel getal van {values.FIRST_HOUR} t/m {values.LAST_HOUR}"
    return [
        no_pupil("student_id", "leerling_id"),
        Check(pl.col("date").is_null(), "date", "De rij heeft geen datum."),
        Check(
            ~values.is_possible(pl.col("day")).fill_null(False),
            "date",
            "Deze datum bestaat niet of is niet te lezen.",
            "Schrijf de datum als dd-mm-jjjj, bijvoorbeeld 07-09-2026.",
        ),
        Check(
            pl.col("hour_from").is_not_null() & pl.col("from").is_null(), "hour_from", f"Onmogelijk lesuur: {hours}."
        ),
        Check(pl.col("hour_to").is_not_null() & pl.col("to").is_null(), "hour_to", f"Onmogelijk lesuur: {hours}."),
        Check(
            pl.col("from").is_null() & pl.col("to").is_not_null(),
            "hour_to",
            "Het eerste lesuur van de reeks ontbreekt.",
        ),
        Check(pl.col("from") > pl.col("to"), "hour_to", "Het laatste lesuur ligt voor het eerste."),
        Check(values.text(pl.col("code")).is_null(), "code", "De rij heeft geen absentiecode."),
    ]


def _unread_flags(raw: pl.DataFrame, names: Mapping[str, str], column: str, title: str) -> tuple[str, ...]:
    flag = values.text(pl.col(column))
    unread = raw.filter(flag.is_not_null() & values.boolean(flag).is_null())
    if not unread.height:
        return ()
    row, value = unread.select("row", column).row(0)
    sentence = (
        f"Bij {unread.height} registraties is '{names.get(column, title)}' niet te lezen"
        f" (rij {row}: '{value[:20]}'); die zijn ingelezen als '{title} onbekend'."
    )
    return (sentence,)


def _unread_minutes(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    told = values.text(pl.col("minutes_late"))
    nought = told.cast(pl.Float64, strict=False).eq(0).fill_null(False)
    unread = raw.filter(told.is_not_null() & ~nought & values.minutes(pl.col("minutes_late")).is_null())
    if not unread.height:
        return ()
    row, value = unread.select("row", "minutes_late").row(0)
    sentence = (
        f"Bij {unread.height} registraties is '{names.get('minutes_late', 'minuten te laat')}' niet te lezen"
        f" (rij {row}: '{value[:20]}'); die zijn ingelezen als 'minuten onbekend'."
    )
    return (sentence,)


def _contradictions(frame: pl.DataFrame) -> tuple[str, ...]:
    """One code that is authorised in some rows and not in others: the school's code table has to decide."""
    per_code = (
        frame.group_by("code")
        .agg(pl.col("authorised").sum().alias("yes"), pl.col("authorised").not_().sum().alias("no"))
        .filter((pl.col("yes") > 0) & (pl.col("no") > 0))
        .sort("code")
    )
    return tuple(
        f"Code {code} staat in dit bestand {yes} keer als geoorloofd en {no} keer als ongeoorloofd;"
        " de codetabel van de school beslist."
        for code, yes, no in per_code.iter_rows()
    )
