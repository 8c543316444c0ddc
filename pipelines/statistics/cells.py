"""Lesson hours of the week and subjects against what the day, the hour and the klassen in them give by themselves.

A day of flu is busy in every hour, a first hour on every day, a klas in all its lessons: none of these is news. What is
left of a cell after them is summed over the year, and held against how it differs from day to day and from klas to
klas: hours of one day, or of one klas and so of one pupil, are one event.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtr

from pipelines.statistics.normal import verdict

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Rounds of fitting margins; what is left then is far below an hour.
ROUNDS = 8
# Whole days leave nothing of a cell and so no spread either; hours are never taken for more certain than this share of
# what as many separate hours would vary.
LEAST_SPREAD = 0.5


@dataclass(frozen=True)
class Taught:
    """One row per klas, day, lesson hour and subject: lessons of pupils and the hours they missed.

    `klas`, `day`, `hour` and `subject` are numbers from 0; `weekday` and `hour` of the cells.
    """

    klas: Ints
    day: Ints
    weekday: Ints
    hour: Ints
    subject: Ints
    lessons: Ints
    missed: Ints


@dataclass(frozen=True)
class Cell:
    """One cell: missed hours and what was expected there, both per 100 lessons, and the verdict.

    The verdict is None with too few days or klassen to know how they differ, and where nobody missed an hour.
    """

    rate: float
    expected: float
    verdict: str | None


def of_week(rows: Taught, look: float, signal: float, least: int) -> Mapping[tuple[int, int], Cell]:
    """Weekday and hour -> its cell, against the other hours of the same klassen and days, and the same hour on other days."""
    klas_day = rows.klas * (int(rows.day.max(initial=0)) + 1) + rows.day
    expected = _fitted(rows, (klas_day, rows.hour))
    cell = rows.weekday * (int(rows.hour.max(initial=0)) + 1) + rows.hour
    judged = _judged(rows, expected, cell, rows.hour, look, signal, least)
    places = {int(number): (int(rows.weekday[n]), int(rows.hour[n])) for n, number in enumerate(cell)}
    return {places[number]: found for number, found in judged.items()}


def of_subjects(rows: Taught, look: float, signal: float, least: int) -> Mapping[int, Cell]:
    """Subject -> its cell, against the other lessons of the same day and hour, and those of the same klassen and days."""
    klas_day = rows.klas * (int(rows.day.max(initial=0)) + 1) + rows.day
    slot = rows.day * (int(rows.hour.max(initial=0)) + 1) + rows.hour
    expected = _fitted(rows, (slot, klas_day))
    return _judged(rows, expected, rows.subject, None, look, signal, least)


def _fitted(rows: Taught, margins: tuple[Ints, ...]) -> Floats:
    """Missed hours per row when only these groups matter: each has the sum that it really has."""
    expected = rows.lessons.astype(np.float64)
    sums = [np.bincount(group, weights=rows.missed) for group in margins]
    for _ in range(ROUNDS):
        for group, own in zip(margins, sums, strict=True):
            given = np.bincount(group, weights=expected, minlength=len(own))
            expected *= np.divide(own, given, out=np.zeros(len(own)), where=given > 0)[group]
    return expected


def _judged(
    rows: Taught, expected: Floats, cell: Ints, shared: Ints | None, look: float, signal: float, least: int
) -> dict[int, Cell]:
    """The cells against their expectation; `shared`: the groups through which a cell has part in its own expectation on
    other days, so that less is left of it than its days show."""
    number = int(cell.max(initial=-1)) + 1
    lessons, missed, given = (_sums(cell, each, number) for each in (rows.lessons, rows.missed, expected))
    left = rows.missed - expected
    klas_day = rows.klas * (int(rows.day.max(initial=0)) + 1) + rows.day
    of_days, days = _spread(cell, rows.day, left, expected, number)
    of_klassen, klassen = _spread(cell, rows.klas, left, expected, number)
    of_both, _ = _spread(cell, klas_day, left, expected, number)
    # Clustered both ways (Cameron, Gelbach and Miller); never less than either way alone.
    variance = np.maximum.reduce([of_days + of_klassen - of_both, of_days, of_klassen, LEAST_SPREAD * given])
    parts = of_days**2 / np.maximum(days - 1, 1) + of_klassen**2 / np.maximum(klassen - 1, 1)
    freedom = np.divide((of_days + of_klassen) ** 2, parts, out=np.ones(number), where=parts > 0)
    freedom = np.minimum.reduce([freedom, np.maximum(days - 1, 1), np.maximum(klassen - 1, 1)])
    if shared is not None:
        variance *= 1 - _own_share(cell, shared, expected, given)
    sums = _sums(cell, left, number)
    t = np.divide(sums, np.sqrt(variance), out=np.zeros(number), where=variance > 0)
    far = -ndtri(stdtr(freedom, -np.abs(t)))
    return {
        n: Cell(
            float(100 * missed[n] / lessons[n]),
            float(100 * given[n] / lessons[n]),
            verdict(float(far[n]), look, signal) if min(days[n], klassen[n]) >= least and missed.sum() else None,
        )
        for n in range(number)
        if lessons[n] > 0
    }


def _sums(group: Ints, values: Ints | Floats, number: int) -> Floats:
    return np.asarray(np.bincount(group, weights=values, minlength=number), dtype=np.float64)


def _own_share(cell: Ints, group: Ints, expected: Floats, given: Floats) -> Floats:
    """Per cell its share in the sums of the groups that it lies in."""
    groups = int(group.max(initial=0)) + 1
    both = _sums(cell * groups + group, expected, len(given) * groups).reshape(-1, groups)
    whole = _sums(group, expected, groups)
    own = np.divide(both**2, whole, out=np.zeros_like(both), where=whole > 0).sum(axis=1)
    return np.asarray(np.divide(own, given, out=np.zeros(len(given)), where=given > 0))


def _spread(cell: Ints, by: Ints, left: Floats, expected: Floats, number: int) -> tuple[Floats, Floats]:
    """Per cell: the variance of the sum of what is left when groups are single events, and how many groups there are."""
    groups = int(by.max(initial=0)) + 1
    both, size = cell * groups + by, number * groups
    seen = np.bincount(both, minlength=size).reshape(number, groups) > 0
    sums, given = (_sums(both, each, size).reshape(number, groups) for each in (left, expected))
    whole = np.maximum(given.sum(axis=1, keepdims=True), 1e-12)
    # Around the cell's own level; as many squares as there are groups but one.
    around = (sums - given * sums.sum(axis=1, keepdims=True) / whole) * seen
    lost = np.maximum(1 - (given**2).sum(axis=1) / whole[:, 0] ** 2, 1e-12)
    return (around**2).sum(axis=1) / lost, seen.sum(axis=1).astype(np.float64)
