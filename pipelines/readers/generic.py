"""CSV and Excel exports with headers of the school's own: one row is one registration (formats.md 1.5)."""

from collections.abc import Mapping

import polars as pl

from pipelines.errors import InputError, UsageError
from pipelines.readers import generic_headers as headers, values
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.day_ranges import one_row_per_day
from pipelines.readers.lists import renamed
from pipelines.readers.people import garbled_names, pupils, stays
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

kind = "generiek"
title = "CSV of Excel met kolommen leerling, datum, lesuur en code"


def recognise(source: Source) -> bool:
    """By the header: at least two of pupil, date and code under a known name."""
    return source.find_header(headers.looks_like_registrations) is not None


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Reads by header synonyms. Raises InputError when the pupil, date or code column is not there."""
    place = source.find_header(headers.looks_like_registrations)
    if place is None:
        raise InputError(f"{source.name}: geen kopregel met {_wanted()} gevonden.", _remedy(headers.REQUIRED))
    columns = headers.columns_of(source.head[place])
    missing = [name for name in headers.REQUIRED if name not in columns]
    if missing:
        found = ", ".join(f"'{cell.strip()}'" for cell in source.head[place] if cell and cell.strip())
        what = ", ".join(f"'{headers.TITLES[name]}'" for name in missing)
        raise InputError(
            f"{source.name}, rij {place + 1}: de kolom {what} ontbreekt; gevonden zijn {found}.", _remedy(missing)
        )
    return _read(source, place, columns, progress)


def read_mapped(source: Source, mapping: Mapping[str, str], progress: Progress | None = None) -> ReadResult:
    """Reads by an explicit mapping of canonical raw columns (`generic_headers`) to the file's headers.

    Raises UsageError for a mapping without the required columns or with an unknown one, InputError when no
    row among the first twenty holds all the headers named.
    """
    unknown = [name for name in mapping if name not in headers.SYNONYMS]
    lacking = [name for name in headers.REQUIRED if name not in mapping]
    if unknown or lacking:
        raise UsageError(
            f"De kolomkeuze klopt niet: onbekend {unknown}, ontbrekend {lacking}.",
            f"Kies in elk geval {', '.join(headers.REQUIRED)}; mogelijk zijn {', '.join(headers.SYNONYMS)}.",
        )
    place = source.find_header(lambda row: headers.mapped(row, mapping) is not None)
    if place is None:
        wanted = ", ".join(f"'{column}'" for column in mapping.values())
        raise InputError(
            f"{source.name}: geen van de eerste twintig rijen bevat de kolommen {wanted}.",
            "Kies de kolommen opnieuw aan de hand van de kopregel van dit bestand.",
        )
    return _read(source, place, headers.mapped(source.head[place], mapping) or {}, progress)


def _read(source: Source, place: int, columns: Mapping[str, str], progress: Progress | None) -> ReadResult:
    opened = renamed(source.grid(place), columns)
    if progress:
        progress(0, opened.rows_read)
    raw, refused_ranges = one_row_per_day(opened.raw, opened.names)
    raw = _one_hour_range(raw)
    found = registrations(raw, {"hour_to": opened.names.get("hour_from", ""), **opened.names})
    people, placements, warnings = _people(raw, found.frame)
    if progress:
        progress(opened.rows_read, opened.rows_read)
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        pupils=people,
        placements=placements,
        codes=None,
        refused=pl.concat([opened.refused, refused_ranges, found.refused]).sort("row"),
        rows_read=opened.rows_read,
        dropped_present=found.dropped_present,
        warnings=(*found.warnings, *warnings),
        whole_school=True,
    )


def _one_hour_range(raw: pl.DataFrame) -> pl.DataFrame:
    """A cell such as '3-5' holds a range of hours, unless the file has a column for the last hour."""
    if "hour_from" not in raw.columns or "hour_to" in raw.columns:
        return raw
    first, last = values.first_and_last_hour(pl.col("hour_from"))
    return raw.with_columns(first.alias("hour_from"), last.alias("hour_to"))


def _people(raw: pl.DataFrame, frame: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame | None, tuple[str, ...]]:
    """Pupils when the rows carry names, their stays when the rows carry a klas."""
    used = raw.join(frame.select("row").unique(), on="row", how="semi")
    people = placements = None
    if any(name in raw.columns for name in ("roepnaam", "achternaam", "klas")):
        people = pupils(used)
    if "klas" in raw.columns:
        studie = values.text(pl.col("studie")) if "studie" in raw.columns else pl.lit(None, pl.String)
        year = values.leerjaar(pl.col("leerjaar")) if "leerjaar" in raw.columns else pl.lit(None, pl.Int64)
        extra = used.select(
            "row", studie.alias("studie"), pl.coalesce(year, values.leerjaar(studie)).alias("leerjaar")
        ).unique("row")
        placements = stays(frame.join(extra, on="row", how="left"))
    return people, placements, garbled_names(people) if people is not None else ()


def _wanted() -> str:
    return ", ".join(headers.TITLES[name] for name in headers.REQUIRED)


def _remedy(missing: list[str] | tuple[str, ...]) -> str:
    words = "; ".join(f"{headers.TITLES[name]} = {', '.join(headers.SYNONYMS[name])}" for name in missing)
    return f"Geef de kolom een van deze namen: {words}."
