"""Sick patterns of pupils against the spells of their own school; rows are those of `int_spell_trait`.

Comparison: all spells that began at the school in the same school year, up to and including the day; for a subject
those of the klas, because the timetable of the klas decides which lesson is the first one missed. For a weekday and a
subject those of pupils with the same school days, because a three-day week is no pattern. The pupil's own spells are among them,
which makes the test careful rather than eager in a small group.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter

import polars as pl

from pipelines.models.pattern_groups import Comparison, Spells, Tally
from pipelines.statistics.patterns import corrected, flag_chance, power, single, strongest

PATTERNS = ("weekdag", "lesuur", "vak", "vakantie", "toetsweek")
# Who is not at school on a weekday has no spell that begins on it, nor one in what is taught on it.
BY_SCHOOL_DAYS = ("weekdag", "vak")
TESTED: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    "base": pl.String,
    "student_id": pl.String,
    "kinds": pl.Int64,
    "choice": pl.String,
    "count": pl.Int64,
    "spells": pl.Int64,
    "share": pl.Float64,
    "options": pl.Int64,
    "p": pl.Float64,
    "chance_notable": pl.Float64,
    "chance_follow": pl.Float64,
    "power": pl.Float64,
}


@dataclass(frozen=True)
class Levels:
    """The numbers of the test, from the settings.

    Least spells, two levels, how strong a real pattern is, and the fewest school days a week without a timetable.
    """

    min_spells: int
    notable: float
    follow: float
    strong_share: float
    fewest_days: int


def levels(settings: Mapping[str, float]) -> Levels:
    """The numbers of the test out of all settings."""
    return Levels(
        int(settings["pattern_min_spells"]),
        settings["pattern_notable"],
        settings["standout_look"],
        settings["pattern_strong_share"],
        int(settings["pattern_fewest_days"]),
    )


class _Groups:
    """The spells of every kind and base."""

    def __init__(self, fewest_days: int) -> None:
        self.of: defaultdict[tuple[str, str], Spells] = defaultdict(lambda: Spells(fewest_days))

    def add(self, kind: str, base: str, student: str, choice: str | None, school_days: str | None, day: date) -> None:
        self.of[kind, base].add(student, choice, school_days if kind in BY_SCHOOL_DAYS else None, str(day.isoweekday()))


def judge(rows: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """One row per tested pupil and kind (and klas, for a subject): the strongest option and what chance explains.

    `count` of `spells` began on `choice`, where `share` of those of the group do; `p` is corrected for the `options`
    and for the `kinds` tested of this pupil. `chance_...` is P(flag | no pattern) at each level, exactly; `power`
    P(flag | a real strong pattern).
    """
    groups = _Groups(numbers.fewest_days)
    # In order of time: the school days of a pupil are those of the last spell.
    columns = ("kind", "base", "student_id", "choice", "school_days", "spell_start")
    for row in rows.sort("spell_start").select(columns).iter_rows():
        groups.add(*row)
    tested = [
        (kind, base, student, own, around)
        for (kind, base), spells in sorted(groups.of.items())
        for student, own in spells.by_pupil.items()
        if sum(own.values()) >= numbers.min_spells and (around := spells.around(student)).choices
    ]
    kinds = Counter(student for _, _, student, _, _ in tested)
    found = [
        (kind, base, student, kinds[student], *_tested(own, around, kinds[student], numbers))
        for kind, base, student, own, around in tested
    ]
    return pl.DataFrame(found, schema=TESTED, orient="row")


def _tested(own: Tally, around: Comparison, kinds: int, numbers: Levels) -> tuple[object, ...]:
    """The columns of `judge` from `choice` on."""
    spells, shares = sum(own.values()), around.shares
    place, p = strongest([own.get(choice, 0) for choice in around.choices], spells, shares)
    notable, follow = single(numbers.notable, kinds), single(numbers.follow, kinds)
    chances = [flag_chance(spells, around.counts, around.total, level) for level in (notable, follow)]
    strong = power(spells, shares, numbers.strong_share, notable)
    choice = around.choices[place]
    return (choice, own.get(choice, 0), spells, shares[place], len(shares), corrected(p, kinds), *chances, strong)


def first_flags(rows: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """One row per pupil and school year: the first day on which any kind of test was notable, and which pattern.

    Tested on the first day of each spell, with what was known at the end of that day; corrected for the number of
    kinds tested as well. A flag needs a spell of one's own: spells of others never bring it.
    """
    columns = ["school", "school_year", "spell_start", "student_id", "kind", "base", "choice", "school_days"]
    found: dict[tuple[str, str, str], tuple[object, ...]] = {}
    ordered = rows.select(columns).sort(columns).iter_rows()
    for (school, year), own in groupby(ordered, itemgetter(0, 1)):
        groups = _Groups(numbers.fewest_days)
        for day, today in groupby(own, itemgetter(2)):
            started: dict[str, list[tuple[str, str]]] = {}
            for _, _, _, student, kind, base, choice, school_days in today:
                groups.add(kind, base, student, choice, school_days, day)
                started.setdefault(student, []).append((kind, base))
            for student, keys in started.items():
                key = (str(school), str(year), student)
                flag = None if key in found else _flag(student, {at: groups.of[at] for at in keys}, numbers)
                if flag:
                    found[key] = (*key, day, *flag)
    names = ["school", "school_year", "student_id"]
    schema = {**dict.fromkeys(names, pl.String), "date": pl.Date, "kind": pl.String, "choice": pl.String}
    return pl.DataFrame(list(found.values()), schema=schema, orient="row")


def _flag(student: str, groups: Mapping[tuple[str, str], Spells], numbers: Levels) -> tuple[str, str] | None:
    """Kind and option of the strongest pattern when it is notable among all that could be tested that day."""
    best: tuple[float, str, str] | None = None
    able = 0
    for (kind, _), group in groups.items():
        own = group.by_pupil[student]
        spells, around = sum(own.values()), group.around(student)
        if spells >= numbers.min_spells and around.choices:
            able += 1
            place, p = strongest([own.get(choice, 0) for choice in around.choices], spells, around.shares)
            best = min(best or (1.0, "", ""), (p, kind, around.choices[place]))
    return (best[1], best[2]) if best and corrected(best[0], able) < numbers.notable else None
