"""The school days of a calendar as examples need them: in order, with the windows that they lie in."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

from pipelines.calendar import SchoolYear, school_year
from pipelines.models.reference import named_ends, windows
from protocols.counters import CanonicalCounter

SCHOOL = "verzonnen"


@dataclass(frozen=True, order=True)
class Event:
    """One registration of one lesson hour; what is empty or nought is not known, `handled` is ja or nee."""

    date: date
    hour: int
    category: str
    subject: str = ""
    minutes: int = 0
    handled: str = ""


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
        self.calendar = calendar.sort("date").with_columns(pl.lit(SCHOOL).alias("school"))
        self.windows, self.named = windows(self.calendar), named_ends(self.calendar)
        taught = self.calendar.filter("is_school_day")
        keys: dict[date, dict[str, str]] = {}
        for day, kind, key in self.windows.select("date", "window_kind", "window_key").iter_rows():
            keys.setdefault(day, {})[kind] = key
        self.dates: list[date] = taught["date"].to_list()
        self.of = {
            day: Day(number, t, year, keys[day], edge)
            for number, (day, t, year, edge) in enumerate(
                taught.select("date", "t", "school_year", "vacation_edge").iter_rows()
            )
        }
        self.ends: dict[tuple[str, str], date] = {
            (year, name): last
            for year, name, last in self.named.select("school_year", "vacation", "last_day").iter_rows()
        }


def left_behind(days: Days, counter: CanonicalCounter, each: date, on: date) -> bool:
    """Whether a school day is too long ago for the moving window of a counter as it is on another."""
    number = counter.window_number or 0
    if counter.window_kind == "lesweken":
        return days.of[each].t <= days.of[on].t - 7 * number
    return each <= months_before(on, number)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of a shorter month."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def example_days(calendar: pl.DataFrame, on: date) -> Days | None:
    """The school days to draw examples from: the school year of a day and the one before it, else the one after it.

    None when the calendar lacks holidays for two school years on end, or one of more than a week.
    """
    year = school_year(on)
    known = calendar.filter(pl.col("vacation").is_not_null())["school_year"].unique().sort().to_list()
    place = known.index(year) if year in known else -1
    pair = known[place - 1 : place + 1] if place > 0 else known[:2]
    if place < 0 or len(pair) < 2 or SchoolYear.labelled(pair[1]).before.label != pair[0]:
        return None
    days = Days(calendar.filter(pl.col("school_year").is_in(pair)))
    second = [each for each in days.dates if days.of[each].school_year == pair[1]]
    return days if any((after - before).days > 7 for before, after in pairwise(second)) else None
