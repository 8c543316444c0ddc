"""Somtoday absentiemeldingen: one item is one report of absence, over hours or days (formats.md 2)."""

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.json_items import has_items, items_of, malformed, objects, raw_frame, text_at
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.people import garbled_names
from pipelines.readers.registrations import registrations
from pipelines.readers.somtoday_items import COLUMNS, NAMES, own_id, persons, reason, reasons, span
from pipelines.readers.source import Source

kind = "somtoday-absentiemeldingen"
title = "Somtoday absentiemeldingen (JSON)"


def recognise(source: Source) -> bool:
    """By items with a reason, a begin and a pupil of their own."""
    return has_items(source, "items", "absentieReden", "beginDatumTijd", "leerling")


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Registrations, a row per day; whole days have no hours. Raises InputError for another kind of file."""
    items = items_of(source, "items")
    found = objects(items)
    raw = raw_frame(
        (
            {
                **span(item),
                **reason(item),
                "source_id": f"somtoday-melding:{id_}" if (id_ := own_id(item)) else None,
                "student_id": text_at(item, "leerling", "leerlingnummer"),
                "entered_on": text_at(item, "datumTijdInvoer"),
                "row": number,
            }
            for number, item in found
        ),
        COLUMNS,
    )
    spans = lesson_spans(raw, NAMES, source.lesson_times)
    made = registrations(spans.raw, NAMES, source.one_lesson)
    people = persons(found)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        registrations=made.frame,
        pupils=people,
        codes=reasons(found),
        refused=pl.concat([malformed(items), spans.refused, made.refused]).sort("row"),
        rows_read=len(items),
        dropped_present=made.dropped_present,
        warnings=(*spans.warnings, *made.warnings, *garbled_names(people)),
        whole_school=True,
    )
