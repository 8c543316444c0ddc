"""What a bookmarklet fetched in someone's own Magister tab: pupils and their entries (formats.md 1.4).

Pupils are named by Magister's own id. The entries give it as leerling_id, so that a list with both numbers
leads them to the stamnummer; the pupil frame gives it as student_id too, until such a list has been imported.
Row numbers count the entries, or the students, through the file from 1.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.code_meanings import magister_kind, told_codes
from pipelines.readers.hour_cells import one_row_per_hours
from pipelines.readers.json_items import RawRow, at, items_of, list_at, malformed, objects, raw_frame, subject, text_at
from pipelines.readers.magister_zoeken import PERSON_COLUMNS, person
from pipelines.readers.people import garbled_names, placements, pupils
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

kind = "magister-browser"
title = "Magister-gegevens uit de browser (JSON met students en entries)"

_NAMES = {"student_id": "id", "leerling_id": "id", "date": "date", "hour_from": "period", "code": "code"}
_CALLED = ("naam", "name", "omschrijving")
_SHOWN = 10
_COLUMNS = (
    *("student_id", "leerling_id", "date", "hour_from", "code", "subject"),
    *("authorised", "kind", "type", "description"),
)

_MEANING = ("code", "description", "kind", "authorised", "row")


def _subject(text: str | None) -> str | None:
    """The subject itself; some bookmarklets send the whole description, with the teacher in it."""
    return subject(text) if text and " - " in text else text


def recognise(source: Source) -> bool:
    """By students and entries."""
    return isinstance(at(source.json, "students"), list) and isinstance(at(source.json, "entries"), dict)


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Registrations, pupils and stays, with a loud warning when the fetch lost pupils."""
    students = items_of(source, "students")
    entries = at(source.json, "entries")
    people = raw_frame((person(number, item) for number, item in objects(students)), PERSON_COLUMNS)
    good, refused_people = refuse(people, [no_pupil("student_id")], _NAMES)
    own_numbers = dict(
        good.filter(pl.col("student_id") != pl.col("leerling_id")).select("leerling_id", "student_id").rows()
    )
    raw = raw_frame(_entries(entries if isinstance(entries, dict) else {}, own_numbers), _COLUMNS)
    found = registrations(one_row_per_hours(raw), _NAMES, source.one_lesson)
    persons = pupils(good)
    lost = _lost(source)
    if progress:
        progress(raw.height, raw.height)
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        pupils=persons,
        placements=placements(good.unique("student_id", keep="last", maintain_order=True)),
        codes=_codes(source, raw),
        refused=pl.concat([malformed(students), refused_people, found.refused]).sort("row"),
        rows_read=raw.height,
        dropped_present=found.dropped_present,
        warnings=(*lost, *found.warnings, *garbled_names(persons)),
        whole_school=not lost,
    )


def _entries(entries: dict[str, Any], own_numbers: dict[str, str]) -> Iterator[RawRow]:
    number = 0
    for id_, list_ in entries.items():
        for entry in list_ if isinstance(list_, list) else []:
            number += 1
            yield {
                "student_id": own_numbers.get(id_),
                "leerling_id": id_,
                "date": text_at(entry, "date"),
                "hour_from": text_at(entry, "period"),
                "code": text_at(entry, "code"),
                "subject": _subject(text_at(entry, "subject")),
                # Newer bookmarklets also send what the code means.
                "authorised": text_at(entry, "isGeoorloofd") or text_at(entry, "geoorloofd"),
                "kind": magister_kind(at(entry, "type")),
                "type": text_at(entry, "type"),
                "description": next(filter(None, (text_at(entry, key) for key in _CALLED)), None),
                "row": number,
            }


def _codes(source: Source, raw: pl.DataFrame) -> pl.DataFrame | None:
    """What a newer bookmarklet tells of the codes: beside the entries, or in a list of all reasons."""
    reasons = at(source.json, "redenen")
    rows: list[RawRow] = [
        {
            "code": text_at(reason, "code"),
            "description": next(filter(None, (text_at(reason, key) for key in _CALLED)), None),
            "kind": magister_kind(at(reason, "type")),
            "authorised": text_at(reason, "isGeoorloofd") or text_at(reason, "geoorloofd"),
            "row": number,
        }
        for number, reason in objects(reasons if isinstance(reasons, list) else [])
    ]
    return told_codes(pl.concat([raw.select(_MEANING), raw_frame(rows, _MEANING[:-1]).select(_MEANING)]))


def _lost(source: Source) -> tuple[str, ...]:
    errors = at(source.json, "verzuim_fouten")
    count = len(errors) if isinstance(errors, list) else errors
    if not isinstance(count, (int, float)) or count <= 0:
        return ()
    pupils_ = "1 leerling" if count == 1 else f"{int(count)} leerlingen"
    named = [number for each in list_at(source.json, "verzuim_fouten") if (number := text_at({"own": each}, "own"))]
    numbers = ", ".join(number[:20] for number in named[:_SHOWN]) + (" …" if len(named) > _SHOWN else "")
    sentence = (
        f"LET OP: bij het ophalen ging het bij {pupils_} mis{f' ({numbers})' if numbers else ''}; hun registraties"
        " ontbreken in dit bestand. Haal de gegevens opnieuw op."
    )
    return (sentence,)
