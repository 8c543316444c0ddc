"""A protocol reckoned in plain Python on one invented pupil: the yardstick beside the models, for the boundary table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from protocols.counters import CanonicalCounter, CanonicalTerm, canonical
from protocols.ladders import Group, Stage
from protocols.schema import Protocol

# Units that count what lies in a window, whatever lies beside it.
PLAIN = {"keer", "lesuur", "dag"}


@dataclass(frozen=True, order=True)
class Event:
    """One registration of one lesson hour."""

    date: date
    hour: int
    category: str


@dataclass(frozen=True)
class Day:
    """One school day: its number, its place on the axis of school weeks, and the windows it lies in."""

    number: int
    t: int
    school_year: str
    keys: dict[str, str]
    vacation_edge: bool


class Days:
    """The school days of a calendar (see `pipelines.calendar.school_calendar`), in order."""

    def __init__(self, calendar: pl.DataFrame) -> None:
        taught = calendar.filter("is_school_day").sort("date")
        self.dates: list[date] = taught["date"].to_list()
        self.of: dict[date, Day] = {}
        for number, row in enumerate(taught.iter_rows(named=True)):
            keys = {
                "schooljaar": row["school_year"],
                "periode": f"{row['school_year']}/{row['period']}",
                "kwartaal": row["quarter"],
            }
            self.of[row["date"]] = Day(number, row["t"], row["school_year"], keys, row["vacation_edge"])
        free = calendar.filter(pl.col("vacation").is_not_null())
        self.ends: dict[tuple[str, str], date] = {}
        for row in free.iter_rows(named=True):
            name = row["vacation"].lower().replace("vakantie", "").strip()
            self.ends[row["school_year"], name] = max(
                row["date"], self.ends.get((row["school_year"], name), row["date"])
            )


def spells(dates: Iterable[date], days: Days) -> list[list[date]]:
    """Runs of consecutive school days."""
    found: list[list[date]] = []
    for each in sorted(set(dates)):
        if found and days.of[found[-1][-1]].number == days.of[each].number - 1:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def value(counter: CanonicalCounter, events: Sequence[Event], on: date, days: Days) -> float:
    """The counter on a school day, knowing what is dated up to and including it."""
    return sum(term.weight * _amount(counter, term, events, on, days) for term in counter.terms)


def _amount(counter: CanonicalCounter, term: CanonicalTerm, events: Sequence[Event], on: date, days: Days) -> float:
    if term.unit == "procent":
        # An invented pupil has no timetable: no number is met by an unknown share.
        return float("nan")
    mine = [e for e in events if e.category in term.categories and e.date <= on]
    # Finding spells takes most of the time, and plain units ask for none.
    plain = term.unit in PLAIN and term.max_spell_days is None
    runs = [] if plain else spells((e.date for e in mine), days)
    if term.max_spell_days is not None:
        runs = [run for run in runs if len(run) <= term.max_spell_days]
        mine = [e for e in mine if any(e.date in run for run in runs)]
    if term.unit.startswith("aaneengesloten"):
        run = next((run for run in runs if on in run), [])
        if term.unit == "aaneengesloten_dag" or not run:
            return len(run)
        return (days.of[on].t - days.of[run[0]].t + 1) / 7
    if term.unit == "melding":
        return sum(_inside(counter, run[0], on, days) for run in runs)
    mine = [e for e in mine if _inside(counter, e.date, on, days)]
    if term.day_filter is not None:
        mine = [e for e in mine if days.of[e.date].vacation_edge]
    counted: dict[str, set[object]] = {
        "keer": set(mine), "lesuur": {(e.date, e.hour) for e in mine}, "dag": {e.date for e in mine},
    }  # fmt: skip
    return len(counted[term.unit])


def _inside(counter: CanonicalCounter, each: date, on: date, days: Days) -> bool:
    if counter.window_kind == "lesweken":
        return days.of[each].t > days.of[on].t - 7 * (counter.window_weeks or 0)
    return days.of[each].keys[counter.window_kind] == days.of[on].keys[counter.window_kind]


def holds(protocol: Protocol, group: Group, events: Sequence[Event], on: date, days: Days, leerjaar: int) -> bool:
    """Whether all conditions of a group hold on a day with a registration."""
    if leerjaar in group.leerjaar_except or (group.leerjaar and leerjaar not in group.leerjaar):
        return False
    counters = [canonical(protocol.counters[condition.counter]) for condition in group.conditions]
    if group.trigger_after is not None:
        first = {category for term in counters[0].terms for category in term.categories}
        adds = any(e.date == on and e.category in first for e in events)
        ended = days.ends.get((days.of[on].school_year, group.trigger_after))
        if not adds or ended is None or on <= ended:
            return False
    for condition, counter in zip(group.conditions, counters, strict=True):
        now = value(counter, events, on, days)
        if not (now >= condition.number if condition.operator == ">=" else now > condition.number):
            return False
    return True


def reached(
    protocol: Protocol, stage: Stage, events: Sequence[Event], on: date, days: Days, leerjaar: int
) -> date | None:
    """The day on which the stage was reached that holds on a school day, or None."""
    found = []
    for group in stage.group:
        windows = {protocol.counters[condition.counter].window for condition in group.conditions}
        lasts = next(iter(windows)) if windows in ({"periode"}, {"kwartaal"}) else "schooljaar"
        same = [
            each
            for each in sorted({e.date for e in events})
            if each <= on and days.of[each].keys[lasts] == days.of[on].keys[lasts]
        ]
        first = next((each for each in same if holds(protocol, group, events, each, days, leerjaar)), None)
        if first is not None:
            found.append(first)
    return min(found, default=None)
