"""Raw text rows to canonical registrations: one place that converts, refuses and warns for every source."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import REGISTRATIONS, conform
from pipelines.readers.checks import Check, no_pupil, refuse

_PRESENT = ["present", "aanwezig"]
_RAW = ("source_id", "student_id", "leerling_id", "date", "hour_from", "hour_to", "code", "authorised", "kind")
_RAW_REST = ("type", "subject", "entered_on", "klas")


@dataclass(frozen=True)
class Registrations:
    """Canonical registrations, rows refused, the number of 'present' rows left out, and warnings."""

    frame: pl.DataFrame
    refused: pl.DataFrame
    dropped_present: int
    warnings: tuple[str, ...]


def registrations(raw: pl.DataFrame, names: Mapping[str, str]) -> Registrations:
    """Converts text rows, in the raw columns that the source has, with `row`.

    `type` is the source's word for the kind of row: 'present' rows are dropped, they are no absence. An empty
    hour_to means the one hour hour_from; both empty mean the whole day. `names` gives the file's own headers.
    """
    raw = raw.with_columns(
        pl.lit(None, pl.String).alias(name) for name in (*_RAW, *_RAW_REST) if name not in raw.columns
    )
    words = [pl.col(name).str.strip_chars().str.to_lowercase() for name in ("type", "code")]
    present = pl.any_horizontal(word.is_in(_PRESENT).fill_null(False) for word in words)
    kept = raw.filter(~present)
    hour_from, hour_to = (values.hour(pl.col("hour_from")), values.hour(pl.col("hour_to")))
    parsed = _with_days(_with_days(kept, "date", "day"), "entered_on", "entered").with_columns(
        hour_from.alias("from"), pl.coalesce(hour_to, pl.when(pl.col("hour_to").is_null()).then(hour_from)).alias("to")
    )
    good, refused = refuse(parsed, _checks(), names)
    frame = good.select(
        values.number_text(pl.col("source_id")).alias("source_id"),
        values.number_text(pl.col("student_id")).alias("student_id"),
        values.number_text(pl.col("leerling_id")).alias("leerling_id"),
        pl.col("day").alias("date"),
        pl.col("from").alias("hour_from"),
        pl.col("to").alias("hour_to"),
        values.text(pl.col("code")).alias("code"),
        values.boolean(pl.col("authorised")).alias("authorised"),
        "kind",
        values.text(pl.col("subject")).str.to_lowercase().alias("subject"),
        pl.col("entered").alias("entered_on"),
        values.text(pl.col("klas")).alias("klas"),
        "row",
    )
    warnings = (*_unread_flags(good, names), *_contradictions(frame))
    return Registrations(conform(frame, REGISTRATIONS), refused, raw.height - kept.height, warnings)


def _with_days(frame: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Adds the date that a text column holds; each text is read once, because a file repeats its few days."""
    days = frame.select(column).unique().with_columns(values.day(pl.col(column)).alias(name))
    return frame.join(days, on=column, how="left", nulls_equal=True, maintain_order="left")


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


def _unread_flags(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    flag = values.text(pl.col("authorised"))
    unread = raw.filter(flag.is_not_null() & values.boolean(flag).is_null())
    if not unread.height:
        return ()
    row, value = unread.select("row", "authorised").row(0)
    sentence = (
        f"Bij {unread.height} registraties is '{names.get('authorised', 'geoorloofd')}' niet te lezen"
        f" (rij {row}: '{value[:20]}'); die zijn ingelezen als 'geoorloofd onbekend'."
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
