"""Magister staff API, pupils found by a search: one item is one pupil (formats.md 1.3)."""

from typing import Any

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.json_items import (
    RawRow,
    first_name,
    has_items,
    items_of,
    list_at,
    malformed,
    missing_items,
    objects,
    raw_frame,
    text_at,
)
from pipelines.readers.people import MENTOR_GROUP, garbled_names, placements, pupils
from pipelines.readers.source import Source

kind = "magister-leerlingen-zoeken"
title = "Magister-personeels-API leerlingen zoeken (JSON)"

PERSON_COLUMNS = ("student_id", "leerling_id", "roepnaam", "tussenvoegsel", "achternaam", "klas", "studie", "mentor")


def recognise(source: Source) -> bool:
    """By items with an id and klassen or studies."""
    return any(has_items(source, "items", "id", key) for key in ("klassen", "studies"))


def read(source: Source, progress: Progress | None = None) -> ReadResult:
    """Pupils and their klas. Raises InputError only for a file that cannot be read."""
    items = items_of(source, "items")
    raw = raw_frame((person(number, item) for number, item in objects(items)), PERSON_COLUMNS)
    good, refused = refuse(raw, [no_pupil("student_id")], {"student_id": "stamnummer"})
    people = pupils(good)
    if progress:
        progress(len(items), len(items))
    return ReadResult(
        kind=kind,
        pupils=people,
        placements=placements(good.unique("student_id", keep="last", maintain_order=True)),
        refused=pl.concat([malformed(items), refused]).sort("row"),
        rows_read=len(items),
        warnings=(*missing_items(source, "totalCount", items, "leerlingen"), *garbled_names(people)),
        whole_school=False,
    )


def mentor_group(item: dict[str, Any]) -> str | None:
    """The one lesgroep of a pupil that is a mentor group by its name, such as 'h4mtu1'; None without one, or with more."""
    names = {name for each in list_at(item, "lesgroepen") if (name := first_name({"own": [each]}, "own"))}
    found = [name for name in names if MENTOR_GROUP.search(name)]
    return found[0] if len(found) == 1 else None


def person(number: int, item: dict[str, Any]) -> RawRow:
    """A pupil as Magister's own screens describe one.

    student_id is the stamnummer, else the code where that is a number, else Magister's own id: then the pupil
    is known by that id until a list with both numbers has been imported.
    """
    code = text_at(item, "code")
    own = text_at(item, "stamnummer") or (code if code and code.strip().isdigit() else None)
    return {
        "student_id": own or text_at(item, "id"),
        "leerling_id": text_at(item, "id"),
        "roepnaam": text_at(item, "roepnaam"),
        "tussenvoegsel": text_at(item, "tussenvoegsel"),
        "achternaam": text_at(item, "achternaam"),
        "klas": first_name(item, "klassen"),
        "studie": first_name(item, "studies"),
        "mentor": mentor_group(item),
        "row": number,
    }
