"""Magister student API, absenties of one pupil: one item is one registration (formats.md 1.2).

The answer does not name the pupil: the number in the file name does, a stamnummer or a leerling_id.
"""

from typing import Any

import polars as pl

from pipelines.readers.base import MAGISTER_KINDS, Progress, ReadResult
from pipelines.readers.day_ranges import one_row_per_day
from pipelines.readers.json_items import (
    RawRow,
    at,
    items_of,
    malformed,
    missing_items,
    objects,
    pupil_in_file_name,
    raw_frame,
    subject,
    text_at,
)
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

kind = "magister-absenties"
title = "Magister-API absenties van één leerling (JSON)"

_NAMES = {"date": "Start", "last_date": "Eind", "hour_from": "Lesuur", "hour_to": "LesuurTotMet", "code": "Code"}
_COLUMNS = (
    *("source_id", "student_id", "date", "last_date", "hour_from", "hour_to"),
    *("code", "authorised", "kind", "type", "subject", "whole_day"),
)


def recognise(source: Source) -> bool:
    """By `Items` with a Verantwoordingtype; an empty answer by its TotalCount."""
    items = at(source.json, "Items")
    if not isinstance(items, list):
        return False
    first = next((item for item in items if isinstance(item, dict)), None)
    return "TotalCount" in source.json if first is None else "Verantwoordingtype" in first or "AfspraakId" in first


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """The registrations of one pupil. Raises InputError when the file name holds no pupil number."""
    student_id = pupil_in_file_name(source.path)
    items = items_of(source, "Items")
    raw = raw_frame((_raw(number, item, student_id) for number, item in objects(items)), _COLUMNS)
    raw, refused_ranges = one_row_per_day(raw, _NAMES)
    found = registrations(raw, _NAMES, source.one_lesson, source.lesson_times)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        refused=pl.concat([malformed(items), refused_ranges, found.refused]).sort("row"),
        rows_read=len(items),
        dropped_present=found.dropped_present,
        warnings=(*missing_items(source, "TotalCount", items, "registraties"), *found.warnings),
        whole_school=False,
    )


def _raw(number: int, item: dict[str, Any], student_id: str) -> RawRow:
    """The lesson's own begin goes first: `Start` is the local midnight, in UTC the day before.

    `Lesuur` is the first hour of the lesson, also of one that lasts two; a later hour of it stands for itself.
    """
    lesson = at(item, "Afspraak")
    whole_day = at(lesson, "DuurtHeleDag") is True
    single, first, last = (
        None if whole_day and hour == "0" else hour
        for hour in (text_at(item, "Lesuur"), text_at(lesson, "LesuurVan"), text_at(lesson, "LesuurTotMet"))
    )
    type_ = at(item, "Verantwoordingtype")
    id_ = text_at(item, "Id")
    return {
        "source_id": f"magister-absentie:{id_}" if id_ else None,
        "student_id": student_id,
        "date": text_at(lesson, "Start") or text_at(item, "Start"),
        "last_date": None if single else text_at(lesson, "Einde") or text_at(item, "Eind"),
        "hour_from": single or first,
        "hour_to": last if single in (None, first) else None,
        "code": text_at(item, "Code"),
        "authorised": text_at(item, "Geoorloofd"),
        "kind": MAGISTER_KINDS.get(type_) if isinstance(type_, int) else None,
        "type": text_at(item, "Omschrijving"),
        "subject": subject(text_at(lesson, "Omschrijving")),
        "whole_day": "true" if whole_day else None,
        "row": number,
    }
