"""From the bytes of an export to text: encodings, line ends, and rows that lie wholly inside quotes."""

import codecs
import re

from pipelines.errors import InputError

# A whole row inside quotes, its own quotes doubled: what Excel makes of a file with the other delimiter.
_WRAPPED = re.compile(r'^"([^"\n]*(?:""[^"]*)*)"[;,\t]*$', re.MULTILINE)
_HEAD = 20_000
_AGAIN = "Maak de export opnieuw en bewaar het bestand zonder het te bewerken."


def decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, UTF-16 with a mark, or else cp1252, with `\\n` as line end.

    Raises InputError for an empty file, bytes that are no text, and a file cut off inside a character.
    """
    if not data.strip():
        raise InputError(f"{name} is leeg.", "Maak de export opnieuw en controleer of er rijen in staan.")
    text = _decoded(data, name)
    if "\0" in text:
        raise InputError(f"{name} is geen tekstbestand.", "Bewaar de export als CSV, Excel (.xlsx) of JSON.")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise InputError(f"{name} is beschadigd of afgebroken (UTF-16).", _AGAIN) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data" and error.end == len(error.object)
        if data.startswith(codecs.BOM_UTF8) or (cut_off and error.start > 0 and _is_utf8_so_far(data, error.start)):
            row = data[: error.start].count(b"\n") + 1
            raise InputError(f"{name}, rij {row}: het bestand is afgebroken of beschadigd (UTF-8).", _AGAIN) from error
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}, rij {row}: de tekens zijn niet te lezen (geen UTF-8 en geen Windows-1252).",
            "Bewaar de export als 'CSV UTF-8' of als Excel-werkmap en lees die in.",
        ) from error


def _is_utf8_so_far(data: bytes, end: int) -> bool:
    """Only a file with earlier UTF-8 letters is cut off: in cp1252 a last letter such as 'ë' is normal."""
    return any(byte > 0x7F for byte in data[:end])


def unwrap(text: str) -> str:
    """Takes the quotes off rows that lie wholly inside them, when such rows stand at the top of the file."""
    wrapped = (match[1] for match in _WRAPPED.finditer(text[:_HEAD]))
    if not any(max(map(row.count, ";,\t")) >= 2 for row in wrapped):
        return text
    return _WRAPPED.sub(lambda match: match[1].replace('""', '"'), text)
