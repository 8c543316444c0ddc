"""Holidays of every school: those of a region, and the days on which schools are closed by national custom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from protocols.load import load_holidays, load_public_holidays

REGIONS = {"noord": "N", "midden": "M", "zuid": "Z"}


@dataclass(frozen=True)
class Vacation:
    """One school holiday; `start` and `end` are both days without lessons."""

    name: str
    start: date
    end: date

    def days(self) -> Iterator[date]:
        """Its days, first and last included."""
        return (self.start + timedelta(n) for n in range((self.end - self.start).days + 1))


# What schools call days without lessons that are no holiday: people work on them.
_FREE_DAY = re.compile(r"studiedag|lesvrij|roostervrij|\bvrije?\b", re.I)


def is_free_day(name: str) -> bool:
    """Whether a holiday that a file brought is a day without lessons, on which people work, by its name."""
    return "vakantie" not in name.lower() and _FREE_DAY.search(name) is not None


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of Meeus)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap, leap_rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * leap_rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def public_holidays(year: int) -> dict[date, str]:
    """Days on which Dutch schools are closed by national custom, with their names."""
    found: dict[date, str] = {}
    for rule in load_public_holidays():
        if (rule.every_years and year % rule.every_years) or year < (rule.from_year or year):
            continue
        if rule.easter_offset is not None:
            day = easter(year) + timedelta(rule.easter_offset)
        else:
            day = date(year, rule.month, rule.day)
            if rule.not_on_sunday and day.isoweekday() == 7:
                day -= timedelta(1)
        found[day] = rule.name
    return found


def regional_vacations(region: str) -> list[Vacation]:
    """The holidays that the ministry sets or advises for a region (noord, midden, zuid)."""
    rows = load_holidays().filter(pl.col("regio") == REGIONS[region])
    return [Vacation(r["vakantie"], r["start"], r["eind"]) for r in rows.iter_rows(named=True)]
