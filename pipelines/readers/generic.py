"""CSV and Excel exports with headers of the school's own: one row is one registration (formats.md 1.5)."""

from collections.abc import Mapping

import polars as pl

from pipelines.errors import InputError, UsageError
from pipelines.readers import generic_headers as headers
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.code_meanings import code_meanings
from pipelines.readers.day_parts import day_parts
from pipelines.readers.doubts import with_taken_back
from pipelines.readers.header_words import header_key
from pipelines.readers.lesson_clock import NO_HOUR_REMEDY
from pipelines.readers.own_fields import REQUIRED, SYNONYMS, TITLES
from pipelines.readers.own_tables import OwnTable, column_remedy, find_table, missing_columns, own_table
from pipelines.readers.part_cells import has_times
from pipelines.readers.people import garbled_names, pupils, stamklas_only, stays_of, with_split_names
from pipelines.readers.registrations import is_short, registrations
from pipelines.readers.source import Source
from pipelines.readers.table import Row
from pipelines.readers.whole_table import is_wide

kind = "generiek"
title = "CSV of Excel met kolommen leerling, datum, lesuur en code"
FIELDS = (
    *("student_id", "date", "code", "hour_from", "hour_to", "klas", "authorised", "type", "full_name", "roepnaam"),
    *("tussenvoegsel", "achternaam", "last_date", "begin_time", "end_time", "amount", "whole_day", "subject"),
    *("minutes_late", "handled"),
)
# Columns that are not read, and that only a row about one lesson has.
_OF_A_LESSON = frozenset({"lokaal", "vakdocent"})
_FEW = 0.5
_HOURS = ("hour_from", "begin_time", "amount", "whole_day")


def recognise(source: Source) -> bool:
    """By the header: at least two of pupil, date and code under a known name, or pupils with days or hours as columns."""
    return find_table(source, _accepts) is not None


def _accepts(row: Row) -> bool:
    return headers.looks_like_registrations(row) or is_wide(row)


def read(source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None) -> ReadResult:
    """Reads by the words of the headers; `chosen` points at columns (raw column -> header) that they do not tell.

    Raises InputError when the pupil, date or code column is not there, or when nothing tells which part of a day the rows
    are about; UsageError for a chosen field that does not exist.
    """
    chosen = chosen or {}
    unknown = [name for name in chosen if name not in SYNONYMS]
    if unknown:
        raise UsageError(f"De kolomkeuze klopt niet: onbekend {unknown}.", f"Mogelijk zijn {', '.join(SYNONYMS)}.")
    found = find_table(source, lambda row: _holds(row, chosen) if chosen else _accepts(row))
    if found is None:
        raise _not_found(source, chosen)
    place, header = found
    table = own_table(source, place, header, chosen)
    missing = [name for name in REQUIRED if name not in table.names]
    if missing:
        raise missing_columns(source.name, place, header, missing)
    _refuse_untold_hours(source, table, chosen)
    if progress:
        progress(0, table.rows_read)
    return _read(source, table, progress)


def _holds(row: Row, chosen: Mapping[str, str]) -> bool:
    columns = headers.mapped(row, chosen)
    return columns is not None and (sum(name in columns for name in REQUIRED) >= 2)


def _not_found(source: Source, chosen: Mapping[str, str]) -> InputError:
    if chosen:
        wanted = ", ".join(f"'{column}'" for column in chosen.values())
        return InputError(
            f"{source.name}: geen van de eerste twintig rijen bevat de kolommen {wanted}.",
            "Kies de kolommen opnieuw aan de hand van de kopregel van dit bestand.",
        )
    wanted = ", ".join(TITLES[name] for name in REQUIRED)
    return InputError(f"{source.name}: geen kopregel met {wanted} gevonden.", column_remedy(REQUIRED))


