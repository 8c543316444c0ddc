"""How long a workspace keeps what: the terms of `[retention]` in `school.toml`, else those of the program, and their days."""

import calendar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.calendar import SchoolYear
from pipelines.settings.file import read_text
from pipelines.settings.settings import settings_in
from protocols.load import load_settings


@dataclass(frozen=True)
class Terms:
    """Years, and for care months, as `[retention]` has them."""

    left_years: int
    registrations_years: int
    care_months: int
    log_years: int

    @property
    def kept_years(self) -> int:
        """How many school years, with the running one, have pupils in them.

        Never a year out of which who left has gone already: its figures would be of the others only.
        """
        return min(self.registrations_years, self.left_years + 1)

    def kept_from(self, today: date) -> date:
        """The first day of the oldest school year with pupils in it."""
        return SchoolYear(SchoolYear.of(today).begins - self.kept_years + 1).first_day

    def left_from(self, today: date) -> date:
        """Who left before this day has been gone too long: the term runs from the end of the school year."""
        return SchoolYear(SchoolYear.of(today).begins - self.left_years).first_day

    def care_is_due(self, noted: date, today: date) -> bool:
        """Whether a care note of a day has been kept for its months; a month without that day ends with the next one's first."""
        months = noted.month - 1 + self.care_months
        year, month = noted.year + months // 12, months % 12 + 1
        if noted.day <= calendar.monthrange(year, month)[1]:
            return date(year, month, noted.day) <= today
        return date(year + month // 12, month % 12 + 1, 1) <= today


def default_terms() -> dict[str, int]:
    """The terms of the program, by the keys of `[retention]`."""
    values = dict(load_settings().select("name", "value").iter_rows())
    return {name: int(values[f"retention_{name}"]) for name in Terms.__dataclass_fields__}


def terms_of(folder: Path) -> Terms:
    """The terms of a workspace. Raises WorkspaceError when its settings cannot be read."""
    path = folder / "school.toml"
    own = settings_in(read_text(path), path).retention.model_dump(exclude_none=True)
    return Terms(**{**default_terms(), **own})
