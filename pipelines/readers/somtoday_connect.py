"""Somtoday Connect: leerlingen and plaatsingen, apart, together or one inside the other (formats.md 2).

One row is one pupil, or one stay in a stamgroep. Row numbers count the items from 1: leerlingen, then plaatsingen.
"""

from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import Check, no_pupil, refuse
from pipelines.readers.json_items import RawRow, list_at, malformed, raw_frame, text_at
from pipelines.readers.people import garbled_names, placements, pupils, school_year_bounds, unread_days
from pipelines.readers.somtoday_items import PUPIL_COLUMNS, pupil
from pipelines.readers.source import Source

kind = "somtoday-connect"
title = "Somtoday Connect leerlingen of plaatsingen (JSON)"

_LISTS = ("items", "leerlingen", "plaatsingen", "data")
_NAMES = {
    "student_id": "leerlingnummer",
    "klas": "stamgroep",
    "birth_date": "geboortedatum",
    "valid_from": "startdatum",
    "last_day": "einddatum",
}
_STAY_COLUMNS = ("student_id", "klas", "leerjaar", "mentor", "valid_from", "last_day")


def recognise(source: Source) -> bool:
    """By pupils with a number and a name, or placements with a stamgroep."""
    return any(_is_pupil(item) or _is_placement(item) for item in _items(source))


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Pupils and stays. Raises InputError when the file holds neither."""
    items = _items(source)
    if not recognise(source):
        raise InputError(
            f"{source.name}: er staan geen leerlingen of plaatsingen in dit bestand.",
            "Haal leerlingen of plaatsingen op uit Somtoday Connect.",
        )
    numbered = [(number, item) for number, item in enumerate(items, 1) if isinstance(item, dict)]
    people = raw_frame((pupil(n, item) for n, item in numbered if not _is_placement(item)), PUPIL_COLUMNS)
    good, refused_people = refuse(people, [no_pupil("student_id")], _NAMES)
    stays = raw_frame(_stays(numbered, dict(good.select("leerling_id", "student_id").rows())), _STAY_COLUMNS)
    good_stays, refused_stays = refuse(stays, _checks(), _NAMES)
    persons = pupils(good)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        pupils=persons,
        placements=placements(good_stays).unique(["student_id", "valid_from"], keep="last", maintain_order=True),
        refused=pl.concat([malformed(items), refused_people, refused_stays]).sort("row"),
        rows_read=len(items),
        warnings=(*garbled_names(persons), *unread_days(good, _NAMES), *unread_days(good_stays, _NAMES)),
        whole_school=True,
        is_list=True,
    )


def _items(source: Source) -> list[Any]:
    document = source.json
    return document if isinstance(document, list) else [item for name in _LISTS for item in list_at(document, name)]


def _is_pupil(item: Any) -> bool:
    return isinstance(item, dict) and "leerlingnummer" in item and ("roepnaam" in item or "achternaam" in item)


def _is_placement(item: Any) -> bool:
    return isinstance(item, dict) and "stamgroep" in item and ("startdatum" in item or "schooljaar" in item)


def _stays(numbered: list[tuple[int, dict[str, Any]]], numbers: dict[str, str]) -> list[RawRow]:
    rows = []
    for number, item in numbered:
        if _is_placement(item):
            uuid = next((u for u in (text_at(item, "leerling", key) for key in ("UUID", "uuid")) if u), None)
            own = text_at(item, "leerling", "leerlingnummer") or text_at(item, "leerlingnummer")
            rows.append(_stay(number, item, own or numbers.get(uuid or "")))
        own = text_at(item, "leerlingnummer")
        rows.extend(_stay(number, stay, own) for stay in list_at(item, "plaatsingen"))
    return rows


def _stay(number: int, item: Any, student_id: str | None) -> RawRow:
    """One stay; without dates the school year bounds it. Of a mentor only the code is read, never the name."""
    year = text_at(item, "schooljaar") or text_at(item, "schooljaar", "naam")
    bounds = school_year_bounds(year.strip()) if year else None
    codes = (text_at(mentor, key) for mentor in list_at(item, "mentoren") for key in ("afkorting", "code"))
    return {
        "student_id": student_id,
        "klas": text_at(item, "stamgroep", "naam") or text_at(item, "stamgroep"),
        "leerjaar": text_at(item, "leerjaar"),
        "mentor": next((code for code in codes if code), None),
        "valid_from": text_at(item, "startdatum") or (bounds[0].isoformat() if bounds else None),
        "last_day": text_at(item, "einddatum") or (bounds[1].isoformat() if bounds else None),
        "row": number,
    }


def _checks() -> list[Check]:
    remedy = "Haal leerlingen en plaatsingen samen op, met leerlingnummer en stamgroep."
    return [
        Check(pl.col("student_id").is_null(), "student_id", "De plaatsing noemt geen leerlingnummer.", remedy),
        no_pupil("student_id"),
        Check(pl.col("klas").is_null(), "klas", "De plaatsing noemt geen stamgroep.", remedy),
    ]
