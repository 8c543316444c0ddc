"""Weekly timetables of the demo school: which klas has which subject on which weekday and lesson hour."""

import numpy as np
import numpy.typing as npt

from data.klassen import KLASSEN, LESSON_TABLE

WEEKDAYS = 5
HOURS = 8
FIRST_LESSON_MINUTE, LESSON_MINUTES = 8 * 60 + 30, 45
SUBJECTS = tuple(sorted({subject for table in LESSON_TABLE.values() for subject in table}))
NO_LESSON = -1
# How likely a lesson hour is free on a day with fewer than eight lessons: mostly the last and the first.
_FREE = np.array([0.22, 0.03, 0.04, 0.06, 0.06, 0.06, 0.15, 0.38])


def make_timetable(rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Number in SUBJECTS per klas, weekday and lesson hour (from 0), or NO_LESSON."""
    table = np.full((len(KLASSEN), WEEKDAYS, HOURS), NO_LESSON, dtype=np.int16)
    for number, klas in enumerate(KLASSEN):
        lessons = [SUBJECTS.index(s) for s, hours in LESSON_TABLE[klas.leerjaar].items() for _ in range(hours)]
        a_day, left = divmod(len(lessons), WEEKDAYS)
        longer = rng.permutation(WEEKDAYS)[:left]
        slots = []
        for weekday in range(WEEKDAYS):
            number_free = HOURS - a_day - int(weekday in longer)
            free = rng.choice(HOURS, number_free, replace=False, p=_FREE)
            slots += [(weekday, hour) for hour in range(HOURS) if hour not in free]
        for (weekday, hour), subject in zip(slots, rng.permutation(lessons), strict=True):
            table[number, weekday, hour] = subject
    return table
