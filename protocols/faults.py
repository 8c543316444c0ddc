"""What pydantic finds wrong in a TOML file, in Dutch: one place for the files of this room and for `school.toml`."""

import re
from collections.abc import Mapping
from typing import Any

# What pydantic expected, in Dutch.
EXPECTED = {
    "string": "tekst tussen aanhalingstekens",
    "float": "een getal zonder aanhalingstekens",
    "int": "een heel getal zonder aanhalingstekens",
    "bool": "true of false",
    "tuple": "een lijst tussen rechte haken",
    "dict": "een tabel",
    "model": "een tabel",
    "time": "een tijd zonder aanhalingstekens, als uu:mm",
}
SIGNS = {
    "greater_than_equal": "ten minste",
    "greater_than": "meer dan",
    "less_than_equal": "ten hoogste",
    "less_than": "minder dan",
}
# A pattern that asks for no more than something to read.
FILLED = r"\S"
# With which kinds of value pydantic ends a place.
TRIED = ("literal[", "dict[", "tuple[", "constrained-")
# A value that is repeated to whoever wrote it; a whole table is no help.
LONGEST = 60


def in_dutch(kind: str, context: Mapping[str, Any], message: str, value: object, see: str) -> tuple[str, str]:
    """The end of a sentence that began with the key, and what to do; `see` names where to read what may stand there."""
    shown = str(value) if len(str(value)) <= LONGEST else f"{str(value)[:LONGEST]}..."
    if kind == "missing":
        return "ontbreekt", f"Voeg deze sleutel toe; {see} beschrijft wat er mag staan."
    if kind == "extra_forbidden":
        return "is geen bekende sleutel", f"Verwijder de sleutel of verbeter de spelling; zie {see}."
    if kind == "literal_error":
        return f"is '{shown}'", f"Kies een van: {str(context.get('expected')).replace(' or ', ' of ')}."
    if kind.startswith("date"):
        return f"is '{shown}', geen datum", "Schrijf de datum zonder aanhalingstekens als jjjj-mm-dd."
    if kind in SIGNS:
        limit = next(iter(context.values()), message)
        return f"is {shown}, buiten het toegestane bereik", f"Grens: {limit} ({SIGNS[kind]})."
    if kind == "too_short":
        return "is leeg", "Zet er ten minste een waarde in."
    if kind == "string_too_long":
        return f"is langer dan {context.get('max_length')} tekens", "Maak de tekst korter."
    if kind == "string_too_short" or (kind == "string_pattern_mismatch" and context.get("pattern") == FILLED):
        return "is leeg", "Vul een tekst in."
    if kind == "string_pattern_mismatch":
        return f"is '{shown}'", "Gebruik kleine letters, cijfers en streepjes."
    if kind.endswith(("_type", "_parsing")):
        wanted = EXPECTED.get(kind.rpartition("_")[0], f"een andere soort; zie {see}")
        return f"is '{shown}', van de verkeerde soort", f"Verwacht: {wanted}."
    return "klopt niet", f"Verbeter de waarde; {see} beschrijft wat er mag staan."


def unread(problem: str) -> str:
    """Where a parser of TOML stopped, which is all of its words that a school can use."""
    place = re.search(r"at line (\d+),? col(?:umn)? (\d+)", problem)
    if place:
        return f"regel {place[1]} is vanaf teken {place[2]} niet te lezen"
    return "het bestand houdt midden in een waarde op"


def named(location: tuple[int | str, ...]) -> list[int | str]:
    """The place of a value without the kind that pydantic tried, with which it ends where two kinds are allowed."""
    return [part for part in location if part not in ("int", "[key]") and not str(part).startswith(TRIED)]


def dotted(location: tuple[int | str, ...]) -> str:
    """The place of a value as a dotted path; list items count from 1: `ladder.1.stage.2.level`."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in named(location))
