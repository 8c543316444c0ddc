"""What a column of a school's own table can stand for: the fields, the words of messages, and those that must be there."""

from collections.abc import Iterable, Mapping

# Canonical raw column -> a few of the words that schools use for it, shown in messages; many more are understood.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "student_id": ("stamnr", "stamnummer", "leerlingnummer", "llnr", "studentnummer", "deelnemernummer", "ovnr"),
    "leerling_id": ("leerling_id",),
    "full_name": ("naam", "leerlingnaam"),
    "roepnaam": ("roepnaam", "voornaam", "firstname"),
    "tussenvoegsel": ("tussenv", "tussenv.", "tussenvoegsel", "voorvoegsel", "infix", "prefix"),
    "achternaam": ("achternaam", "lastname"),
    "klas": ("klas", "stamklas", "stamklas_naam", "stamgroep", "class"),
    "group": ("groep", "lesgroep"),
    "studie": ("studie", "studie_naam", "opleiding", "study"),
    "leerjaar": ("leerjaar", "studyyear"),
    "mentor": ("mentor", "klassenmentor", "mentorcode"),
    "birth_date": ("geboortedatum", "birthdate"),
    "period": ("schooljaar", "lesperiode"),
    "date": ("datum", "datumvan", "begindatum", "verantwoording_datum", "moment"),
    "last_date": ("datumtot", "einddatum", "datumtotenmet", "datumtm"),
    "hour_from": ("lesuur", "uur", "verantwoording_lesuur", "lesuurbegin", "beginlesuur", "lesuurvan"),
    "hour_to": ("lesuureind", "eindlesuur", "lesuurtotmet", "lesuurtm"),
    "begin_time": ("begintijd", "tijd van"),
    "end_time": ("eindtijd", "tijd tot"),
    "amount": ("aantal uren", "gemiste lesuren"),
    "whole_day": ("hele dag",),
    "code": ("code", "absentiecode", "reden", "afkorting", "absentiereden_code", "aanwezigheidsreden_code"),
    "authorised": ("geoorloofd", "aanwezigheidsreden_geoorloofd", "isgeoorloofd"),
    "type": ("soort", "type", "omschrijving"),
    "subject": ("vak",),
    "entered_on": ("genoteerd op", "invoerdatum"),
    "minutes_late": ("minuten te laat", "te laat (min)"),
    "handled": ("afgehandeld", "verwerkt"),
    # A column of which the user says that it is not to be read.
    "ignored": (),
}
# The Dutch word for a field, in messages and in `--column VELD=KOP`.
TITLES = {
    "student_id": "leerlingnummer",
    "leerling_id": "leerling-id",
    "full_name": "naam",
    "roepnaam": "roepnaam",
    "tussenvoegsel": "tussenvoegsel",
    "achternaam": "achternaam",
    "klas": "klas",
    "group": "lesgroep",
    "studie": "studie",
    "leerjaar": "leerjaar",
    "mentor": "mentor",
    "birth_date": "geboortedatum",
    "period": "schooljaar",
    "date": "datum",
    "last_date": "einddatum",
    "hour_from": "lesuur",
    "hour_to": "lesuur-tm",
    "begin_time": "begintijd",
    "end_time": "eindtijd",
    "amount": "aantal-uren",
    "whole_day": "hele-dag",
    "code": "code",
    "authorised": "geoorloofd",
    "type": "soort",
    "subject": "vak",
    "entered_on": "invoerdatum",
    "minutes_late": "minuten-te-laat",
    "handled": "afgehandeld",
    "ignored": "niets",
}
# The fields that only lists with fixed headers have.
_OF_LISTS = {
    "source_id": "registratienummer",
    "description": "omschrijving",
    "luxeverzuim": "luxeverzuim",
    "measure": "maatregel",
    "shown": "gekomen",
    "missed": "niet gekomen",
    "valid_from": "vanaf",
    "last_day": "tot en met",
    # Beside a field that is read: they change what it says.
    "unauthorised": "ongeoorloofd",
    "there": "aanwezig",
    "withdrawn": "ingetrokken",
    "status": "status",
    "active": "actief",
}
REQUIRED: tuple[str, ...] = ("student_id", "date", "code")
IGNORED = "ignored"
# What stands between the headers of several columns that are not to be read; no header holds it.
_BETWEEN = "\x1f"


def field_title(field: str) -> str:
    """The Dutch word for what a column stands for."""
    return TITLES.get(field) or _OF_LISTS.get(field, field)


def ignored_headers(chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The headers of a choice of columns (field -> header) that are not to be read."""
    return tuple(chosen[IGNORED].split(_BETWEEN)) if IGNORED in chosen else ()


def told_columns(chosen: Mapping[str, str]) -> dict[str, str]:
    """A choice of columns as it is shown: the headers that are not to be read as one text."""
    shown = ", ".join(ignored_headers(chosen))
    return {field: shown if field == IGNORED else header for field, header in chosen.items()}


def ignoring(headers: Iterable[str]) -> dict[str, str]:
    """The part of a choice of columns that says which headers are not to be read."""
    joined = _BETWEEN.join(headers)
    return {IGNORED: joined} if joined else {}
