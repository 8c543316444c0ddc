"""The 16-hour norm walked through day by day under another reading of the hours without a known reason.

The reports of the reading in force come from SQL (`int_norm_report`); this says what they would be if those hours
turned out the other way. `tests/pipelines/test_norm_walk.py` holds the walk against the SQL.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from pipelines.calendar import school_year
from pipelines.norm.history import DECIMALS, Floats, NormHistory


@dataclass(frozen=True)
class Standing:
    """One pupil under one reading: `reports` (first and last day) of the school year, and `hours` in the window."""

    reports: tuple[tuple[date, date], ...]
    hours: float
    nears: bool


@dataclass(frozen=True)
class Difference:
    """One pupil for whom the readings differ: as it is `now`, and as it would be in the `other` reading."""

    student_id: str
    unknown: float
    now: Standing
    other: Standing


class Walked(NamedTuple):
    """One report: places of its first and last day, and the calendar day from which it can be made."""

    begin: int
    end: int
    possible_day: int


def walk(history: NormHistory, hours: Floats) -> list[Walked]:
    """Every report that one pupil's counted hours per day ask for, as far as they can be made by now."""
    rule, sums = history.rule, np.concatenate([[0.0], np.cumsum(hours)])
    days = np.arange(history.place + 1)
    found: list[Walked] = []
    restart, allowed = 0, -1
    while True:
        start = np.maximum(history.first_in_window[: days.size], restart)
        enough = ((sums[days + 1] - sums[start]).round(DECIMALS) >= rule.hours) & (days >= restart)
        if not enough.any():
            return found
        reached = int(np.argmax(enough))
        possible_day = max(int(history.day[reached]), allowed)
        if possible_day > history.today:
            return found
        begin = int(start[reached]) + int(np.argmax(hours[start[reached] :] > 0))
        # A report that waits takes in every hour up to the first day on which it can be made.
        until = int(np.searchsorted(history.day[: days.size], possible_day, "right"))
        if not rule.crosses_summer:
            until = int(np.searchsorted(history.year_start[:until], history.year_start[reached], "right"))
        end = int(np.flatnonzero(hours[:until] > 0)[-1])
        found.append(Walked(begin, end, possible_day))
        restart, allowed = end + 1, possible_day + rule.days_between


def differences(history: NormHistory, on: date) -> list[Difference]:
    """Everybody whose reports of the school year of a day, or whose nearing the norm, hang on the unknown hours.

    In the other reading the unknown hours count when they do not now, and the other way round.
    """
    found = []
    sign = -1 if history.rule.unknown_counts else 1
    until = history.place + 1
    present = history.enrolled[:, history.place] if until else np.zeros(0, dtype=bool)
    for row in np.flatnonzero((history.unknown > 0).any(axis=1)):
        counted, unknown = history.counted[row, :until], history.unknown[row, :until]
        now, other = (
            _standing(history, hours, school_year(on), bool(present[row]))
            for hours in (counted, counted + sign * unknown)
        )
        if (now.reports, now.nears) != (other.reports, other.nears):
            start = max(
                history.first_today,
                *(made.end + 1 for made in history.reports if made.student == row and made.possible < history.place),
                0,
            )
            found.append(Difference(history.students[row], float(unknown[start:].sum()), now, other))
    return found


def _standing(history: NormHistory, hours: Floats, year: str, present: bool) -> Standing:
    reports = walk(history, hours)
    before = [made.end for made in reports if made.possible_day < history.day[history.place]]
    start = max(history.first_today, before[-1] + 1 if before else 0)
    inside = round(float(hours[start:].sum()), DECIMALS)
    today = bool(reports) and reports[-1].possible_day >= history.day[history.place]
    return Standing(
        tuple(
            (history.days[made.begin], history.days[made.end])
            for made in reports
            if school_year(history.days[made.end]) == year
        ),
        inside,
        present and inside >= history.rule.near_hours and not today,
    )
