"""The rules once more in plain Python, slow and simple, to hold the SQL against."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from pipelines.calendar import school_year
from tests.pipelines.histories import Registration

SICK = ("ziek", "ziek_naar_huis")


class Axis:
    """School days in order, and the axis of school weeks on which holiday weeks do not exist."""

    def __init__(self, days: Iterable[date]) -> None:
        self.days = sorted(days)
        mondays = sorted({day - timedelta(day.weekday()) for day in self.days})
        self.rank = {monday: place for place, monday in enumerate(mondays)}
        self.place = {day: place for place, day in enumerate(self.days)}

    def t(self, day: date) -> int:
        return 7 * self.rank[day - timedelta(day.weekday())] + day.isoweekday()


def norm_reports(axis: Axis, hours: Mapping[date, int], last: date, limit: int = 16) -> list[tuple[date, date]]:
    """Begin and end date of every report: day by day, forgetting what came before a report.

    A next report is possible seven days after the former could be made; until then it takes in what comes.
    """
    found: list[tuple[date, date]] = []
    possible = axis.days[0]
    waiting: date | None = None
    for today in (axis.days[0] + timedelta(n) for n in range((last - axis.days[0]).days + 1)):
        previous = found[-1][1] if found else None
        if waiting is None and today in axis.place:
            window = [
                day
                for day in hours
                if day <= today and axis.t(today) - axis.t(day) <= 27 and (previous is None or day > previous)
            ]
            waiting = min(window) if sum(hours[day] for day in window) >= limit else None
        if waiting is not None and today >= possible:
            found.append((waiting, max(day for day in hours if day <= today)))
            waiting, possible = None, today + timedelta(7)
    return found


def spells(axis: Axis, rows: Iterable[Registration]) -> list[list[date]]:
    """The sick spells of one pupil: neighbouring school days without a betermelding in between."""
    sick: dict[date, int] = {}
    better: list[tuple[date, int]] = []
    for r in rows:
        if r.date not in axis.place and r.code in SICK:
            continue
        if r.code in SICK:
            sick[r.date] = min(sick.get(r.date, 99), r.hour or 1)  # a whole day begins with its first hour
        elif r.code == "betermelding":
            better.append((r.date, 99 if r.hour is None else r.hour))
    found: list[list[date]] = []
    for day in sorted(sick):
        before = found[-1][-1] if found else None
        joined = before is not None and axis.place[day] == axis.place[before] + 1
        if joined and before is not None and any((before, sick[before]) <= b < (day, sick[day]) for b in better):
            joined = False
        if joined:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def hours_by_day(rows: Iterable[Registration], codes: Iterable[str]) -> dict[date, int]:
    """Distinct lesson hours per day with one of the codes."""
    slots: dict[date, set[int]] = defaultdict(set)
    for r in rows:
        if r.code in codes and r.hour is not None:
            slots[r.date].add(r.hour)
    return {day: len(hours) for day, hours in slots.items()}


def sick_windows(axis: Axis, rows: Iterable[Registration], on: date, whole_day: int) -> dict[str, object]:
    """What one pupil's sick absence comes to in every window, knowing what is dated up to and including a day.

    Empty without a sick day this school year, in which every window begins anew. A whole day has `whole_day` hours.
    """
    known = [r for r in rows if r.date <= on]
    today = max(day for day in axis.days if day <= on)
    slots: dict[date, set[int]] = defaultdict(set)
    for r in known:
        if r.code in SICK and r.date in axis.place:
            slots[r.date] |= set(range(1, whole_day + 1)) if r.hour is None else {r.hour}
    runs = spells(axis, known)

    def this(day: date) -> bool:
        return school_year(day) == school_year(on)

    this_year = [[day for day in run if this(day)] for run in runs]
    places = [run.index(days[-1]) + 1 for run, days in zip(runs, this_year, strict=True) if days]
    current = [run for run in runs if run[-1] == today]
    days_year = [day for day in slots if this(day)]
    if not days_year:
        return {}
    return {
        "hours_year": sum(len(slots[day]) for day in days_year),
        "days_year": len(days_year),
        "spells_year": sum(this(run[0]) for run in runs),
        "spells_12_weeks": sum(this(run[0]) and axis.t(run[0]) > axis.t(today) - 7 * 12 for run in runs),
        "half_days_year": sum(len(slots[day]) <= whole_day / 2 for day in days_year),
        "longest_spell_days": max(places, default=0),
        "current_spell_days": len(current[0]) if current else 0,
        "last_sick_day": max(slots),
    }
