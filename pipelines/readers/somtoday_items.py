"""What Somtoday's answers have in common: the pupil, the reason, and the id in `links`."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from pipelines.readers.base import CODES, conform
from pipelines.readers.checks import no_pupil, refuse
from pipelines.readers.json_items import RawRow, at, list_at, raw_frame, text_at
from pipelines.readers.people import pupils

# absentieSoort -> kind. Somtoday calls illness Absent too: only the school's code table knows it.
_ABSENTIE_SOORTEN = {"absent": "absent", "telaat": "te_laat", "verwijderd": "uitgestuurd"}
NAMES = {
    "student_id": "leerlingnummer",
    "date": "beginDatumTijd",
    "last_date": "eindDatumTijd",
    "hour_from": "beginLesuur",
    "hour_to": "eindLesuur",
    "code": "afkorting",
    "authorised": "geoorloofd",
}
COLUMNS = (
    *("source_id", "student_id", "date", "last_date", "hour_from", "hour_to"),
    *("code", "authorised", "kind", "type", "subject", "entered_on", "handled"),
)
PUPIL_COLUMNS = ("student_id", "leerling_id", "roepnaam", "tussenvoegsel", "achternaam", "birth_date")


def own_id(item: Any) -> str | None:
    """Somtoday's id of an item: that of its link to itself, else of its first link."""
    links = list_at(item, "links")
    itself = next((link for link in links if at(link, "rel") == "self"), links[0] if links else None)
    return text_at(itself, "id")


def span(item: Any) -> RawRow:
    """From when to when, in moments and in lesson hours."""
    return {
        "date": text_at(item, "beginDatumTijd"),
        "last_date": text_at(item, "eindDatumTijd"),
        "hour_from": text_at(item, "beginLesuur"),
        "hour_to": text_at(item, "eindLesuur"),
    }


def reason(melding: Any) -> RawRow:
    """The reason of an absentiemelding."""
    found = at(melding, "absentieReden")
    return {
        "code": text_at(found, "afkorting"),
        "authorised": text_at(found, "geoorloofd"),
        "handled": text_at(melding, "afgehandeld"),
        "kind": _ABSENTIE_SOORTEN.get((text_at(found, "absentieSoort") or "").strip().lower()),
    }


def pupil(number: int, leerling: Any) -> RawRow:
    """A pupil. leerling_id is the UUID, the one id that all of Somtoday's answers share."""
    return {
        "student_id": text_at(leerling, "leerlingnummer"),
        "leerling_id": text_at(leerling, "UUID") or text_at(leerling, "uuid"),
        "roepnaam": text_at(leerling, "roepnaam"),
        "tussenvoegsel": text_at(leerling, "voorvoegsel"),
        "achternaam": text_at(leerling, "achternaam"),
        "birth_date": text_at(leerling, "geboortedatum"),
        "row": number,
    }


def persons(items: Iterable[tuple[int, dict[str, Any]]]) -> pl.DataFrame:
    """The pupils whom the items name; a registration without one is refused elsewhere."""
    people = raw_frame((pupil(number, item.get("leerling")) for number, item in items), PUPIL_COLUMNS)
    return pupils(refuse(people, [no_pupil("student_id")], NAMES)[0])


def reasons(meldingen: Iterable[tuple[int, Any]]) -> pl.DataFrame:
    """The reason codes that occur in meldingen, each with its description; the last one of a code counts."""
    rows: list[RawRow] = [
        {**reason(melding), "description": text_at(melding, "absentieReden", "omschrijving"), "row": number}
        for number, melding in meldingen
    ]
    frame = raw_frame(rows, ("code", "authorised", "kind", "description")).filter(pl.col("code").is_not_null())
    flags = pl.col("authorised").replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    return conform(frame.with_columns(flags).unique("code", keep="last", maintain_order=True), CODES)
