"""Somtoday waarnemingen: one item is what a teacher saw of one pupil in one lesson (formats.md 2).

The reason stands in the absentiemelding that belongs to it. Absent without one is not explained yet: it gets the
code WITHOUT_MELDING, which no source uses, so that the school can map it.
"""

from typing import Any

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import Check, refuse
from pipelines.readers.json_items import RawRow, at, has_items, items_of, malformed, objects, raw_frame, text_at
from pipelines.readers.lesson_spans import lesson_spans
from pipelines.readers.people import garbled_names
from pipelines.readers.registrations import registrations
from pipelines.readers.somtoday_items import COLUMNS, NAMES, own_id, persons, reason, reasons, span
from pipelines.readers.source import Source

kind = "somtoday-waarnemingen"
title = "Somtoday waarnemingen (JSON)"

WITHOUT_MELDING = "(zonder melding)"
_ABSENT, _PRESENT = "afwezig", "aanwezig"


def recognise(source: Source) -> bool:
    """By items with a waarnemingSoort."""
    return has_items(source, "items", "waarnemingSoort")


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Registrations per lesson. Present without a melding is dropped; present with one was late or sent out."""
    items = items_of(source, "items")
    found = objects(items)
    raw = raw_frame((_raw(number, item) for number, item in found), COLUMNS)
    seen, refused = refuse(raw, [_unknown_kind()], {"type": "waarnemingSoort"})
    spans = lesson_spans(seen, NAMES, source.lesson_times)
    made = registrations(spans.raw, NAMES, source.one_lesson)
    people = persons(found)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        registrations=made.frame,
        pupils=people,
        codes=reasons((number, item.get("absentieMelding")) for number, item in found),
        refused=pl.concat([malformed(items), refused, spans.refused, made.refused]).sort("row"),
        rows_read=len(items),
        dropped_present=made.dropped_present,
        warnings=(*_unexplained(made.frame), *spans.warnings, *made.warnings, *garbled_names(people)),
        whole_school=True,
    )


def _raw(number: int, item: dict[str, Any]) -> RawRow:
    melding = at(item, "absentieMelding")
    explained = reason(melding) if isinstance(melding, dict) else _not_explained(item)
    id_ = own_id(item)
    return {
        **span(item),
        **explained,
        "source_id": f"somtoday-waarneming:{id_}" if id_ else None,
        "student_id": text_at(item, "leerling", "leerlingnummer") or text_at(melding, "leerling", "leerlingnummer"),
        "entered_on": text_at(item, "invoerDatum"),
        "row": number,
    }


def _not_explained(item: dict[str, Any]) -> RawRow:
    """Present or absent by the teacher's word; any other word stays in `type`, to be refused."""
    word = (text_at(item, "waarnemingSoort") or "").strip()
    if word.lower() == _ABSENT:
        return {"code": WITHOUT_MELDING, "kind": "absent", "handled": text_at(item, "afgehandeld")}
    return {"type": word or "leeg"}


def _unknown_kind() -> Check:
    other = pl.col("type").is_not_null() & (pl.col("type").str.to_lowercase() != _PRESENT)
    reason_ = "Deze waarneming is niet Afwezig en niet Aanwezig, en er hoort geen absentiemelding bij."
    return Check(other, "type", reason_, "Kijk in Somtoday wat bij deze les is ingevoerd.")


def _unexplained(frame: pl.DataFrame) -> tuple[str, ...]:
    count = frame.filter(pl.col("code") == WITHOUT_MELDING).height
    if not count:
        return ()
    sentence = (
        f"Bij {count} waarnemingen hoort nog geen absentiemelding; ze zijn ingelezen met code '{WITHOUT_MELDING}'."
        " Koppel die code aan een soort, bijvoorbeeld 'onbekend'."
    )
    return (sentence,)
