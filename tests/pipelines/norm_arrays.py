"""Histories of the 16-hour norm as arrays, without a school around them."""

from dataclasses import replace
from datetime import date

import numpy as np

from data.worlds.hours import reports
from pipelines.calendar import school_calendar
from pipelines.norm.history import Floats, NormHistory, Rule

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
    min_cases=600,
    full_day=6.0,
    band=0.2,
    z=1.96,
    unknown_counts=False,
    crosses_summer=True,
)
CALENDAR = school_calendar("midden", date(2024, 9, 2), date(2026, 7, 1)).filter("is_school_day")
DAYS = CALENDAR.filter(CALENDAR["date"] >= date(2024, 9, 2))


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
    return replace(history, reports=reports(history))
