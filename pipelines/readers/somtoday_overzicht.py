"""Somtoday registratieOverzicht of one pupil: buckets of registrations (formats.md 2).

The answer does not name the pupil: the number in the file name does. Most items have times and no lesson hour;
the hour comes from items of the same file that have both. Row numbers count the items of all buckets from 1.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.json_items import RawRow, at, list_at, malformed, pupil_in_file_name, raw_frame, text_at
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.registrations import registrations
from pipelines.readers.somtoday_items import COLUMNS
from pipelines.readers.source import Source

kind = "somtoday-registratieoverzicht"
title = "Somtoday registratieOverzicht van één leerling (JSON)"

# Bucket -> kind. Items about homework and material have no code of their own: the code says the bucket.
_BUCKETS = {
    "afwezigWaarnemingen": "absent",
    "ongeoorloofdAfwezig": "absent",
    "geoorloofdAfwezig": "absent",
    "teLaat": "te_laat",
    "verwijderd": "uitgestuurd",
    "huiswerkNietGemaakt": "huiswerk",
    "materiaalNietInOrde": "materiaal",
}
_CODES = {"huiswerkNietGemaakt": "(huiswerk niet gemaakt)", "materiaalNietInOrde": "(materiaal niet in orde)"}
_NAMES = {"date": "begin", "last_date": "eind", "hour_from": "beginLesuur", "hour_to": "eindLesuur"}


def recognise(source: Source) -> bool:
    """By at least two of the buckets."""
    return sum(isinstance(at(source.json, bucket), list) for bucket in _BUCKETS) >= 2


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """The registrations of one pupil. Raises InputError when the file name holds no pupil number."""
    if not recognise(source):
        raise InputError(
            f"{source.name}: de lijsten van een registratieOverzicht staan niet in dit bestand.",
            "Klopt het gekozen soort bestand?",
        )
    student_id = pupil_in_file_name(source.path)
    items = [(bucket, item) for bucket in _BUCKETS for item in list_at(source.json, bucket)]
    raw = raw_frame(_rows(items, student_id), COLUMNS)
    # A number that occurs twice is no id; both rows stay.
    raw = raw.with_columns(pl.when(~pl.col("source_id").is_duplicated()).then("source_id").alias("source_id"))
    spans = lesson_spans(raw, _NAMES, source.lesson_times)
    made = registrations(spans.raw, {"code": "registratieSoort", **_NAMES}, source.one_lesson)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        registrations=made.frame,
        refused=pl.concat([malformed(item for _, item in items), spans.refused, made.refused]).sort("row"),
        rows_read=len(items),
        dropped_present=made.dropped_present,
        warnings=(*spans.warnings, *made.warnings),
        whole_school=False,
    )


def _rows(items: list[tuple[str, Any]], student_id: str) -> Iterator[RawRow]:
    for number, (bucket, item) in enumerate(items, 1):
        if not isinstance(item, dict):
            continue
        id_, hour = text_at(item, "registratieId"), text_at(item, "beginLesuur")
        yield {
            "source_id": f"somtoday-registratie:{student_id}:{id_}" if id_ else None,
            "student_id": student_id,
            "date": text_at(item, "begin") or text_at(item, "beginDatumTijd"),
            "last_date": text_at(item, "eind") or text_at(item, "eindDatumTijd"),
            "hour_from": hour,
            "hour_to": text_at(item, "eindLesuur") or hour,
            "code": text_at(item, "registratieSoort") or _CODES.get(bucket),
            "authorised": text_at(item, "geoorloofd"),
            "kind": _BUCKETS[bucket],
            "subject": text_at(item, "vak", "afkorting"),
            "row": number,
        }
