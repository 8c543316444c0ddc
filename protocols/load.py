"""Reads the files of this room and refuses a wrong one with its name, the key and a remedy, in Dutch."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from pydantic import BaseModel, ValidationError

from protocols.consistency import first_fault
from protocols.errors import ProtocolError
from protocols.reference import (
    CategoryFile,
    ComparisonFile,
    PublicHoliday,
    PublicHolidayFile,
    SettingFile,
    YearNoteFile,
)
from protocols.schema import Protocol

HERE = Path(__file__).parent
FILES = HERE / "files"
Model = TypeVar("Model", bound=BaseModel)

CATEGORY_SCHEMA: dict[str, type[pl.DataType]] = {
    "category": pl.String,
    "authorised": pl.Boolean,
    "provisional": pl.Boolean,
    "absent": pl.Boolean,
    "one_lesson": pl.Boolean,
    "label": pl.String,
    "remark": pl.String,
}
SETTING_SCHEMA: dict[str, type[pl.DataType]] = {
    "name": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "basis": pl.String,
    "source": pl.String,
    "checked": pl.Date,
}

YEAR_NOTE_SCHEMA: dict[str, type[pl.DataType]] = {
    "school_year": pl.String,
    "note": pl.String,
    "source": pl.String,
    "checked": pl.Date,
}

# What pydantic expected, in Dutch.
KINDS = {
    "string": "tekst tussen aanhalingstekens",
    "float": "een getal zonder aanhalingstekens",
    "int": "een heel getal zonder aanhalingstekens",
    "bool": "true of false",
    "tuple": "een lijst tussen rechte haken",
    "dict": "een tabel",
    "model": "een tabel",
}


def load_protocol(path: Path) -> Protocol:
    """One protocol file. Raises ProtocolError naming file, key (dotted path) and remedy."""
    protocol = _validated(Protocol, _toml(path), path)
    fault = first_fault(protocol, category_file())
    if fault is None and protocol.id != path.stem:
        raise ProtocolError(
            f"{path.name}: 'id' is '{protocol.id}', maar het bestand heet {path.stem}.",
            f"Noem het bestand {protocol.id}.toml of maak de id gelijk aan de bestandsnaam.",
        )
    if fault is not None:
        raise ProtocolError(f"{path.name}: '{fault.key}' {fault.problem}.", fault.remedy)
    return protocol


def load_protocols(folder: Path = FILES) -> dict[str, Protocol]:
    """All protocol files of a folder by id, sorted. Raises ProtocolError for the first wrong file."""
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ProtocolError(f"In {folder} staan geen protocolbestanden.", "Zet er ten minste een .toml-bestand neer.")
    return {path.stem: load_protocol(path) for path in paths}


def shipped_names() -> set[str]:
    """The ids of the protocols that come with the program."""
    return {path.stem for path in FILES.glob("*.toml")}


@cache
def category_file() -> CategoryFile:
    """The categories and the named sets of them."""
    path = HERE / "categories.toml"
    return _validated(CategoryFile, _toml(path), path)


@cache
def comparison_file() -> ComparisonFile:
    """What lets the ladders of different protocols be laid beside each other: tracks and roles."""
    path = HERE / "comparison.toml"
    return _validated(ComparisonFile, _toml(path), path)


@cache
def load_categories() -> pl.DataFrame:
    """One row per category; `authorised` is null where the category counts for nor against a pupil."""
    return pl.DataFrame(
        [category.model_dump() for category in category_file().category], schema=CATEGORY_SCHEMA, orient="row"
    )


@cache
def load_settings() -> pl.DataFrame:
    """One row per number that no protocol sets; `value` in `unit`, `basis` bron, lezing or standaard."""
    path = HERE / "settings.toml"
    settings = _validated(SettingFile, _toml(path), path).setting
    return pl.DataFrame([setting.model_dump() for setting in settings], schema=SETTING_SCHEMA, orient="row")


@cache
def load_year_notes() -> pl.DataFrame:
    """One row per school year that is not like the others, with what to say of it."""
    path = HERE / "year_notes.toml"
    notes = _validated(YearNoteFile, _toml(path), path).year_note
    return pl.DataFrame([note.model_dump() for note in notes], schema=YEAR_NOTE_SCHEMA, orient="row")


@cache
def load_holidays() -> pl.DataFrame:
    """One row per school holiday and region (N, M, Z); `start` and `eind` are both days without lessons."""
    return pl.read_csv(
        HERE / "holidays.csv",
        separator=";",
        schema={
            "schooljaar": pl.String,
            "vakantie": pl.String,
            "regio": pl.String,
            "start": pl.Date,
            "eind": pl.Date,
        },
    )


@cache
def _public_holiday_file() -> PublicHolidayFile:
    path = HERE / "public_holidays.toml"
    return _validated(PublicHolidayFile, _toml(path), path)


def load_public_holidays() -> tuple[PublicHoliday, ...]:
    """The rules for days without lessons by national custom."""
    return _public_holiday_file().public_holiday


def load_period_cuts() -> tuple[str, ...]:
    """The holidays after which a new period begins, for a school without periods of its own."""
    return _public_holiday_file().period_cut


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProtocolError(f"{path.name} bestaat niet.", f"Controleer de map {path.parent}.") from None
    except UnicodeDecodeError:
        raise ProtocolError(f"{path.name} is geen UTF-8.", "Sla het bestand op als UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(f"{path.name} is geen geldige TOML: {error}.", "Verbeter de genoemde regel.") from None


def _validated(model: type[Model], raw: dict[str, Any], path: Path) -> Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        problem, remedy = _in_dutch(first["type"], first.get("ctx", {}), first["msg"], first["input"])
        key = dotted(first["loc"])
        raise ProtocolError(f"{path.name}: '{key}' {problem}.", remedy) from None


def dotted(location: tuple[int | str, ...]) -> str:
    """The place of a value as a dotted path; list items count from 1: `ladder.1.stage.2.level`."""
    # pydantic ends the place of a value that may be one of two kinds with the kind it tried.
    named = [part for part in location if part != "int" and not str(part).startswith("literal[")]
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in named)


def _in_dutch(kind: str, context: dict[str, Any], message: str, value: object) -> tuple[str, str]:
    if kind == "missing":
        return "ontbreekt", "Voeg deze sleutel toe; schema.json beschrijft wat er mag staan."
    if kind == "extra_forbidden":
        return "is geen bekende sleutel", "Verwijder de sleutel of verbeter de spelling; zie schema.json."
    if kind == "literal_error":
        return f"is '{value}'", f"Kies een van: {str(context.get('expected')).replace(' or ', ' of ')}."
    if kind.startswith("date"):
        return f"is '{value}', geen datum", "Schrijf de datum zonder aanhalingstekens als jjjj-mm-dd."
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        return f"is {value}, buiten het toegestane bereik", f"Grens: {next(iter(context.values()), message)}."
    if kind.endswith("_type"):
        wanted = KINDS.get(kind.removesuffix("_type"), "een andere soort; zie schema.json")
        return f"is '{value}', van de verkeerde soort", f"Verwacht: {wanted}."
    if kind == "string_pattern_mismatch":
        return f"is '{value}'", "Gebruik kleine letters, cijfers en streepjes."
    return f"klopt niet ({message})", "Verbeter de waarde; schema.json beschrijft wat er mag staan."
