"""`school.toml`: the settings of one or more schools in a workspace, read and held against what they may be."""

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines.errors import WorkspaceError
from pipelines.settings.checks import first_fault
from pipelines.settings.file import parsed, read_text
from pipelines.settings.schema import (
    FALLBACK_AFDELING,
    SCHOOL_ID,
    Afdeling,
    CodeChoice,
    FreeDay,
    Holiday,
    Lesson,
    Period,
    Retention,
    School,
    SettingsFile,
    Toetsweek,
)
from protocols.faults import in_dutch, named

__all__ = [
    "FALLBACK_AFDELING",
    "SCHOOL_ID",
    "School",
    "SettingsError",
    "SettingsFile",
    "is_demo",
    "load_schools",
    "schools_in",
    "settings_in",
]

PARTS: dict[str, type[BaseModel]] = {
    "school": School,
    "afdeling": Afdeling,
    "period": Period,
    "holiday": Holiday,
    "free_day": FreeDay,
    "test_week": Toetsweek,
    "code": CodeChoice,
    "lesson": Lesson,
    "retention": Retention,
}
SEE = "de README"


class SettingsError(WorkspaceError):
    """A value in `school.toml` that may not be: `key` is its place, items of lists counted from 0, `problem` how it is wrong."""

    def __init__(self, what: str, remedy: str, key: Sequence[int | str], problem: str) -> None:
        super().__init__(what, remedy)
        self.key, self.problem = tuple(key), problem


def load_schools(path: Path) -> tuple[School, ...]:
    """The schools of a `school.toml`; holidays at the top level hold for all of them.

    Raises WorkspaceError naming file, key and remedy.
    """
    return schools_in(read_text(path), path)


def schools_in(text: str, path: Path) -> tuple[School, ...]:
    """The schools of the text of a `school.toml`; `path` is what a fault is told about."""
    content = settings_in(text, path)
    return tuple(
        school.model_copy(
            update={"holiday": school.holiday + content.holiday, "free_day": school.free_day + content.free_day}
        )
        for school in content.school
    )


def settings_in(text: str, path: Path) -> SettingsFile:
    """All that the text of a `school.toml` says, each school with what stands under its own heading only.

    Raises WorkspaceError, and SettingsError where a value may not be.
    """
    content = _validated(parsed(text, path), path)
    wrong = first_fault(content, path.parent)
    if wrong is not None:
        raise _fault(path, *wrong)
    return content


def is_demo(path: Path) -> bool:
    """Whether a `school.toml` says that it holds invented data only."""
    return parsed(read_text(path), path).get("demo") is True


def _validated(raw: dict[str, Any], path: Path) -> SettingsFile:
    try:
        return SettingsFile.model_validate(raw)
    except ValidationError as error:
        # A misspelt key goes first: it is why another one is missing.
        found = sorted(error.errors(), key=lambda each: each["type"] != "extra_forbidden")[0]
    key = named(found["loc"])
    problem, remedy = in_dutch(found["type"], found.get("ctx", {}), found["msg"], found["input"], SEE)
    if found["type"] == "extra_forbidden":
        remedy = _meant(key) or remedy
    raise _fault(path, key, problem, remedy)


def _fault(path: Path, key: Sequence[int | str], problem: str, remedy: str) -> SettingsError:
    """What is wrong at a key, with the heading under which it stands; items of a list count from 0, as TOML does."""
    places = [place for place, part in enumerate(key) if isinstance(part, int)]
    heading = ".".join(str(part) for part in key[: places[-1]] if isinstance(part, str)) if places else ""
    where = f" ({int(key[places[-1]]) + 1}e [[{heading}]])" if places else ""
    return SettingsError(f"{path}: '{'.'.join(map(str, key))}'{where} {problem}.", remedy, key, problem)


def _meant(key: Sequence[int | str]) -> str:
    """The key that was probably meant by an unknown one; empty when none is like it."""
    headings = [part for part in key[:-1] if isinstance(part, str)]
    fields = PARTS[headings[-1]].model_fields if headings else SettingsFile.model_fields
    near = get_close_matches(str(key[-1]), list(fields), n=1)
    return f"Bedoelt u '{near[0]}'? Verbeter de spelling, of verwijder de sleutel." if near else ""
