"""What `school.toml` may say: one model per heading. Unknown keys and wrong types are refused."""

from collections.abc import Sequence
from datetime import date, time
from fnmatch import fnmatchcase
from typing import Annotated, Literal

import polars as pl
from pydantic import Discriminator, Field, StringConstraints, Tag

from pipelines.calendar import UNNAMED, SchoolYear, holidays_known, merge_vacations, school_calendar
from pipelines.errors import WorkspaceError
from pipelines.holidays import Vacation, is_free_day
from pipelines.readers.values import FIRST_HOUR, LAST_HOUR
from protocols.faults import FILLED
from protocols.ladders import Many, Part

SCHOOL_ID = r"^[a-z0-9][a-z0-9-]*$"
FALLBACK_AFDELING = "overig"
Filled = Annotated[str, StringConstraints(pattern=FILLED, max_length=200)]
Leerjaar = Annotated[int, Field(strict=False, ge=1, le=6)]
Lessons = Annotated[int, Field(ge=1, le=60)]
Years = Annotated[int, Field(ge=1, le=20)]


class Afdeling(Part):
    """One afdeling: the first whose pattern fits a klas gets that klas."""

    id: Filled
    name: Filled
    classes: Many[Filled] = Field(min_length=1)


class Period(Part):
    """Start of one of the school's own periods; it runs until the next start."""

    start: date
    name: Filled | None = None


class Holiday(Part):
    """One of the school's own holidays, both days included; without a name it takes that of the one it replaces."""

    name: Filled = UNNAMED
    start: date
    end: date


class FreeDay(Part):
    """One lesson-free day of the school's own (study day, report day)."""

    date: date
    name: Filled = "lesvrije dag"


class Toetsweek(Part):
    """One test week, both days included: sick reports in it are tested for a pattern."""

    name: Filled = "toetsweek"
    start: date
    end: date


class CodeChoice(Part):
    """The category that this school gives to one of its registration codes."""

    code: Filled
    category: Filled


class Lesson(Part):
    """When a lesson hour begins and ends, for files that tell times only."""

    hour: int = Field(ge=FIRST_HOUR, le=LAST_HOUR)
    start: time
    end: time


class Reference(Part):
    """How many pupils of 100 were reported at DUO for the 16 hours in one whole school year, in the region or the country."""

    year: Filled
    area: Literal["regio", "land"]
    reported_per_100: float = Field(gt=0, le=100)
    source: Filled


class Retention(Part):
    """How long data are kept; what is not said is as `terms` has it. Last year stays: this year is laid beside it."""

    left_years: Years | None = None
    registrations_years: int | None = Field(default=None, ge=2, le=20)
    care_months: int | None = Field(default=None, ge=1, le=240)
    log_years: Years | None = None


class School(Part):
    """One school of the workspace; units: lesson_minutes in minutes, lessons_per_week in lesson hours."""

    id: Annotated[str, StringConstraints(pattern=SCHOOL_ID, max_length=60)]
    name: Filled
    region: Literal["noord", "midden", "zuid"]
    protocol: Filled
    lesson_minutes: int | None = Field(default=None, ge=20, le=120)
    lessons_per_week: (
        Annotated[
            Annotated[Lessons, Tag("int")] | Annotated[dict[Leerjaar, Lessons], Tag("dict[leerjaar]")],
            Discriminator(lambda value: "dict[leerjaar]" if isinstance(value, dict) else "int"),
        ]
        | None
    ) = None
    hour_unit: Literal["lesuur", "klokuur"] = "lesuur"
    only_own_holidays: bool = False
    norm_crosses_summer: bool = True
    default_term_days: int | None = Field(default=None, ge=1, le=60)
    task_minutes: int | None = Field(default=None, ge=1, le=240)
    afdeling: Many[Afdeling] = ()
    period: Many[Period] = ()
    holiday: Many[Holiday] = ()
    free_day: Many[FreeDay] = ()
    test_week: Many[Toetsweek] = ()
    code: Many[CodeChoice] = ()
    lesson: Many[Lesson] = ()
    reference: Many[Reference] = ()

    def afdeling_of(self, klas: str | None) -> str:
        """The afdeling whose pattern fits the klas first, else `overig`."""
        for afdeling in self.afdeling:
            if klas is not None and any(fnmatchcase(klas, pattern) for pattern in afdeling.classes):
                return afdeling.id
        return FALLBACK_AFDELING

    def lesson_times(self) -> tuple[tuple[int, int, int], ...]:
        """Lesson hour, and the minutes of the day at which it begins and ends."""
        return tuple((each.hour, _minute(each.start), _minute(each.end)) for each in self.lesson)

    def knows(self, year: SchoolYear, imported: Sequence[Vacation] = ()) -> bool:
        """Whether the holidays of a school year are known, so that it can hold registrations."""
        own = merge_vacations(_holidays(imported), [Vacation(h.name, h.start, h.end) for h in self.holiday])
        return holidays_known(self.region, year, own, self.only_own_holidays)

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
                own_vacations=merge_vacations(_holidays(imported), own),
                free_days=[*_free_days(imported), *((f.date, f.name) for f in self.free_day)],
                period_starts=[p.start for p in self.period],
                only_own=self.only_own_holidays,
            )
        except WorkspaceError as error:
            raise WorkspaceError(f"School '{self.id}': {error.what}", error.remedy) from None


class SettingsFile(Part):
    """The whole of `school.toml`; holidays at the top level hold for all schools."""

    school: Many[School] = Field(min_length=1)
    holiday: Many[Holiday] = ()
    free_day: Many[FreeDay] = ()
    retention: Retention = Retention()
    demo: bool = False


def _holidays(imported: Sequence[Vacation]) -> list[Vacation]:
    return [vacation for vacation in imported if not is_free_day(vacation.name)]


def _free_days(imported: Sequence[Vacation]) -> list[tuple[date, str]]:
    return [(day, vacation.name) for vacation in imported if is_free_day(vacation.name) for day in vacation.days()]


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