def _refuse_untold_hours(source: Source, table: OwnTable, chosen: Mapping[str, str]) -> None:
    """A table that tells times only, or has a column that may be its hours, is no table of whole days."""
    if any(name in table.raw.columns for name in _HOURS if name != "begin_time"):
        return
    if is_short(table.raw, source.one_lesson).all():
        return  # a late or a sent-out is one lesson, whichever it was
    lesson = _of_one_lesson(table, headers.ignored_keys(chosen))
    if lesson and not has_times(table.raw):
        raise InputError(
            f"{source.name}, rij {table.header_row}: kolom '{lesson}' hoort bij een les, en het bestand noemt geen lesuren; een "
            "rij is dan geen hele dag.",
            f"{NO_HOUR_REMEDY} Is elke rij wel een hele dag, zeg dat dan: --column niets='{lesson}'.",
        )
    if has_times(table.raw, source.one_lesson) and not source.lesson_times:
        raise InputError(
            f"{source.name}: het bestand noemt tijden en geen lesuren, en de lestijden van de school zijn niet bekend.",
            f"{NO_HOUR_REMEDY} Of wijs de kolom met het lesuur aan: --column lesuur=KOLOM.",
        )
    if table.unknown and not has_times(table.raw):
        shown = ", ".join(f"'{name}'" for name in table.unknown)
        first = table.unknown[0]
        raise InputError(
            f"{source.name}, rij {table.header_row}: {'kolommen' if len(table.unknown) > 1 else 'kolom'} {shown} wordt niet "
            "begrepen en kan zeggen welk deel van de dag is verzuimd.",
            f"Zeg wat de kolom is, bijvoorbeeld --column lesuur='{first}', --column aantal-uren='{first}' of "
            f"--column einddatum='{first}'; met --column niets='{first}' telt zij niet mee en is elke rij een hele dag.",
        )


def _of_one_lesson(table: OwnTable, ignored: frozenset[str]) -> str | None:
    """The header of a column that tells of a lesson, filled in most rows: its subject, lesson group or room."""
    if "subject" in table.raw.columns and table.raw["subject"].null_count() < table.raw.height * _FEW:
        return table.names["subject"]
    if "group" in table.raw.columns and stamklas_only(table.raw, table.names)[1]:
        return table.names["group"]
    return next((name for name in table.unused if header_key(name) in _OF_A_LESSON - ignored), None)


def _read(source: Source, table: OwnTable, progress: Progress | None) -> ReadResult:
    taken, taken_back = with_taken_back(table.raw, table.names)
    raw = with_split_names(taken)
    parts = day_parts(raw, table.names, source.lesson_times, source.one_lesson)
    found = registrations(parts.raw, {"hour_to": table.names.get("hour_from", ""), **table.names}, source.one_lesson)
    klas, lesson_groups = stamklas_only(raw, table.names)
    people, placements, warnings = _people(klas, found.frame)
    if progress:
        progress(table.rows_read, table.rows_read)
    refused = pl.concat([table.refused, parts.refused, found.refused]).unique("row", keep="first", maintain_order=True)
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        pupils=people,
        placements=placements,
        codes=code_meanings(raw, table.names),
        refused=refused.sort("row"),
        rows_read=table.rows_read,
        dropped_present=found.dropped_present,
        warnings=(*table.told, *taken_back, *parts.told, *found.warnings, *lesson_groups, *warnings),
        whole_school=True,
        columns=table.names,
        unused=table.unused,
        header=table.header,
    )


def _people(raw: pl.DataFrame, frame: pl.DataFrame) -> tuple[pl.DataFrame | None, pl.DataFrame | None, tuple[str, ...]]:
    """Pupils when the rows carry names, their stays when the rows carry a klas."""
    used = raw.join(frame.select("row").unique(), on="row", how="semi")
    people = None
    if any(name in raw.columns for name in ("roepnaam", "achternaam", "klas", "birth_date")):
        people = pupils(used)
    placements = stays_of(used, frame) if "klas" in raw.columns else None
    return people, placements, garbled_names(people) if people is not None else ()
