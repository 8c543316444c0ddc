"""EDEXML 1.0.3, 2.0 and 2.1: one row is one pupil, with the groep as klas (formats.md 4). Most elements may lack.

The number is `leerlingnummer` or `stamnummer` where an export has one, else the key; the key is also leerling_id.
"""

import xml.etree.ElementTree as ET
from datetime import date

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.json_items import RawRow, raw_frame
from pipelines.readers.people import garbled_names, placements, pupils, unread_days
from pipelines.readers.source import Source
from pipelines.readers.xml_elements import children, text_in

kind = "edexml"
title = "EDEXML-leerlingenlijst (XML)"

_NAMES = {
    "student_id": "key",
    "birth_date": "geboortedatum",
    "valid_from": "instroomdatum",
    "last_day": "uitstroomdatum",
}
_COLUMNS = (
    *("student_id", "leerling_id", "roepnaam", "tussenvoegsel", "achternaam", "birth_date"),
    *("klas", "leerjaar", "valid_from", "last_day"),
)


def recognise(source: Source) -> bool:
    """By the root element."""
    return (source.xml_root or "").upper() == "EDEX"


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Pupils and their groep. Raises InputError for broken XML and for XML of another kind."""
    if not recognise(source):
        raise InputError(
            f"{source.name}: dit is geen EDEXML (het hoofdelement heet niet EDEX).", "Klopt het gekozen soort bestand?"
        )
    root = source.xml
    groups = _groups(root)
    leerlingen = [pupil for list_ in children(root, "leerlingen") for pupil in children(list_, "leerling")]
    raw = raw_frame((_raw(number, pupil, groups) for number, pupil in enumerate(leerlingen, 1)), _COLUMNS)
    good, refused = refuse(raw, [no_pupil("student_id")], _NAMES)
    good = good.unique("student_id", keep="last", maintain_order=True)
    people = pupils(good)
    placed = good.filter(pl.col("klas").is_not_null() | pl.col("leerjaar").is_not_null())
    if progress:
        progress(len(leerlingen), len(leerlingen))
    return ReadResult(
        kind=kind,
        pupils=people,
        placements=placements(placed),
        refused=refused,
        rows_read=len(leerlingen),
        warnings=(*garbled_names(people), *unread_days(good, _NAMES)),
        whole_school=True,
        is_list=True,
        made_on=_made_on(root),
    )


def _made_on(root: ET.Element) -> str:
    """The day on which the file was made, as it says itself; empty when it does not, or not so that it can be read."""
    about = next(iter(children(root, "school")), root)
    try:
        return date.fromisoformat((text_in(about, "aanmaakdatum") or "")[:10]).isoformat()
    except ValueError:
        return ""


def _groups(root: ET.Element) -> dict[str, tuple[str | None, str | None]]:
    """The key of a groep -> its name and jaargroep."""
    groups = [group for list_ in children(root, "groepen") for group in children(list_, "groep")]
    return {group.get("key", ""): (text_in(group, "naam"), text_in(group, "jaargroep")) for group in groups}


def _raw(number: int, pupil: ET.Element, groups: dict[str, tuple[str | None, str | None]]) -> RawRow:
    group = next(iter(children(pupil, "groep")), None)
    key = group.get("key") if group is not None else None
    name, year = groups.get(key or "", (None, None))
    return {
        "student_id": text_in(pupil, "leerlingnummer", "stamnummer") or pupil.get("key"),
        "leerling_id": pupil.get("key"),
        "roepnaam": text_in(pupil, "roepnaam"),
        "tussenvoegsel": text_in(pupil, "voorvoegsel"),
        "achternaam": text_in(pupil, "achternaam"),
        "birth_date": text_in(pupil, "geboortedatum"),
        # Version 1.0.3 may name the groep in the text instead of by its key.
        "klas": name or text_in(pupil, "groep"),
        "leerjaar": text_in(pupil, "jaargroep") or year,
        "last_day": text_in(pupil, "uitstroomdatum"),
        "valid_from": text_in(pupil, "instroomdatum"),
        "row": number,
    }
