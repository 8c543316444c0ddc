"""Magister staff API, verantwoordingen of one pupil or of one day of the whole school (formats.md 1.3).

One item is a lesson of the pupil, or a pupil with lessons; one verantwoording in it is one registration.
"""

from collections.abc import Iterator
from typing import Any

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.code_meanings import magister_kind, told_codes
from pipelines.readers.json_items import (
    RawRow,
    at,
    has_items,
    items_of,
    list_at,
    malformed,
    missing_items,
    objects,
    pupil_in_file_name,
    raw_frame,
    subject,
    text_at,
)
from pipelines.readers.people import garbled_names, placements, pupils
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

_NAMES = {"student_id": "stamnummer", "date": "begin", "hour_from": "lesuurBegin", "hour_to": "lesuurEinde"}
_COLUMNS = (
    *("source_id", "student_id", "leerling_id", "date", "hour_from", "hour_to"),
    *("code", "authorised", "kind", "type", "subject", "klas", "description"),
)
_PEOPLE = ("student_id", "leerling_id", "roepnaam", "tussenvoegsel", "achternaam", "klas")


class PupilReader:
    """All lessons of one pupil, named by the number in the file name."""

    kind = "magister-m6-leerling"
    title = "Magister-personeels-API verantwoordingen van één leerling (JSON)"

    def recognise(self, source: Source) -> bool:
        """By items with one afspraak and its verantwoordingen."""
        return has_items(source, "items", "afspraak", "verantwoordingen")

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult:
        """The registrations of one pupil. Raises InputError when the file name holds no pupil number."""
        student_id = pupil_in_file_name(source.path)
        items = items_of(source, "items")
        rows: list[RawRow] = []
        for number, item in objects(items):
            lesson = at(item, "afspraak")
            moment = {
                "date": text_at(lesson, "begin"),
                "hour_from": text_at(lesson, "lesuur", "begin"),
                "hour_to": text_at(lesson, "lesuur", "einde"),
                "subject": subject(text_at(lesson, "omschrijving")),
            }
            rows.extend({**moment, **reason, "student_id": student_id, "row": number} for reason in _reasons(item))
        return _result(self.kind, source, items, rows, None, progress)


class DayReader:
    """The unauthorised registrations of one day, of every pupil who has any."""

    kind = "magister-m6-dag"
    title = "Magister-personeels-API registraties van één dag (JSON)"

    def recognise(self, source: Source) -> bool:
        """By items with a list of afspraken."""
        return has_items(source, "items", "afspraken")

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult:
        """Registrations, pupils and their klas. A pupil without a usable number is refused."""
        items = items_of(source, "items")
        rows: list[RawRow] = []
        people: list[RawRow] = []
        for number, item in objects(items):
            who: RawRow = {
                "student_id": text_at(item, "stamnummer"),
                "leerling_id": text_at(item, "id"),
                "klas": text_at(item, "stamklas", "code"),
                "row": number,
            }
            names = {name: text_at(item, name) for name in ("roepnaam", "tussenvoegsel", "achternaam")}
            people.append({**who, **names})
            for lesson in list_at(item, "afspraken"):
                rows.extend({**who, **_lesson(lesson), **reason} for reason in _reasons(lesson))
        return _result(self.kind, source, items, rows, raw_frame(people, _PEOPLE), progress)


def _lesson(lesson: Any) -> RawRow:
    return {
        "date": text_at(lesson, "begin"),
        "hour_from": text_at(lesson, "lesuurBegin"),
        "hour_to": text_at(lesson, "lesuurEinde"),
        "subject": subject(text_at(lesson, "omschrijving")),
    }


def _reasons(lesson: Any) -> Iterator[RawRow]:
    for entry in list_at(lesson, "verantwoordingen"):
        id_, reason = text_at(entry, "id"), at(entry, "reden")
        type_ = text_at(reason, "type")
        # A description that says 'Aanwezig' makes a row present also where the type is missing.
        yield {
            "source_id": f"magister-m6:{id_}" if id_ else None,
            "code": text_at(reason, "code"),
            "authorised": text_at(reason, "isGeoorloofd"),
            "kind": magister_kind(type_),
            "type": type_ or text_at(reason, "omschrijving"),
            "description": text_at(reason, "omschrijving"),
        }


def _result(
    kind: str,
    source: Source,
    items: list[Any],
    rows: list[RawRow],
    people: pl.DataFrame | None,
    progress: Progress | None,
) -> ReadResult:
    raw = raw_frame(rows, _COLUMNS)
    found = registrations(raw, _NAMES, source.one_lesson, source.lesson_times)
    refused = [malformed(items), found.refused]
    persons = stays = None
    if people is not None:
        good, nameless = refuse(people, [no_pupil("student_id")], _NAMES)
        persons, stays = pupils(good), placements(good)
        refused.append(nameless.join(found.refused, on="row", how="anti"))
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        pupils=persons,
        placements=stays,
        codes=told_codes(raw),
        refused=pl.concat(refused).sort("row"),
        rows_read=len(rows),
        dropped_present=found.dropped_present,
        warnings=(
            *missing_items(source, "totalCount", items, "onderdelen"),
            *found.warnings,
            *(garbled_names(persons) if persons is not None else ()),
        ),
        whole_school=people is not None,
    )


LEERLING = PupilReader()
DAG = DayReader()
