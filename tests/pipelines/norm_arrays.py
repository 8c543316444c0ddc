"""Histories of the 16-hour norm as arrays, without a school around them, and its reports walked through day by day."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import numpy as np

from pipelines.calendar import school_calendar
from pipelines.norm.history import DECIMALS, Floats, NormHistory, Report, Rule

RULE = Rule(
    hours=16.0,
    weeks=4,
    near_hours=10.0,
    days_between=7,
    recent_weeks=4,
    horizon=10,
    likely=0.8,
    min_school_days=15,
    min_pupils=5,
    backtest_weeks=80,
    band=0.2,
    z=1.96,
    unknown_counts=False,
    crosses_summer=True,
)
CALENDAR = school_calendar("midden", date(2024, 9, 2), date(2026, 7, 1)).filter("is_school_day")
DAYS = CALENDAR.filter(CALENDAR["date"] >= date(2024, 9, 2))


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
        if possible_day > history.day[history.place]:
            return found
        begin = int(start[reached]) + int(np.argmax(hours[start[reached] :] > 0))
        # A report that waits takes in every hour up to the first day on which it can be made.
        until = int(np.searchsorted(history.day[: days.size], possible_day, "right"))
        if not rule.crosses_summer:
            until = int(np.searchsorted(history.year_start[:until], history.year_start[reached], "right"))
        end = int(np.flatnonzero(hours[:until] > 0)[-1])
        found.append(Walked(begin, end, possible_day))
        restart, allowed = end + 1, possible_day + rule.days_between


def arrays(hours: Floats, rule: Rule = RULE) -> NormHistory:
    """A history of pupils (rows) who all were there on every school day (columns) from September 2024 on."""
    pupils, known = hours.shape
    days = DAYS[: known + rule.horizon]
    filled = np.zeros((pupils, days.height))
    filled[:, :known] = hours
    history = NormHistory(
        rule=rule,
        place=known - 1,
        days=days["date"].to_list(),
        t=days["t"].to_numpy().astype(np.int64),
        day=days["day"].to_numpy().astype(np.int64),
        year_start=np.zeros(days.height, dtype=np.int64),
        known=np.arange(days.height) < known,
        students=[f"p{n:04}" for n in range(pupils)],
        counted=filled,
        enrolled=np.ones(filled.shape, dtype=bool),
        reports=[],
        week_ends=[n for n in range(known - 1) if days["week_start"][n] != days["week_start"][n + 1]],
    )
    reports = [
        Report(row, made.end, int(np.searchsorted(history.day, made.possible_day, "right")) - 1, made.possible_day)
        for row in range(pupils)
        for made in walk(history, filled[row, :known])
    ]
    return replace(history, reports=sorted(reports, key=lambda report: (report.possible, report.student)))
