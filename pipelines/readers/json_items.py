"""Reading JSON that others made: every value may be missing, of another type, or in another place."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import REFUSED, conform
from pipelines.readers.source import Source

RawRow = dict[str, str | int | None]

_SUBJECT = re.compile(r"^([^\s]{1,12})\s+-\s")


def at(value: Any, *path: str) -> Any:
    """The value at a path of names, or None where a step is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(value: Any, *path: str) -> str | None:
    """The text, number or boolean at a path, as text; lists and objects are None."""
    found = at(value, *path)
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, (str, int, float)):
        # Half a surrogate pair is legal in JSON and in no text that can be stored.
        return str(found).encode(errors="replace").decode()
    return None


def list_at(value: Any, *path: str) -> list[Any]:
    """The list at a path; anything else is an empty list."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def items_of(source: Source, name: str) -> list[Any]:
    """The list of items of an answer. Raises InputError when the file is no such answer."""
    items = at(source.json, name)
    if not isinstance(items, list):
        raise InputError(
            f"{source.name}: de lijst '{name}' staat niet in dit bestand.", "Klopt het gekozen soort bestand?"
        )
    return items


def first_name(value: Any, *path: str) -> str | None:
    """The first of a list of names, given as texts or as objects with a code, naam or omschrijving."""
    for item in list_at(value, *path):
        names = (text_at({"own": item}, "own"), *(text_at(item, key) for key in ("code", "naam", "omschrijving")))
        name = next((name for name in names if name), None)
        if name:
            return name
    return None


def subject(description: str | None) -> str | None:
    """The subject of a lesson 'vak - DOCENT - groep'; the rest, and any other text, is dropped."""
    found = _SUBJECT.match(description or "")
    return found[1].lower() if found else None


def has_items(source: Source, name: str, *keys: str) -> bool:
    """Whether the document has a list `name` whose first object has all of `keys`."""
    first = next((item for item in list_at(source.json, name) if isinstance(item, dict)), None)
    return first is not None and all(key in first for key in keys)


def objects(items: Iterable[Any]) -> list[tuple[int, dict[str, Any]]]:
    """The objects of a list with their number, from 1."""
    return [(number, item) for number, item in enumerate(items, 1) if isinstance(item, dict)]


def malformed(items: Iterable[Any]) -> pl.DataFrame:
    """A refusal for every item that is no object."""
    reason = "Dit onderdeel heeft niet de vorm van een registratie of leerling."
    remedy = "Haal de gegevens opnieuw op."
    rows = [number for number, item in enumerate(items, 1) if not isinstance(item, dict)]
    frame = pl.DataFrame({"row": rows}, schema={"row": pl.Int64})
    return conform(frame.with_columns(pl.lit(reason).alias("reason"), pl.lit(remedy).alias("remedy")), REFUSED)


def raw_frame(rows: Iterable[RawRow], columns: Iterable[str]) -> pl.DataFrame:
    """Text rows as a frame with the given columns and `row`; empty text is null."""
    schema = {**dict.fromkeys(columns, pl.String), "row": pl.Int64}
    frame = pl.DataFrame(list(rows), schema=schema)
    texts = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(texts != "").then(texts).name.keep())


def pupil_in_file_name(path: Path) -> str:
    """The pupil number at the end of a file name, for answers of the API that do not name their pupil.

    Raises InputError for a name that ends in no number, or in a date.
    """
    stem = re.sub(r"\s*\(\d+\)$", "", path.stem)  # a browser numbers a second download: 'absenties_101005 (1)'
    found = re.search(r"(?<!\d)(\d+)$", stem)
    if not found or re.search(r"\d{1,4}[-_.]\d{1,2}[-_.]\d{1,4}$", stem):
        raise InputError(
            f"{path.name}: het bestand noemt zijn leerling niet, en de naam heeft geen leerlingnummer.",
            f"Hernoem het bestand: het nummer voor de extensie, zoals in 'absenties_101005{path.suffix}'.",
        )
    return found[1]


def missing_items(source: Source, total: str, items: list[Any], what: str) -> tuple[str, ...]:
    """A warning when the answer says (at a path 'a.b') that there is more than it holds: it came page by page."""
    count = at(source.json, *total.split("."))
    if not isinstance(count, int) or count <= len(items):
        return ()
    sentence = (
        f"LET OP: het bestand bevat {len(items)} van de {count} {what}; de rest ontbreekt."
        " Haal de gegevens opnieuw op met een hogere limiet."
    )
    return (sentence,)
