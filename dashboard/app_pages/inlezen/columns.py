"""What a column of a table can be said to be on the page, and what a choice of columns comes down to."""

from collections.abc import Mapping, Sequence

from pipelines.columns import REQUIRED
from pipelines.readers import fields_of, generic, own_pupils
from pipelines.readers.own_fields import field_title, ignoring

# Field -> header.
Columns = Mapping[str, str]
_SAID = {
    "authorised": "Geoorloofd (ja/nee)",
    "hour_to": "Laatste lesuur",
    "last_date": "Laatste dag (t/m)",
    "amount": "Aantal lesuren",
    "whole_day": "Hele dag (ja/nee)",
    "type": "Soort of omschrijving",
}
_OF_STAYS = {"date": "Vanaf", "last_date": "Tot en met"}
# For a table of which nobody knows yet what it is: registrations, or pupils.
ANY_TABLE = tuple(dict.fromkeys((*generic.FIELDS, *own_pupils.FIELDS)))


def title(field: str, kind: str = "") -> str:
    """The words for a field of a kind of file."""
    of_stays = _OF_STAYS if kind == own_pupils.kind else {}
    return of_stays.get(field) or _SAID.get(field) or field_title(field).replace("-", " ").capitalize()


def offered(kind: str, columns: Columns, header: Sequence[str]) -> tuple[str, ...]:
    """The fields of a recognised file that can be pointed at; none where its columns are no plain columns."""
    return fields_of(kind) if header and set(columns.values()) <= set(header) else ()


def chosen_of(picked: Mapping[str, str | None], columns: Columns) -> Columns | None:
    """The choice of columns that a form comes down to, beside what the program found itself; None when it is the same.

    A column that the program read and that stands for nothing any more is not read.
    """
    said = {field: header for field, header in picked.items() if header}
    before = {field: header for field, header in columns.items() if field in picked}
    if said == before:
        return None
    left = [header for header in before.values() if header not in said.values()]
    return said | ignoring(left)


def enough(chosen: Mapping[str, str | None]) -> bool:
    """Whether a choice of columns makes registrations or pupils: no field missing, no header used twice."""
    said = {field: header for field, header in chosen.items() if header}
    registrations = set(REQUIRED) <= set(said)
    pupils = {"student_id", "klas"} <= set(said) and not {"date", "code"} & set(said)
    return (registrations or pupils) and len(set(said.values())) == len(said)


def doubled(chosen: Mapping[str, str | None]) -> bool:
    """Whether one header is chosen for two fields."""
    said = [header for header in chosen.values() if header]
    return len(set(said)) < len(said)
