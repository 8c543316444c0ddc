"""Cases that the current school year must hold, so that every page of the dashboard has something to show.

They are written over what chance made of the chosen pupils, who are ordinary otherwise. README.md names each case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from data import figures
from data.codes import NUMBER
from data.enrolment import Enrolment, Stay
from data.lessons import first_year_of
from data.register import Bools, Ints, Register
from data.timetable import SUBJECTS
from pipelines.calendar import SchoolYear

_UNAUTHORISED = ("OA", "ON", "LX")
_SICK = ("ZK", "ZH")
# School days of the current year on which the hours of a case lie: counted from its start, or back from its end.
_EARLY, _LATE, _WINDOW = slice(5, 23), slice(-20, -3), slice(-20, None)
_MOST_HOURS_A_DAY = 3

Cases = dict[str, list[int]]


@dataclass
class _Planter:
    """Chooses a pupil once, and writes over what the register has of that pupil."""

    register: Register
    rng: np.random.Generator
    taken: set[int]
    year: Ints = field(init=False)
    there: Bools = field(init=False)

    def __post_init__(self) -> None:
        current = first_year_of(figures.LAST_DAY) - figures.FIRST_YEAR
        self.year = np.nonzero(self.register.year == current)[0]
        own = self.register.klas[:, self.year]
        # In one klas all year, and not one of those who are never absent or go their own way already.
        hours = (self.register.code[:, self.year] > 0).sum(axis=(1, 2))
        bounds = np.quantile(hours[own[:, 0] >= 0], (0.1, 0.8))
        self.there = (own == own[:, :1]).all(axis=1) & (own[:, 0] >= 0) & (hours > bounds[0]) & (hours < bounds[1])

    def choose(self, wanted: Bools) -> int:
        """A pupil who has no case yet."""
        free = [p for p in np.nonzero(self.there & wanted)[0] if p not in self.taken]
        chosen = int(self.rng.choice(free))
        self.taken.add(chosen)
        return chosen

    def clear(self, pupil: int, codes: Iterable[str]) -> None:
        """Removes the registrations of the year with one of the codes."""
        cells = self.register.code[pupil, self.year]
        gone = np.isin(cells, [NUMBER[code] for code in codes])
        self.register.code[pupil, self.year] = np.where(gone, 0, cells)

    def fill(self, pupil: int, days: Iterable[int], code: str, subject: int | None = None) -> None:
        """Puts a code in all lessons of these days, or in those from the first lesson of a subject on."""
        chosen = np.array(sorted(days), dtype=np.int64)
        cells = self.register.scheduled[pupil, chosen]
        if subject is not None:
            cells = cells & (np.cumsum(self.register.lesson[pupil, chosen] == subject, axis=1) > 0)
        self.register.code[pupil, chosen] = np.where(cells, NUMBER[code], 0)
        listed, doubles = set(chosen.tolist()), self.register.doubles
        doubles[:] = [row for row in doubles if row[0] != pupil or row[1] not in listed]

    def absent(self, wanted: Bools, days: Ints, *hours: tuple[int, str]) -> int:
        """A pupil with exactly these (lesson hours, code) on some of the days, one after the other."""
        pupil = self.choose(wanted)
        self.clear(pupil, _UNAUTHORISED)
        self.add_hours(pupil, days, *hours)
        return pupil

    def add_hours(self, pupil: int, days: Ints, *hours: tuple[int, str]) -> None:
        """Lesson hours at the end of random days, one to three a day; the codes in the order in which they are given."""
        codes = [code for number, code in hours for _ in range(number)]
        cells: list[tuple[int, int]] = []
        lessons = self.register.scheduled[pupil] & (self.register.code[pupil] == 0)
        for day in self.rng.permutation(days):
            free = np.nonzero(lessons[day])[0]
            length = min(int(self.rng.integers(1, _MOST_HOURS_A_DAY + 1)), free.size, len(codes) - len(cells))
            cells += [(int(day), int(hour)) for hour in free[free.size - length :]]
        for (day, hour), code in zip(sorted(cells), codes, strict=True):
            self.register.code[pupil, day, hour] = NUMBER[code]


def plant(register: Register, enrolment: Enrolment, rng: np.random.Generator, taken: Iterable[int]) -> Cases:
    """Writes every case and gives the pupils of each; `taken` are pupils who are not to be chosen."""
    planter = _Planter(register, rng, set(map(int, taken)))
    return _unauthorised(planter, enrolment) | _sick(planter) | _found(register, enrolment)


def _unauthorised(planter: _Planter, enrolment: Enrolment) -> Cases:
    year = planter.year
    age = np.array([(figures.LAST_DAY - pupil.birth_date).days / 365.25 for pupil in enrolment.pupils])
    # The report of the adult lies some weeks back, so the birthday must lie before it.
    adult, minor = np.asarray(age > 18.2), np.asarray(age < 17.8)
    hours = figures.REPORTED_HOURS
    cases: Cases = {"adult_report": [planter.absent(adult, year[_LATE], (hours, "OA"))]}
    twice = planter.absent(minor, year[_EARLY], (hours, "OA"))
    planter.add_hours(twice, year[_LATE], (hours, "OA"))
    cases["second_report"] = [twice]
    cases["nearing"] = [planter.absent(minor, year[_WINDOW], (n, "OA")) for n in figures.NEARING_HOURS]
    cases["unknown_over_ten"] = [
        planter.absent(minor, year[_WINDOW], (judged, "OA"), (unknown, "ON"))
        for judged, unknown in figures.UNKNOWN_OVER_TEN
    ]
    gone = planter.choose(minor)
    planter.fill(gone, year[-figures.MONTH_ABSENT_DAYS :], "OA")
    cases["month_absent"] = [gone]
    return cases


def _sick(planter: _Planter) -> Cases:
    register, rng, year = planter.register, planter.rng, planter.year
    always = np.asarray(register.enrolled.all(axis=1))

    def chosen() -> int:
        pupil = planter.choose(always)
        planter.clear(pupil, _SICK)
        return pupil

    def ill(days: Iterable[int]) -> int:
        pupil = chosen()
        planter.fill(pupil, days, "ZK")
        return pupil

    mondays, last = year[register.weekday[year] == 0], register.before_holidays()
    edges = np.sort(np.concatenate([last, last + 1]))
    cases: Cases = {
        "monday_sick": [ill(_some(rng, mondays, part)) for part in figures.MONDAY_SICK],
        "test_week_sick": [ill(_test_days(register, rng)) for _ in range(figures.TEST_WEEK_SICK)],
        "holiday_sick": [ill(_some(rng, edges, part)) for part in figures.HOLIDAY_SICK],
        "often_sick": [ill(_spells(rng, year, number)) for number in figures.OFTEN_SICK_SPELLS],
        "running_spell": [ill(year[-number:]) for number in figures.RUNNING_SPELL_DAYS],
    }
    subject = SUBJECTS.index(figures.SUBJECT_SICK)
    pupil = chosen()
    lessons = year[(register.lesson[pupil, year] == subject).any(axis=1)]
    # Days well apart: two in a row would be one spell.
    planter.fill(pupil, lessons[:: lessons.size // figures.SUBJECT_SICK_SPELLS], "ZH", subject)
    cases["subject_sick"] = [pupil]
    return cases


def _spells(rng: np.random.Generator, days: Ints, number: int) -> Ints:
    """Spells of one or two days, one in the first half of every part of the days."""
    found = []
    for part in np.array_split(days, number):
        first = int(rng.integers(part.size // 2))
        found.append(part[first : first + int(rng.integers(1, 3))])
    return np.concatenate(found)


def _some(rng: np.random.Generator, days: Ints, part: float) -> Ints:
    return rng.choice(days, round(part * days.size), replace=False)


def _test_days(register: Register, rng: np.random.Generator) -> list[int]:
    """Two single days of every test week of the current year, one of those before it."""
    found = []
    for monday in figures.TEST_WEEKS:
        week = {monday + timedelta(n) for n in range(5)}
        days = [number for number, day in enumerate(register.days) if day in week]
        first = int(rng.integers(len(days) - 2))
        found.append(days[first])
        if first_year_of(monday) == first_year_of(figures.LAST_DAY):
            found.append(days[first + 2])
    return found


def _found(register: Register, enrolment: Enrolment) -> Cases:
    """Cases that chance makes by itself: luxeverzuim around the autumn holiday, and who came, left or changed klas."""
    autumn = np.array([day.month == 10 and day.year == figures.LAST_DAY.year for day in register.days])
    luxe = (register.code[:, autumn] == NUMBER["LX"]).any(axis=(1, 2))
    begin = SchoolYear.of(figures.LAST_DAY).first_day
    per_pupil: dict[int, list[Stay]] = {}
    for stay in enrolment.stays:
        if stay.first >= begin:
            per_pupil.setdefault(stay.pupil, []).append(stay)
    return {
        "luxe_autumn": [int(pupil) for pupil in np.nonzero(luxe)[0]],
        "left": [p for p, own in per_pupil.items() if own[-1].last <= figures.LAST_DAY],
        "joined": [p for p, own in per_pupil.items() if own[0].first > begin],
        "moved": [p for p, own in per_pupil.items() if len(own) > 1],
    }
