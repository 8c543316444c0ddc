"""The words that schools' own exports use for the columns of a registration (formats.md 1.5)."""

from collections.abc import Mapping, Sequence

from pipelines.readers.table import Row, header_key

# Canonical raw column -> header words, the most telling first: next to 'Code', 'Reden' is prose.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "student_id": ("stamnr", "stamnummer", "leerlingnummer", "llnr", "studentnummer", "deelnemernummer", "ovnr"),
    "roepnaam": ("roepnaam", "voornaam", "firstname"),
    "tussenvoegsel": ("tussenv", "tussenv.", "tussenvoegsel", "voorvoegsel", "infix", "prefix"),
    "achternaam": ("achternaam", "lastname"),
    "klas": ("klas", "stamklas", "stamklas_naam", "stamgroep", "groep", "class"),
    "studie": ("studie", "studie_naam", "opleiding", "study"),
    "leerjaar": ("leerjaar", "studyyear"),
    "date": ("datum", "datumvan", "begindatum", "verantwoording_datum", "moment"),
    "last_date": ("datumtot", "einddatum", "datumtotenmet", "datumtm"),
    "hour_from": ("lesuur", "uur", "verantwoording_lesuur", "lesuurbegin", "beginlesuur", "lesuurvan"),
    "hour_to": ("lesuureind", "eindlesuur", "lesuurtotmet", "lesuurtm"),
    "code": ("code", "reden", "afkorting", "absentiereden_code", "aanwezigheidsreden_code"),
    "authorised": ("geoorloofd", "aanwezigheidsreden_geoorloofd", "isgeoorloofd"),
    "type": ("soort", "type", "omschrijving"),
    "subject": ("vak",),
}
# The Dutch word for a column in messages.
TITLES = {"student_id": "leerlingnummer", "date": "datum", "code": "code"}
REQUIRED: tuple[str, ...] = ("student_id", "date", "code")

# Sources of their own that share words with these exports: in PARS a 'lesuur' is half a lesson and 'reden' is
# prose; Terugkomers holds follow-ups, not absence.
_OTHER_SOURCES: tuple[frozenset[str], ...] = (
    frozenset({"typeomschrijving", "lesuurbegin"}),
    frozenset({"terugkomerid"}),
)


def columns_of(header: Sequence[str]) -> dict[str, str]:
    """Canonical raw column -> header key, for the columns of a header row that are understood."""
    keys = {header_key(cell or "") for cell in header}
    found = {
        name: next((header_key(word) for word in words if header_key(word) in keys), None)
        for name, words in SYNONYMS.items()
    }
    return {name: key for name, key in found.items() if key}


def looks_like_registrations(row: Row) -> bool:
    """Whether a row is a header with at least two of the three columns that a registration needs."""
    keys = {header_key(cell or "") for cell in row}
    if any(other <= keys for other in _OTHER_SOURCES):
        return False
    return sum(name in columns_of(row) for name in REQUIRED) >= 2


def mapped(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str] | None:
    """The header keys of an explicit mapping (raw column -> header), or None when one is not there."""
    keys = {header_key(cell or "") for cell in header}
    chosen = {name: header_key(column) for name, column in mapping.items()}
    return chosen if set(chosen.values()) <= keys else None
