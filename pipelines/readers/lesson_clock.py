"""From times to lesson hours: by what the school tells, and by rows of the file with both a time and a lesson hour."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipelines.readers.values import FIRST_HOUR, LAST_HOUR
from protocols.settings_page import on_page

# (begin minute, end minute, first hour, last hour); None where the row does not say.
TimedHours = tuple[int | None, int | None, int | None, int | None]
# Lesson hour, and the minutes of the day at which it begins and ends.
LessonTimes = tuple[tuple[int, int, int], ...]
# What is said of a row that has a time and no lesson hour.
NO_HOUR = "De rij noemt een tijd maar geen lesuur, en uit de rest van het bestand blijkt het lesuur niet."
NO_HOUR_REMEDY = (
    f"Neem in de export de lesuren op, of zet de lestijden {on_page('Lestijden', '[[school.lesson]]')}: dan volgt het lesuur "
    "uit de tijd."
)


@dataclass(frozen=True)
class LessonClock:
    """Minute of the day -> the lesson hour that starts, or ends, then. Times with two readings are left out."""

    starts: dict[int, int]
    ends: dict[int, int]


def lesson_clock(
    known: Iterable[TimedHours], asked: Iterable[tuple[int | None, int | None]], told: LessonTimes = ()
) -> LessonClock:
    """The clock that `known` rows give, extended to the lessons asked for that lie against a known lesson.

    What the school tells itself (`told`) goes before what the rows show.

    Two lessons as long as each other, one ending when the other begins, have consecutive lesson hours; nothing
    is concluded across a break, because lessons that nobody missed may lie in it.
    """
    rows = list(known)
    clock = LessonClock(
        _agreed((begin, first) for begin, _, first, _ in rows) | {begin: hour for hour, begin, _ in told},
        _agreed((end, last) for _, end, _, last in rows) | {end: hour for hour, _, end in told},
    )
    lengths = {end - begin for begin, end, first, last in rows if begin is not None and end and first == last}
    open_ = {(begin, end) for begin, end in asked if begin is not None and end and end - begin in lengths}
    while found := {lesson: hour for lesson in open_ if (hour := _beside(clock, *lesson)) is not None}:
        for (begin, end), hour in found.items():
            clock.starts.setdefault(begin, hour)
            clock.ends.setdefault(end, hour)
        open_ -= found.keys()
    return clock


def _beside(clock: LessonClock, begin: int, end: int) -> int | None:
    """The hour of a lesson right before or right after a known one; None when the two disagree or are unknown."""
    after, before = clock.starts.get(end), clock.ends.get(begin)
    hours = {hour + step for hour, step in ((after, -1), (before, 1)) if hour is not None}
    hour = hours.pop() if len(hours) == 1 else None
    return hour if hour is not None and FIRST_HOUR <= hour <= LAST_HOUR else None


def _agreed(pairs: Iterable[tuple[int | None, int | None]]) -> dict[int, int]:
    seen: dict[int, set[int]] = {}
    for minute, hour in pairs:
        if minute is not None and hour is not None:
            seen.setdefault(minute, set()).add(hour)
    return {minute: hours.pop() for minute, hours in seen.items() if len(hours) == 1}
