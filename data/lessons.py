"""The lessons that the demo school gives, day by day: the weekly timetables, with this year's changes to them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from data import figures
from data.timetable import NO_LESSON
from pipelines.calendar import SchoolYear

Grid = npt.NDArray[np.int16]

CANCELLED, MOVED, REVISED = "cancelled", "moved", "revised"


@dataclass(frozen=True)
class Change:
    """What became of one planned lesson: cancelled, moved to lesson hour `to` of that day, or only written anew.

    `day`, `klas` and `hour` are its place in the planned timetable; `to` is that hour unless the lesson moved.
    """

    day: int
    klas: int
    hour: int
    kind: str
    to: int


@dataclass(frozen=True)
class Lessons:
    """Axes of both grids: school day, klas, lesson hour from 0; cells are numbers in SUBJECTS, or NO_LESSON.

    The days run on past the last day with registrations: a timetable is known ahead.
    """

    days: tuple[date, ...]
    planned: Grid
    given: Grid
    changes: tuple[Change, ...]


def first_year_of(day: date) -> int:
    """First calendar year of the school year of a day."""
    return SchoolYear.of(day).begins


def make_lessons(rng: np.random.Generator, days: list[date], timetables: dict[int, Grid]) -> Lessons:
    """The lessons of all days; `timetables` by first year of the school year. Earlier years ran as planned."""
    planned = np.stack([timetables[first_year_of(day)][:, day.weekday()] for day in days])
    given = planned.copy()
    current = first_year_of(figures.LAST_DAY)
    changeable = np.array([first_year_of(day) == current and day <= figures.LAST_DAY for day in days])
    lot = rng.random(planned.shape)
    lot[~changeable[:, None, None] | (planned == NO_LESSON)] = 1.0
    cancelled = lot < figures.CANCELLED
    moved = ~cancelled & (lot < figures.CANCELLED + figures.MOVED)
    revised = ~cancelled & ~moved & (lot < figures.CANCELLED + figures.MOVED + figures.REVISED)
    given[cancelled] = NO_LESSON
    changes = [Change(*_place(cell), CANCELLED, int(cell[2])) for cell in np.argwhere(cancelled)]
    changes += [Change(*_place(cell), REVISED, int(cell[2])) for cell in np.argwhere(revised)]
    for day, klas, hour in map(_place, np.argwhere(moved)):
        # Free in the plan and still free: a moved lesson takes nobody else's hour, nor one that was cancelled.
        free = np.nonzero((planned[day, klas] == NO_LESSON) & (given[day, klas] == NO_LESSON))[0]
        if free.size:
            to = int(rng.choice(free))
            given[day, klas, to], given[day, klas, hour] = planned[day, klas, hour], NO_LESSON
            changes.append(Change(day, klas, hour, MOVED, to))
    return Lessons(tuple(days), planned, given, tuple(changes))


def _place(cell: npt.NDArray[np.intp]) -> tuple[int, int, int]:
    day, klas, hour = (int(place) for place in cell)
    return day, klas, hour
