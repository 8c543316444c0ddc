"""Raw text rows to canonical pupils and placements."""

import re
from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.readers import values
from pipelines.readers.base import PLACEMENTS, PUPILS, conform

# What a lesson group of a mentor hour is called; the name of the mentor stands in no answer of Magister.
MENTOR_GROUP = re.compile(r"mtu|mentor|mntr", re.I)
_NAMES = ("roepnaam", "tussenvoegsel", "achternaam")
_PREFIXES = frozenset(
    {
        *("van", "de", "der", "den", "het", "'t", "ter", "ten", "te", "tot", "op", "in", "aan", "bij", "von", "zu"),
        *("la", "le", "du", "el", "al", "da", "dos", "di"),
    }
)
_STAMKLAS = r"^(?:[A-Za-z]{0,5}[- ]?\d{1,2}[- ]?[A-Za-z]{0,4}\d?|[A-Za-z]{1,4}\d[A-Za-z]?\d?)$"


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
    return values.birth_day(pl.col(column)).alias(column)


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
        *(
            one_klas(pl.col(name)).alias(name) if name == "klas" else values.text(pl.col(name)).alias(name)
            for name in text
        ),
        pl.coalesce(own_year, of_studie).alias("leerjaar"),
        *days,
        pl.lit(True).alias("listed"),
        "row",
    )
    return conform(frame, PLACEMENTS)


def stays(raw: pl.DataFrame) -> pl.DataFrame:
    """What dated rows (`date` a Date) show of klassen: a row per pupil and day, from that day on.

    Which stays these are, tells `stg_placement` out of the days of all files together. Two klassen on one day are the
    later one: the first day seen in the new klas ends the old stay, the true day of the change is not in such a file.
    """
    seen = raw.filter(pl.col("klas").is_not_null()).sort("row").unique(["student_id", "date"], keep="last")
    return (
        seen.with_columns(pl.col("date").alias("valid_from"), pl.lit(False).alias("listed"))
        .pipe(conform, PLACEMENTS)
        .sort("student_id", "valid_from")
    )


def stays_of(used: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The klassen that rows with registrations (`frame`) show by day, with the studie, leerjaar and mentor of those text rows."""
    studie = values.text(pl.col("studie")) if "studie" in used.columns else pl.lit(None, pl.String)
    year = values.leerjaar(pl.col("leerjaar")) if "leerjaar" in used.columns else pl.lit(None, pl.Int64)
    extra = used.select(
        "row",
        values.text(pl.col("klas")).alias("klas"),
        studie.alias("studie"),
        pl.coalesce(year, values.leerjaar(studie)).alias("leerjaar"),
        (values.text(pl.col("mentor")) if "mentor" in used.columns else pl.lit(None, pl.String)).alias("mentor"),
    ).unique("row", maintain_order=True)
    return stays(frame.drop("klas").join(extra, on="row", how="left", maintain_order="left"))


def one_klas(klas: pl.Expr) -> pl.Expr:
    """The stamklas of a cell that may list more: the first, because lesson groups follow it ('H4A, H4wisB')."""
    return values.text(klas.str.split(",").list.first().str.split(";").list.first())


def stamklas_only(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows of registrations with the `klas` that is a stamklas: a column of lesson groups is none.

    A 'groep' is the klas when every pupil has one and it looks like one; said aloud when it is not.
    """
    if "klas" in raw.columns:
        return raw.with_columns(one_klas(pl.col("klas")).alias("klas")), ()
    if "group" not in raw.columns:
        return raw, ()
    group, vak = (
        values.text(pl.col("group")),
        pl.col("subject") if "subject" in raw.columns else pl.lit(None, pl.String),
    )
    has_subject = group.str.to_lowercase().str.contains(vak.str.to_lowercase(), literal=True).fill_null(False)
    several = pl.col("group").n_unique().over("student_id") > 1
    lessons = raw.filter(group.is_not_null()).filter(has_subject | several | ~group.str.contains(_STAMKLAS))
    if lessons.is_empty():
        return raw.with_columns(group.alias("klas")), ()
    sentence = (
        f"In kolom '{names.get('group', 'groep')}' staan lesgroepen (zoals '{lessons['group'][0][:20]}'); die zijn niet als "
        "klas gelezen."
    )
    return raw, (sentence,)


def with_split_names(raw: pl.DataFrame) -> pl.DataFrame:
    """A name in one column as roepnaam, tussenvoegsel and achternaam: 'Testers, Bo van' or 'Bo van Testers'."""
    if "full_name" not in raw.columns or "achternaam" in raw.columns:
        return raw
    names = raw.select("full_name").unique()
    parts = [split_name(name) for name in names["full_name"].to_list()]
    table = names.with_columns(
        pl.Series(field, [part[place] for part in parts], dtype=pl.String) for place, field in enumerate(_NAMES)
    )
    known = [field for field in _NAMES if field in raw.columns]
    return raw.join(table.drop(known), on="full_name", how="left", nulls_equal=True, maintain_order="left")


def split_name(name: str | None) -> tuple[str | None, str | None, str | None]:
    """Roepnaam, tussenvoegsel and achternaam of a name in one text; a single word is an achternaam."""
    text = re.sub(r"\s*\([^)]*\)\s*$", "", (name or "").strip())
    last, comma, first = (part.strip() for part in text.partition(","))
    if comma:
        before, prefix = _prefix_at_end(first)
        inside, rest = _prefix_at_start(last)
        return before or None, prefix or inside, rest or None
    words = text.split()
    if len(words) < 2:
        return None, None, text or None
    prefix, rest = _prefix_at_start(" ".join(words[1:]))
    return words[0], prefix, rest or None


def _prefix_at_start(text: str) -> tuple[str | None, str]:
    words = text.split()
    count = 0
    while count < len(words) - 1 and words[count].lower().rstrip(".") in _PREFIXES:
        count += 1
    return " ".join(words[:count]) or None, " ".join(words[count:])


def _prefix_at_end(text: str) -> tuple[str, str | None]:
    words = text.split()
    count = len(words)
    while count > 1 and words[count - 1].lower().rstrip(".") in _PREFIXES:
        count -= 1
    return " ".join(words[:count]), " ".join(words[count:]) or None


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


def with_school_years(raw: pl.DataFrame) -> pl.DataFrame:
    """The school year in `period` bounds the stay: a list over several years has a row per pupil per year."""
    years = {year: school_year_bounds(year) for year in raw["period"].drop_nulls().unique()}
    first = {year: bounds[0].isoformat() for year, bounds in years.items() if bounds}
    last = {year: bounds[1].isoformat() for year, bounds in years.items() if bounds}
    period = pl.col("period")
    return raw.with_columns(
        period.replace_strict(first, default=None, return_dtype=pl.String).alias("valid_from"),
        period.replace_strict(last, default=None, return_dtype=pl.String).alias("last_day"),
    )
