"""Reads the files of this room and refuses a wrong one with its name, the key and a remedy, in Dutch."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from pydantic import BaseModel, ValidationError

from protocols.consistency import first_fault
from protocols.errors import ProtocolError
from protocols.faults import dotted, in_dutch, unread
from protocols.older_files import has_any_appointment, with_kinds
from protocols.reference import (
    CaseFile,
    CategoryFile,
    ComparisonFile,
    ContactFile,
    ContactKind,
    NamedHoliday,
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
    "planned": pl.Boolean,
    "care": pl.Boolean,
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


def load_protocol(path: Path) -> Protocol:
    """One protocol file. Raises ProtocolError naming file, key (dotted path) and remedy."""
    raw = read_toml(path)
    if has_any_appointment(raw):
        raw = with_kinds(raw, _kinds_of_appointments())
    protocol = validated(Protocol, raw, path)
    fault = first_fault(protocol, category_file())
    if fault is None and protocol.id != path.stem:
        raise ProtocolError(
            f"{path.name}: 'id' is '{protocol.id}', maar het bestand heet {path.stem}.",
            f"Noem het bestand {protocol.id}.toml of maak de id gelijk aan de bestandsnaam.",
        )
    if fault is not None:
        raise ProtocolError(f"{path.name}: '{fault.key}' {fault.problem}.", fault.remedy)
    return protocol


@cache
def _kinds_of_appointments() -> dict[str, str]:
    """The kinds of the appointments of the shipped protocols, by the words of the task."""
    return {
        action.what: action.followup
        for protocol in load_protocols().values()
        for ladder in protocol.ladder
        for stage in ladder.stage
        for action in stage.action
        if action.followup
    }


def load_protocols() -> dict[str, Protocol]:
    """All protocols that come with the program by id, sorted. Raises ProtocolError for the first wrong file."""
    return dict(_all_in(FILES))


@cache
def _all_in(folder: Path) -> dict[str, Protocol]:
    """Read once: nothing changes these files while the program runs, and every command asks them."""
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
    return validated(CategoryFile, read_toml(path), path)


@cache
def comparison_file() -> ComparisonFile:
    """What lets the ladders of different protocols be laid beside each other: tracks and roles."""
    path = HERE / "comparison.toml"
    return validated(ComparisonFile, read_toml(path), path)


@cache
def case_file() -> CaseFile:
    """What can be said of a report for DUO besides that it was made: reasons to leave it, and answers to it."""
    path = HERE / "duo_cases.toml"
    return validated(CaseFile, read_toml(path), path)


@cache
def contact_kinds() -> dict[str, ContactKind]:
    """The kinds of contact by id, in the order in which they are offered."""
    path = HERE / "contacts.toml"
    return {kind.id: kind for kind in validated(ContactFile, read_toml(path), path).kind}


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
    settings = validated(SettingFile, read_toml(path), path).setting
    return pl.DataFrame([setting.model_dump() for setting in settings], schema=SETTING_SCHEMA, orient="row")


@cache
def load_year_notes() -> pl.DataFrame:
    """One row per school year that is not like the others, with what to say of it."""
    path = HERE / "year_notes.toml"
    notes = validated(YearNoteFile, read_toml(path), path).year_note
    return pl.DataFrame([note.model_dump() for note in notes], schema=YEAR_NOTE_SCHEMA, orient="row")


@cache
def load_holidays() -> pl.DataFrame:
    """One row per school holiday and region (N, M, Z); `start` and `eind` are both days without lessons."""
    return pl.read_csv(
        HERE / "holidays.csv",
        separator=";",
        schema={"schooljaar": pl.String, "vakantie": pl.String, "regio": pl.String, "start": pl.Date, "eind": pl.Date},
    )


@cache
def _public_holiday_file() -> PublicHolidayFile:
    path = HERE / "public_holidays.toml"
    return validated(PublicHolidayFile, read_toml(path), path)


def load_public_holidays() -> tuple[PublicHoliday, ...]:
    """The rules for days without lessons by national custom."""
    return _public_holiday_file().public_holiday


def load_period_cuts() -> tuple[str, ...]:
    """The holidays after which a new period begins, for a school without periods of its own."""
    return _public_holiday_file().period_cut


def load_named_holidays() -> dict[str, NamedHoliday]:
    """The holidays that rules name, by that name."""
    return {holiday.name: holiday for holiday in _public_holiday_file().named_holiday}


def read_toml(path: Path) -> dict[str, Any]:
    """What a TOML file holds. Raises ProtocolError naming the file and a remedy."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ProtocolError(f"{path.name} bestaat niet.", f"Controleer de map {path.parent}.") from None
    except UnicodeDecodeError:
        raise ProtocolError(f"{path.name} is geen UTF-8.", "Sla het bestand op als UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ProtocolError(
            f"{path.name} is geen geldige TOML: {unread(str(error))}.", "Verbeter de genoemde regel."
        ) from None


def validated(model: type[Model], raw: dict[str, Any], path: Path) -> Model:
    """What a file holds as a model. Raises ProtocolError naming file, key (dotted path) and remedy."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        problem, remedy = in_dutch(first["type"], first.get("ctx", {}), first["msg"], first["input"], "schema.json")
        key = dotted(first["loc"])
        raise ProtocolError(f"{path.name}: '{key}' {problem}.", remedy) from None
