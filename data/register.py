"""The grid of the demo school: pupils × school days × lesson hours, with at most one registration a cell."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from data import figures
from data.codes import NUMBER
from data.enrolment import Enrolment
from data.klassen import GYM, KLASSEN
from data.lessons import Grid, first_year_of
from data.timetable import HOURS, NO_LESSON, SUBJECTS

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NOT_ENROLLED = -1
# Mean over the lesson table; a figure per day becomes one per lesson hour by it.
LESSONS_A_DAY = 6.4
# From one school day to the next: more than a weekend with a free day on both sides is a holiday.
_HOLIDAY_GAP_DAYS = 8


@dataclass(frozen=True)
class Register:
    """Axes: pupil (in order of the enrolment), school day, lesson hour from 0.

    `lesson` holds the number of the subject in SUBJECTS, or NO_LESSON;
    `code` holds the number of the registration code or 0 and is filled by the makers of absence;
    `doubles` collects second registrations in a cell as rows of (pupil, day, hour, code number).
    """

    days: tuple[date, ...]
    year: Ints
    weekday: Ints
    klas: Ints
    leerjaar: Ints
    scheduled: Bools
    lesson: Grid
    code: npt.NDArray[np.int8]
    doubles: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def enrolled(self) -> Bools:
        """Per pupil and day: at the school."""
        return np.asarray(self.klas != NOT_ENROLLED)

    @property
    def free(self) -> Bools:
        """Cells with a lesson and without a registration."""
        return np.asarray(self.scheduled & (self.code == 0))

    @property
    def gym(self) -> Bools:
        """Cells with a lesson without books."""
        return np.asarray(self.lesson == SUBJECTS.index(GYM))

    def write(self, cells: Bools, code: str) -> None:
        """Puts a code in those of the cells that are free."""
        self.code[cells & self.free] = NUMBER[code]

    def before_holidays(self) -> Ints:
        """The last school days before each holiday; the next one of the register is the first after it."""
        return np.nonzero(np.diff([day.toordinal() for day in self.days]) >= _HOLIDAY_GAP_DAYS)[0]

    def year_part(self) -> Floats:
        """Per day: how far the school year is, from 0 in August to 1 in July."""
        return np.array([((day.month - 8) % 12 + day.day / 31) / 11.6 for day in self.days])


def make_register(enrolment: Enrolment, days: list[date], given: Grid) -> Register:
    """An empty register of these days, the first ones of the lessons `given`."""
    year = np.array([first_year_of(day) - figures.FIRST_YEAR for day in days])
    weekday = np.array([day.weekday() for day in days])
    klas = np.full((len(enrolment.pupils), len(days)), NOT_ENROLLED, dtype=np.int64)
    ordinal = np.array([day.toordinal() for day in days])
    for stay in enrolment.stays:
        first, last = np.searchsorted(ordinal, [stay.first.toordinal(), stay.last.toordinal() + 1])
        klas[stay.pupil, first:last] = stay.klas
    lessons = given[np.arange(len(days))[None, :], klas]
    lessons[klas == NOT_ENROLLED] = NO_LESSON
    leerjaar = np.array([k.leerjaar for k in KLASSEN])[klas]
    return Register(
        days=tuple(days),
        year=year,
        weekday=weekday,
        klas=klas,
        leerjaar=leerjaar,
        scheduled=lessons != NO_LESSON,
        lesson=lessons,
        code=np.zeros((len(enrolment.pupils), len(days), HOURS), dtype=np.int8),
    )


def hour_spans(first: Ints, length: Ints) -> Bools:
    """Per row: the lesson hours from `first` on, `length` in all."""
    hours = np.arange(HOURS)[None, :]
    return (hours >= first[:, None]) & (hours < (first + length)[:, None])


def draw_from(rng: np.random.Generator, shares: dict[int, float], number: int) -> Ints:
    """Numbers drawn by their shares, which need not sum to exactly one."""
    chances = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares)), number, p=chances / chances.sum())


def skewed(rng: np.random.Generator, spread: float, latent: Floats, highest: float) -> Floats:
    """Right-skewed factors with mean 1 that share a part of the latent risk (lognormal, its tail cut off)."""
    own = rng.standard_normal(latent.size)
    mixed = np.sqrt(figures.SHARED_PART) * latent + np.sqrt(1 - figures.SHARED_PART) * own
    factors: Floats = np.minimum(np.exp(spread * mixed - spread**2 / 2), highest)
    return np.asarray(factors / factors.mean())
