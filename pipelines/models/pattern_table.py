"""Sick patterns of pupils against the spells of their own school; rows are those of `int_spell_trait`.

Comparison: all spells that began at the school in the same school year, up to and including the day; for a subject
those of the klas, because the timetable of the klas decides which lesson is the first one missed. The pupil's own
spells are among them, which makes the test careful rather than eager in a small group.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.statistics.patterns import Shares, corrected, flag_chance, power, strongest

PATTERNS = ("weekdag", "lesuur", "vak", "vakantie", "toetsweek")
TESTED: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    "base": pl.String,
    "student_id": pl.String,
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
    """The numbers of the test, from the settings: least spells, two levels, and how strong a real pattern is."""

    min_spells: int
    notable: float
    follow: float
    strong_share: float


def levels(settings: Mapping[str, float]) -> Levels:
    """The numbers of the test out of all settings."""
    return Levels(
        int(settings["pattern_min_spells"]),
        settings["pattern_notable"],
        settings["pattern_follow"],
        settings["pattern_strong_share"],
    )


class Counts:
    """Spells of one kind and comparison group, per option and per pupil, growing spell by spell."""

    def __init__(self) -> None:
        self.total = 0
        self.by_choice: dict[str, int] = {}
        self.by_pupil: dict[str, dict[str | None, int]] = {}

    def add(self, student: str, choice: str | None) -> None:
        self.total += 1
        if choice is not None:
            self.by_choice[choice] = self.by_choice.get(choice, 0) + 1
        own = self.by_pupil.setdefault(student, {})
        own[choice] = own.get(choice, 0) + 1

    @property
    def choices(self) -> list[str]:
        return sorted(self.by_choice)

    @property
    def shares(self) -> Shares:
        """Rounded far past what matters, so that equal shares are computed once."""
        return tuple(round(self.by_choice[choice] / self.total, 9) for choice in self.choices)


def judge(rows: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """One row per tested pupil and kind (and klas, for a subject): the strongest option and what chance explains.

    `count` of `spells` began on `choice`, where `share` of the school's do; `p` is corrected for the `options`.
    `chance_...` is P(flag | no pattern) at each level, exactly; `power` P(flag | a real strong pattern).
    """
    groups: defaultdict[tuple[str, str], Counts] = defaultdict(Counts)
    for kind, base, student, choice in rows.select("kind", "base", "student_id", "choice").iter_rows():
        groups[kind, base].add(student, choice)
    found: list[tuple[object, ...]] = []
    for key, counts in sorted(groups.items()):
        choices, shares = counts.choices, counts.shares
        for student, own in counts.by_pupil.items() if choices else ():
            spells = sum(own.values())
            if spells >= numbers.min_spells:
                place, p = strongest([own.get(choice, 0) for choice in choices], spells, shares)
                chances = [flag_chance(spells, shares, level) for level in (numbers.notable, numbers.follow)]
                strong = power(spells, shares, numbers.strong_share, numbers.notable)
                on_choice = own.get(choices[place], 0)
                row = (*key, student, choices[place], on_choice, spells, shares[place], len(shares), p)
                found.append((*row, *chances, strong))
    return pl.DataFrame(found, schema=TESTED, orient="row")


def first_flags(rows: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """One row per pupil and school year: the first day on which any kind of test was notable, and which pattern.

    Tested on the first day of each spell, with what was known at the end of that day; corrected for the number of
    kinds tested as well. A flag needs a spell of one's own: spells of others never bring it.
    """
    columns = ["school", "school_year", "spell_start", "student_id", "kind", "base", "choice"]
    found: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for (school, year), own in (
        rows.select(columns).sort(columns).group_by("school", "school_year", maintain_order=True)
    ):
        groups: defaultdict[tuple[str, str], Counts] = defaultdict(Counts)
        for (day,), today in own.group_by("spell_start", maintain_order=True):
            started: dict[str, list[tuple[str, str]]] = {}
            for _, _, _, student, kind, base, choice in today.iter_rows():
                groups[kind, base].add(student, choice)
                started.setdefault(student, []).append((kind, base))
            for student, keys in started.items():
                key = (str(school), str(year), student)
                flag = None if key in found else _flag(student, {key: groups[key] for key in keys}, numbers)
                if flag:
                    found[key] = (*key, day, *flag)
    names = ["school", "school_year", "student_id"]
    schema = {**dict.fromkeys(names, pl.String), "date": pl.Date, "kind": pl.String, "choice": pl.String}
    return pl.DataFrame(list(found.values()), schema=schema, orient="row")


def _flag(student: str, groups: Mapping[tuple[str, str], Counts], numbers: Levels) -> tuple[str, str] | None:
    """Kind and option of the strongest pattern when it is notable among all that could be tested that day."""
    best: tuple[float, str, str] | None = None
    able = 0
    for (kind, _), counts in groups.items():
        own = counts.by_pupil[student]
        spells, choices = sum(own.values()), counts.choices
        if spells >= numbers.min_spells and choices:
            able += 1
            place, p = strongest([own.get(choice, 0) for choice in choices], spells, counts.shares)
            best = min(best or (1.0, "", ""), (p, kind, choices[place]))
    return (best[1], best[2]) if best and corrected(best[0], able) < numbers.notable else None
