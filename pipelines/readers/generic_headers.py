"""What the columns of schools' own tables stand for: one table, for recognition, reading, choosing and messages."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipelines.readers.header_words import classes, header_key
from pipelines.readers.own_fields import IGNORED, REQUIRED, SYNONYMS, TITLES, ignored_headers
from pipelines.readers.table import Row

# Headers that are one word ('van', 't/m', 'tijdstip') and of which the values tell what they are: see `by_value`.
BARE_FIRST, BARE_LAST = "first", "last"
# Columns that change what another column, or the whole row, says: see `doubts`.
UNAUTHORISED, THERE, WITHDRAWN, STATUS, ACTIVE = "unauthorised", "there", "withdrawn", "status", "active"
_BESIDE = (BARE_FIRST, BARE_LAST, UNAUTHORISED, THERE, WITHDRAWN, STATUS, ACTIVE)
# A day on which something was written down goes behind the day that it is about.
_WRITTEN_DOWN = re.compile(r"melding|registratie|gemeld")
_BEHIND = 30

# Sources of their own that share words with these exports: in PARS a 'lesuur' is half a lesson and 'reden' is
# prose; Terugkomers holds follow-ups, not absence.
_OTHER_SOURCES: tuple[frozenset[str], ...] = (
    frozenset({"typeomschrijving", "lesuurbegin"}),
    frozenset({"terugkomerid"}),
)
_SAID_BY_NOBODY = frozenset({"filler", "absence"})
# Sets of classes -> field and rank; the lowest rank of several columns is the field. Absence and filler words are left out.
_FIELDS: dict[frozenset[str], tuple[str, int]] = {
    frozenset(told.split()): (field, rank)
    for field, ranked in {
        "student_id": ("pupil number", "pupil", "number"),
        "full_name": ("name pupil", "name", "last_name first_name", "pupil last_name first_name"),
        "roepnaam": ("first_name", "name roepen", "first_name pupil"),
        "tussenvoegsel": ("infix", "infix pupil"),
        "achternaam": ("last_name", "last_name pupil"),
        "klas": ("klas", "klas name", "klas code", "klas pupil", "klas short"),
        "group": ("group", "group name", "group code"),
        "studie": ("studie", "studie name", "studie code"),
        "leerjaar": ("leerjaar", "leerjaar pupil"),
        "mentor": ("mentor code", "mentor short", "mentor", "mentor name", "mentor klas", "mentor pupil"),
        "birth_date": ("birth", "birth date", "birth date pupil"),
        "period": ("school_year",),
        "date": (
            "date first",
            "date",
            "date hour",
            "moment",
            "date moment",
            "date time",
            "moment date time",
            "date time first",
            "moment first",
            "stay date",
            "stay date first",
            "enters",
            "enters date",
            "date studie first",
            "first studie date",
        ),
        "last_date": (
            "date last",
            "date time last",
            "moment last",
            "stay date last",
            "leaves",
            "leaves date",
            "leaves stay",
            "date studie last",
        ),
        "hour_from": ("hour first", "hour", "hour number", "hour first last", "hours first"),
        "hour_to": ("hour last", "hours last"),
        "begin_time": ("time first", "time", "time moment", "time first last", "time hour", "time hour first"),
        "end_time": ("time last", "time hour last"),
        "amount": ("amount hour", "amount hours", "amount hour hours"),
        "whole_day": ("whole", "date whole"),
        "code": (
            "reason code",
            "short reason",
            "code",
            "short",
            "short code",
            "reason",
            "sort code",
            "",
            "sort reason",
        ),
        "authorised": ("authorised", "authorised reason"),
        UNAUTHORISED: ("unauthorised", "unauthorised reason"),
        THERE: ("there",),
        WITHDRAWN: ("withdrawn", "date withdrawn"),
        STATUS: ("status",),
        ACTIVE: ("active",),
        "type": ("sort", "description", "description reason", "description sort", "description code"),
        "subject": ("subject", "subject name", "subject code", "subject short", "subject description"),
        "entered_on": ("entered date", "entered", "entered moment", "entered date time", "handled date"),
        "handled": ("handled",),
        "minutes_late": ("late minutes", "late minutes amount"),
        BARE_FIRST: ("first",),
        BARE_LAST: ("last",),
    }.items()
    for rank, told in enumerate(ranked)
}
_STAYS = frozenset({"first", "stay", "studie", "enters"})
_LIKELY_ID = re.compile(r"^(leerling|student|deelnemer)id$")


@cache
def meaning(key: str) -> tuple[str, int] | None:
    """The field that a header stands for and its rank among the headers of that field; None when it is not understood."""
    told = classes(key)
    if told is None or "other" in told:
        return None
    numbered = [name for name in told if name.startswith("#")]
    said = told - _SAID_BY_NOBODY - set(numbered)
    if said & {"name", "mentor", "last_name"}:
        said -= {"first"} if "pupil" in said else set()  # 'naam van de leerling'
    if not said and "absence" not in told:
        return None
    found = _FIELDS.get(frozenset(said))
    if found is None:
        return None
    field, rank = found
    if (
        field == "code" and "absence" in told
    ):  # 'verzuimcode' goes before 'code', 'soort verzuim' and 'melding' behind it
        rank = 0 if said & {"code", "short"} else rank
    elif field == "type" and "absence" in told and "sort" in said:
        field, rank = "code", 6
    elif field == "handled" and key.endswith("op"):
        field, rank = "entered_on", 4  # a day and no answer
    elif field == "date" and _WRITTEN_DOWN.search(key):
        rank += _BEHIND
    return field, rank * 10 + (int(numbered[0][1:]) if numbered else 0)


def is_known(key: str) -> bool:
    """Whether a header is understood, be it as something that is not read."""
    told = classes(key)
    return meaning(key) is not None or (told is not None and "other" in told)


def columns_of(header: Sequence[str | None]) -> dict[str, str]:
    """Canonical raw column -> header key, for the columns of a header row that are understood."""
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for place, cell in enumerate(header):
        key = header_key(cell or "")
        found = meaning(key)
        if found:
            ranked.setdefault(found[0], []).append((found[1], place, key))
    chosen = {field: min(columns)[2] for field, columns in ranked.items()}
    _settle_numbers(chosen, ranked)
    if "code" not in chosen and "type" in chosen and "date" in chosen:
        sorts = [key for _, _, key in sorted(ranked["type"]) if "sort" in (classes(key) or ())]
        if sorts:
            chosen["code"] = sorts[0]
            rest = [key for _, _, key in sorted(ranked["type"]) if key != sorts[0]]
            chosen = {**chosen, "type": rest[0]} if rest else {k: v for k, v in chosen.items() if k != "type"}
    elif "type" not in chosen and len(ranked.get("code", ())) > 1:
        chosen["type"] = sorted(ranked["code"])[1][2]  # next to 'Code', 'Reden' is prose
    return {field: chosen[field] for field in (*SYNONYMS, *_BESIDE) if field in chosen}


def _settle_numbers(chosen: dict[str, str], ranked: Mapping[str, list[tuple[int, int, str]]]) -> None:
    """Of several numbers the one that people know; 'Leerling' beside a number is the name."""
    numbers = [key for _, _, key in sorted(ranked.get("student_id", ()))]
    real = [key for key in numbers if not _LIKELY_ID.match(key)]
    if real and len(real) < len(numbers) and "number" in (classes(real[0]) or ()):
        chosen["student_id"] = real[0]
        chosen["leerling_id"] = next(key for key in numbers if key not in real)
    elif numbers and len(numbers) > 1 and "full_name" not in chosen:
        name = next((key for key in numbers[1:] if classes(key) == frozenset({"pupil"})), None)
        if name and chosen["student_id"] != name:
            chosen["full_name"] = name


def looks_like_registrations(row: Row) -> bool:
    """Whether a row is a header with at least two of the three columns that a registration needs."""
    keys = {header_key(cell or "") for cell in row}
    if any(other <= keys for other in _OTHER_SOURCES):
        return False
    found = columns_of(row)
    return sum(name in found for name in REQUIRED) >= 2 and ("date" in found or BARE_FIRST in found or "code" in found)


def looks_like_pupils(row: Row) -> bool:
    """Whether a row is the header of a list of pupils: a number with a name or a klas, and no absence.

    A day in it is the begin of a stay by its own words; beside a column that is not understood it may be one of absence.
    """
    found = columns_of(row)
    about = {"full_name", "roepnaam", "achternaam", "klas", "mentor", "birth_date"} & set(found)
    if (
        "student_id" not in found
        or not about
        or {"code", "hour_from", "begin_time", "amount", "whole_day"} & set(found)
    ):
        return False
    if "date" not in found and "last_date" not in found and BARE_FIRST not in found:
        return True
    stays = classes(found["date"]) or frozenset() if "date" in found else _STAYS
    return bool(stays & _STAYS) and all(is_known(header_key(cell or "")) for cell in row if cell and cell.strip())


def mapped(header: Sequence[str | None], mapping: Mapping[str, str]) -> dict[str, str] | None:
    """The header keys of an explicit mapping (raw column -> header), or None when one is not there.

    Columns that the mapping does not name are those that are understood; a column that it names stands for nothing else.
    """
    keys = {header_key(cell or "") for cell in header}
    chosen = {name: header_key(column) for name, column in mapping.items() if name != IGNORED}
    taken = {*chosen.values(), *(header_key(column) for column in ignored_headers(mapping))}
    if not taken <= keys:
        return None
    return columns_of([cell for cell in header if header_key(cell or "") not in taken]) | chosen


def ignored_keys(chosen: Mapping[str, str]) -> frozenset[str]:
    """The header keys of columns of which the user says that they are not to be read."""
    return frozenset(header_key(name) for name in ignored_headers(chosen))


def field_named(word: str) -> str | None:
    """The raw column of a field as a user names it: in Dutch, by one of its own words, or as it is called inside."""
    key = header_key(word)
    by_title = {header_key(title): field for field, title in TITLES.items()}
    if word in SYNONYMS:
        return word
    found = meaning(key)
    return by_title.get(key) or (found[0] if found and found[0] in SYNONYMS else None)
