"""Counters over the export files, written apart from the pipeline: plain rows in, plain numbers out."""

import csv
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The rows of one export file."""
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def day_of(text: str) -> date:
    """Date of `7-9-2026` or `7-9-2026 00:00:00`."""
    day, month, year = text.split(" ")[0].split("-")
    return date(int(year), int(month), int(day))


def first_year(day: date) -> int:
    """First calendar year of the school year of a day."""
    return day.year if day.month >= 8 else day.year - 1


@dataclass(frozen=True)
class Hour:
    """One registration."""

    pupil: str
    day: date
    hour: int
    code: str


@dataclass(frozen=True)
class Export:
    """The whole export: registrations and placement rows, with the school days between them."""

    hours: tuple[Hour, ...]
    placements: tuple[Row, ...]
    days: tuple[date, ...]
    lessons_per_week: dict[int, int]

    @cached_property
    def week_axis(self) -> dict[date, int]:
        """7 × rank of the school week + weekday: the axis of windows over school weeks."""
        weeks = sorted({day - timedelta(day.weekday()) for day in self.days})
        rank = {week: number for number, week in enumerate(weeks)}
        return {day: 7 * rank[day - timedelta(day.weekday())] + day.weekday() for day in self.days}

    @cached_property
    def pupils_on(self) -> dict[date, Counter[int]]:
        """Pupils enrolled per school day, by leerjaar."""
        found: dict[date, Counter[int]] = {day: Counter() for day in self.days}
        for row in self.placements:
            begin, end = day_of(row["studiebegindatum"]), row["studieeinddatum"]
            last = day_of(end) if end else date.max
            for day in self.days:
                if begin <= day <= last:
                    found[day][int(row["STUDYYEAR"])] += 1
        return found

    def lesson_hours(self, days: list[date]) -> float:
        """Scheduled lesson hours of all pupils by the lesson table."""
        return sum(
            n * self.lessons_per_week[leerjaar] / 5 for day in days for leerjaar, n in self.pupils_on[day].items()
        )

    def percent(self, codes: str, days: list[date]) -> float:
        """Lesson hours with one of the codes per 100 scheduled lesson hours."""
        wanted, chosen = set(codes.split()), set(days)
        missed = sum(h.code in wanted and h.day in chosen for h in self.hours)
        return 100 * missed / self.lesson_hours(days)

    def days_in(self, year: int, *months: int) -> list[date]:
        """School days of a school year, of all months or of some."""
        return [day for day in self.days if first_year(day) == year and (not months or day.month in months)]

    def pupils_in(self, year: int) -> set[str]:
        """Pupils at the school at some time of a school year."""
        return {row["STAMNR"] for row in self.placements if first_year(day_of(row["studiebegindatum"])) == year}

    def by_pupil(self, codes: str, year: int) -> dict[str, list[Hour]]:
        """Registrations with one of the codes per pupil, in a school year."""
        wanted = set(codes.split())
        found = defaultdict(list)
        for h in self.hours:
            if h.code in wanted and first_year(h.day) == year:
                found[h.pupil].append(h)
        return found

    def pupils_at_norm(self, codes: str, year: int, hours: int = 16) -> set[str]:
        """Pupils with at least `hours` lesson hours in four consecutive school weeks."""
        found = set()
        for pupil, listed in self.by_pupil(codes, year).items():
            places = sorted(self.week_axis[h.day] for h in listed)
            if any(places[n] - places[n - hours + 1] < 28 for n in range(hours - 1, len(places))):
                found.add(pupil)
        return found

    def spells(self, year: int) -> dict[str, list[tuple[date, int]]]:
        """First day and length in school days of every sick spell, per pupil."""
        rank = {day: number for number, day in enumerate(self.days)}
        found = {}
        for pupil, listed in self.by_pupil("ZK ZH", year).items():
            runs: list[tuple[date, int]] = []
            last = None
            for day in sorted({h.day for h in listed}):
                if last is not None and rank[day] == rank[last] + 1:
                    runs[-1] = (runs[-1][0], runs[-1][1] + 1)
                else:
                    runs.append((day, 1))
                last = day
            found[pupil] = runs
        return found

    def pupils_often_sick(self, year: int) -> set[str]:
        """Pupils with a fourth spell in twelve school weeks or a spell of seven school days."""
        found = set()
        for pupil, runs in self.spells(year).items():
            starts = [self.week_axis[first] for first, _ in runs]
            often = any(starts[n] - starts[n - 3] < 84 for n in range(3, len(starts)))
            if often or max(length for _, length in runs) >= 7:
                found.add(pupil)
        return found
