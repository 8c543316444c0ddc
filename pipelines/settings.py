"""`school.toml`: the settings of one or more schools in a workspace."""

import tomllib
from collections.abc import Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipelines.calendar import UNNAMED, Vacation, merge_vacations, school_calendar
from pipelines.errors import WorkspaceError

SCHOOL_ID = r"^[a-z0-9][a-z0-9-]*$"
FALLBACK_AFDELING = "overig"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Afdeling(_Part):
    """One afdeling: the first whose pattern fits a klas gets that klas."""

    id: str
    name: str
    classes: tuple[str, ...]


class Period(_Part):
    """Start of one of the school's own periods; it runs until the next start."""

    start: date
    name: str | None = None


class Holiday(_Part):
    """One of the school's own holidays, both days included; without a name it takes that of the one it replaces."""

    name: str = UNNAMED
    start: date
    end: date


class FreeDay(_Part):
    """One lesson-free day of the school's own (study day, report day)."""

    date: date
    name: str = "lesvrije dag"


class Toetsweek(_Part):
    """One test week, both days included: sick reports in it are tested for a pattern."""

    name: str = "toetsweek"
    start: date
    end: date


class CodeChoice(_Part):
    """The category that this school gives to one of its registration codes."""

    code: str
    category: str


class School(_Part):
    """One school of the workspace; units: lesson_minutes in minutes, lessons_per_week in lesson hours."""

    id: str = Field(pattern=SCHOOL_ID)
    name: str
    region: Literal["noord", "midden", "zuid"]
    protocol: str
    lesson_minutes: int | None = Field(default=None, ge=20, le=120)
    lessons_per_week: int | dict[int, int] | None = None
    hour_unit: Literal["lesuur", "klokuur"] = "lesuur"
    only_own_holidays: bool = False
    afdeling: tuple[Afdeling, ...] = ()
    period: tuple[Period, ...] = ()
    holiday: tuple[Holiday, ...] = ()
    free_day: tuple[FreeDay, ...] = ()
    test_week: tuple[Toetsweek, ...] = ()
    code: tuple[CodeChoice, ...] = ()

    def afdeling_of(self, klas: str | None) -> str:
        """The afdeling whose pattern fits the klas first, else `overig`."""
        for afdeling in self.afdeling:
            if klas is not None and any(fnmatchcase(klas, pattern) for pattern in afdeling.classes):
                return afdeling.id
        return FALLBACK_AFDELING

    def calendar(self, first: date, last: date, imported: Sequence[Vacation] = ()) -> pl.DataFrame:
        """The calendar of the school years of `first` to `last`: the region's, imported and own holidays, own first.

        Raises WorkspaceError naming the school when holidays of these years are not known.
        """
        own = [Vacation(h.name, h.start, h.end) for h in self.holiday]
        try:
            return school_calendar(
                self.region,
                first,
                last,
                own_vacations=merge_vacations(imported, own),
                free_days=[(f.date, f.name) for f in self.free_day],
                period_starts=[p.start for p in self.period],
                only_own=self.only_own_holidays,
            )
        except WorkspaceError as error:
            raise WorkspaceError(f"School '{self.id}': {error.what}", error.remedy) from None


class _File(_Part):
    school: tuple[School, ...] = Field(min_length=1)
    holiday: tuple[Holiday, ...] = ()
    free_day: tuple[FreeDay, ...] = ()
    demo: bool = False


def load_schools(path: Path) -> tuple[School, ...]:
    """The schools of a `school.toml`; holidays at the top level hold for all of them.

    Raises WorkspaceError naming file, key and remedy.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorkspaceError(
            f"{path} bestaat niet.", "Maak eerst een werkmap met: verzuimbeeld init MAP --school ID ..."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(f"{path} is geen geldige TOML: {error}", "Verbeter de genoemde regel.") from None
    try:
        content = _File.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise WorkspaceError(
            f"{path}: de waarde bij '{key}' klopt niet ({first['msg']}).",
            "Verbeter of verwijder deze sleutel; de README toont een voorbeeld van school.toml.",
        ) from None
    ids = [school.id for school in content.school]
    if len(set(ids)) < len(ids):
        raise WorkspaceError(f"{path}: een school-id komt tweemaal voor.", "Geef elke [[school]] een eigen id.")
    return tuple(
        school.model_copy(
            update={"holiday": school.holiday + content.holiday, "free_day": school.free_day + content.free_day}
        )
        for school in content.school
    )


def is_demo(path: Path) -> bool:
    """Whether a `school.toml` says that it holds invented data only."""
    return tomllib.loads(path.read_text(encoding="utf-8")).get("demo") is True
