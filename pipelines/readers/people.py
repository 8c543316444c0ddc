"""Raw text rows to canonical pupils and placements."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.readers import values
from pipelines.readers.base import PLACEMENTS, PUPILS, conform

_NAMES = ("roepnaam", "tussenvoegsel", "achternaam")


def pupils(raw: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil of text rows with student_id and, where known, leerling_id, the name and birth_date.

    A pupil who stands in several rows is described by the last of them.
    """
    known = [name for name in _NAMES if name in raw.columns]
    numbers = [name for name in ("student_id", "leerling_id") if name in raw.columns]
    birth = [_birth_date("birth_date")] if "birth_date" in raw.columns else []
    frame = raw.select(
        *(values.number_text(pl.col(name)).alias(name) for name in numbers),
        *(values.text(pl.col(name)).alias(name) for name in known),
        *birth,
        "row",
    )
    return conform(frame.unique("student_id", keep="last", maintain_order=True), PUPILS)


def _birth_date(column: str) -> pl.Expr:
    born = values.day(pl.col(column))
    return pl.when(born >= values.FIRST_BIRTH_DATE).then(born).alias(column)


def placements(raw: pl.DataFrame) -> pl.DataFrame:
    """One row per stay of text rows with student_id and klas, studie, leerjaar, mentor, valid_from, last_day.

    last_day is the source's last day, which still counts; valid_until is the day after it.
    """
    text = [name for name in ("klas", "studie", "mentor") if name in raw.columns]
    own_year = values.leerjaar(pl.col("leerjaar")) if "leerjaar" in raw.columns else pl.lit(None, pl.Int64)
    of_studie = values.leerjaar(pl.col("studie")) if "studie" in raw.columns else pl.lit(None, pl.Int64)
    days = []
    if "valid_from" in raw.columns:
        days.append(values.day(pl.col("valid_from")).alias("valid_from"))
    if "last_day" in raw.columns:
        days.append(values.day(pl.col("last_day")).dt.offset_by("1d").alias("valid_until"))
    frame = raw.select(
        values.number_text(pl.col("student_id")).alias("student_id"),
        *(values.text(pl.col(name)).alias(name) for name in text),
        pl.coalesce(own_year, of_studie).alias("leerjaar"),
        *days,
        "row",
    )
    return conform(frame, PLACEMENTS)


def stays(raw: pl.DataFrame) -> pl.DataFrame:
    """Placements out of dated rows (`date` a Date): each run of the same klas is a stay.

    A pupil with a single klas gets a stay without bounds. At a change the first day seen in the new klas ends
    the old stay; the true day of the change is not in such a file.
    """
    order = raw.filter(pl.col("klas").is_not_null()).sort("student_id", "date", "row")
    changed = (pl.col("klas") != pl.col("klas").shift()).fill_null(True)
    runs = order.with_columns(changed.over("student_id").alias("starts")).filter("starts")
    return runs.with_columns(
        pl.when(pl.len() > 1).then("date").over("student_id").alias("valid_from"),
        pl.col("date").shift(-1).over("student_id").alias("valid_until"),
    ).pipe(conform, PLACEMENTS)


def garbled_names(pupils_: pl.DataFrame) -> tuple[str, ...]:
    """A warning about names in which the export has replaced letters by question marks."""
    garbled = pupils_.filter(pl.any_horizontal(pl.col(name).str.contains(r"[?\x{FFFD}]") for name in _NAMES))
    if not garbled.height:
        return ()
    sentence = (
        f"Namen met een '?' waar een letter hoort: {garbled.height} (de eerste in rij {garbled['row'][0]});"
        " leerlingen worden op nummer herkend, niet op naam."
    )
    return (sentence,)


def unread_days(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[str, ...]:
    """A warning per date column of a pupil list with days that do not exist; the pupil is kept."""
    warnings = []
    for column in ("birth_date", "valid_from", "last_day"):
        if column not in raw.columns:
            continue
        read = _birth_date(column) if column == "birth_date" else values.day(pl.col(column))
        unread = raw.filter(values.text(pl.col(column)).is_not_null() & read.is_null())
        if unread.height:
            warnings.append(
                f"Rij {unread['row'][0]}: '{names.get(column, column)}' is geen bestaande datum"
                f" ({unread[column][0][:20]!r}); {unread.height} rijen zijn zonder deze datum ingelezen."
            )
    return tuple(warnings)


def school_year_bounds(year: str) -> tuple[date, date] | None:
    """The first and last day of a school year written as '2026-2027', '2026/2027' or '2026/27'."""
    start, _, end = year.replace("/", "-").partition("-")
    if not (start.isdigit() and end.isdigit() and len(start) == 4 and int(start[-2:]) + 1 == int(end[-2:])):
        return None
    return SchoolYear(int(start)).first_day, SchoolYear(int(start)).last_day
