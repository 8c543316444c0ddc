"""Ed-Fi XML StudentSchoolAttendanceEvent: one event is one registration of one day (formats.md 5).

Whole days; a late without a lesson hour is one lesson of which the hour is unknown. How much of the day 'Partial' is,
the file does not say.
"""

import xml.etree.ElementTree as ET

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.json_items import RawRow, raw_frame
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source
from pipelines.readers.xml_elements import descendants, text_in

kind = "ed-fi"
title = "Ed-Fi StudentSchoolAttendanceEvent (XML)"

_EVENT = "StudentSchoolAttendanceEvent"
_OF_LESSONS = "StudentSectionAttendanceEvent"
# Category -> kind and authorised; of the others the school's own mapping decides.
_CATEGORIES = {
    "Excused Absence": ("absent", "true"),
    "Unexcused Absence": ("absent", "false"),
    "Tardy": ("te_laat", None),
}
_PRESENT = "In Attendance"
_NAMES = {"student_id": "StudentUniqueId", "date": "EventDate", "code": "AttendanceEventCategory"}
_COLUMNS = ("student_id", "date", "code", "authorised", "kind", "type", "duration")


def recognise(source: Source) -> bool:
    """By an interchange that holds such events. Raises InputError for one that holds those of lesson groups only."""
    root = source.xml_root or ""
    if root.startswith("Interchange") and _EVENT not in source.text and _OF_LESSONS in source.text:
        raise InputError(
            f"{source.name}: dit bestand bevat {_OF_LESSONS}s, aanwezigheid per lesgroep zonder lesuur; die kunnen niet "
            "worden ingelezen.",
            f"Maak de export met {_EVENT}s, de aanwezigheid per dag.",
        )
    return root == _EVENT or (root.startswith("Interchange") and _EVENT in source.text)


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """The registrations. Raises InputError for broken XML and for XML of another kind."""
    if not recognise(source):
        raise InputError(f"{source.name}: er staan geen {_EVENT}s in dit bestand.", "Klopt het gekozen soort bestand?")
    events = descendants(source.xml, _EVENT)
    raw = raw_frame((_raw(number, event) for number, event in enumerate(events, 1)), _COLUMNS)
    found = registrations(raw, _NAMES)
    if progress:
        progress(len(events), len(events))
    return ReadResult(
        kind=kind,
        registrations=found.frame,
        refused=found.refused,
        rows_read=len(events),
        dropped_present=found.dropped_present,
        warnings=(*_partial(found.frame, raw), *found.warnings),
        whole_school=True,
    )


def _raw(number: int, event: ET.Element) -> RawRow:
    # The date and category stand in the event itself or, in later versions, in an AttendanceEvent inside it.
    inner = [*descendants(event, "AttendanceEvent"), event]
    category = _first(inner, "AttendanceEventCategory", "AttendanceEventCategoryDescriptor", "CodeValue")
    code = (category or "").rpartition("#")[2].strip()
    kind_, authorised = _CATEGORIES.get(code, (None, None))
    return {
        "student_id": _first(list(event.iter()), "StudentUniqueId"),
        "date": _first(inner, "EventDate"),
        "code": code or None,
        "authorised": authorised,
        "kind": kind_,
        "duration": _first(inner, "EventDuration"),
        "type": "present" if code in (_PRESENT, "Present") else None,
        "row": number,
    }


def _first(elements: list[ET.Element], *names: str) -> str | None:
    return next((text for element in elements if (text := text_in(element, *names))), None)


def _partial(frame: pl.DataFrame, raw: pl.DataFrame) -> tuple[str, ...]:
    warnings = []
    share = pl.col("duration").cast(pl.Float64, strict=False)
    part = raw.filter((share < 1) & pl.col("row").is_in(frame["row"].implode()))
    if part.height:
        warnings.append(
            f"LET OP: {part.height} registraties (de eerste is nummer {part['row'][0]}) duren een deel van de dag; welke "
            "lesuren zegt het bestand niet, en ze staan als hele dag in de gegevens."
        )
    count = frame.filter(pl.col("code") == "Partial").height
    if not count:
        return tuple(warnings)
    warnings.append(
        f"Bij {count} registraties 'Partial' zegt het bestand niet hoeveel lesuren het zijn; ze staan als hele dag in"
        " het bestand en tellen pas mee als u de code aan een soort koppelt."
    )
    return tuple(warnings)
