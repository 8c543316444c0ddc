"""The hours of the 16-hour norm as arrays of pupil by school day, for what SQL cannot say: chances.

Pure: the frames come from `pipelines.questions.norm`, and nothing here knows more than the days that it is given.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Thirds of an hour add up to a hair below a whole number; so many decimals take that away, here and in the SQL.
DECIMALS = 6


@dataclass(frozen=True)
class Rule:
    """The numbers of the norm and of the forecast, from the protocol room. `full_day` are the hours of a whole day.

    `unknown_counts` by the protocol in force, `crosses_summer` by the school: hours before the summer count after it.
    """

    hours: float
    weeks: int
    near_hours: float
    days_between: int
    recent_weeks: int
    horizon: int
    likely: float
    min_school_days: int
    min_pupils: int
    min_cases: int
    full_day: float
    band: float
    z: float
    unknown_counts: bool
    crosses_summer: bool


class Report(NamedTuple):
    """One report: the pupil (row), the place of its last day and of the day on which it could be made first.

    `possible` is the last school day up to that day, which is `possible_day` and may lie in a holiday.
    """

    student: int
    end: int
    possible: int
    possible_day: int


@dataclass(frozen=True)
class Counts:
    """Running totals by which the knowledge of any day is found without reading the days before it again.

    Per pupil `days` with counted hours and `exposure`, school days, both without incomplete imports; `all_days` with
    them, and `own_by_size` those per possible number of hours (`sizes`). Of the school `squares` of the hours of a day,
    and days `by_size`.
    """

    days: Floats
    exposure: Floats
    all_days: Floats
    squares: Floats
    sizes: Floats
    by_size: Floats
    own_by_size: list[Floats]


@dataclass(frozen=True)
class NormHistory:
    """Hours per pupil and school day up to `place`, the last school day that is known; the days run on for the forecast.

    Of the days `t` is the axis of school weeks, `day` the calendar day,
    `year_start` the place of the first day of its school year, `known` whether its import is complete. `counted` are
    the hours that count. `reports` are in the order in which
    they could be made; `week_ends` the places of the last day of each school week.
    """

    rule: Rule
    place: int
    days: list[date]
    t: Ints
    day: Ints
    year_start: Ints
    known: Bools
    students: list[str]
    counted: Floats
    enrolled: Bools
    reports: list[Report]
    week_ends: list[int]

    @property
    def year_begin(self) -> int:
        """The place of the first day of the school year of the last known day; 0 as long as none is known."""
        return int(self.year_start[self.place]) if self.place >= 0 else 0

    @cached_property
    def first_in_window(self) -> Ints:
        """For every day the place of the first day that its window still holds."""
        moving = self.first_of(self.rule.weeks)
        return moving if self.rule.crosses_summer else np.maximum(moving, self.year_start)

    def first_of(self, weeks: int) -> Ints:
        """For every day the place of the first of so many school weeks that end with it."""
        return np.searchsorted(self.t, self.t - 7 * weeks, "right").astype(np.int64)

    @cached_property
    def sums(self) -> Floats:
        """Running totals of the counted hours; see `summed`."""
        return summed(self.counted)

    @cached_property
    def counts(self) -> Counts:
        """What the forecast learns from, up to any day."""
        hours, happened, seen = self.counted, self.counted > 0, self.enrolled & self.known
        sizes = np.unique(hours[happened])
        own = [summed(hours == size) for size in sizes]
        return Counts(
            days=summed(happened & seen),
            exposure=summed(seen),
            all_days=summed(happened),
            squares=summed((hours**2).sum(axis=0)[None, :])[0],
            sizes=sizes,
            by_size=np.array([each.sum(axis=0) for each in own]).reshape(sizes.size, hours.shape[1] + 1),
            own_by_size=own,
        )


def norm_history(
    rule: Rule,
    on: date,
    days: pl.DataFrame,
    hours: pl.DataFrame,
    placements: pl.DataFrame,
    reports: pl.DataFrame,
    week_ends: pl.DataFrame,
) -> NormHistory:
    """Arrays from frames. Columns: days date, school_year, t, day, known · hours student_id, date, counted · placements
    student_id, valid_from, valid_until (the first day after) · reports student_id, end_date, possible_from · week_ends
    last_day.
    """
    place = int((days["date"] <= on).sum()) - 1
    days = days[: place + 1 + rule.horizon]
    # Who never had such an hour tells nothing, and nothing is asked of.
    students = placements.join(hours, on="student_id", how="semi")["student_id"].unique().sort()
    numbered = pl.DataFrame({"student_id": students}).with_row_index("row")
    dated = days.select("date").with_row_index("place")
    cells = hours.join(numbered, on="student_id").join(dated, on="date")
    at = (cells["row"].to_numpy(), cells["place"].to_numpy())
    counted = np.zeros((len(students), days.height))
    counted[at] = cells["counted"].to_numpy()
    stays = placements.join(numbered, on="student_id")
    # One up on the first day and one down on the day after the last; running totals then say who is there.
    moves = np.zeros((len(students), days.height + 1))
    for column, step in (("valid_from", 1), ("valid_until", -1)):
        np.add.at(moves, (stays["row"].to_numpy(), days["date"].search_sorted(stays[column]).to_numpy()), step)
    made = reports.join(numbered, on="student_id").join(dated, left_on="end_date", right_on="date")
    made = made.with_columns(
        (days["date"].search_sorted(made["possible_from"], side="right").cast(pl.Int64) - 1).alias("possible"),
        pl.col("possible_from").to_physical().cast(pl.Int64).alias("possible_day"),
    )
    years = days.select((pl.col("school_year") != pl.col("school_year").shift()).fill_null(True).alias("first"))
    firsts = np.flatnonzero(years["first"].to_numpy())
    return NormHistory(
        rule=rule,
        place=place,
        days=days["date"].to_list(),
        t=days["t"].to_numpy().astype(np.int64),
        day=days["day"].to_numpy().astype(np.int64),
        year_start=firsts[np.searchsorted(firsts, np.arange(days.height), "right") - 1].astype(np.int64),
        known=days["known"].to_numpy().astype(bool),
        students=students.to_list(),
        counted=counted,
        enrolled=np.cumsum(moves, axis=1)[:, :-1] > 0,
        reports=[
            Report(*row)
            for row in made.sort("possible", "row").select("row", "place", "possible", "possible_day").iter_rows()
        ],
        week_ends=dated.filter(pl.col("date").is_in(week_ends["last_day"].to_list()))["place"].to_list(),
    )


def summed(amounts: Floats | Ints | Bools) -> Floats:
    """Running totals along the days, with a zero before the first: a difference of two is the sum between them."""
    # Day by day in memory: the days are asked for one by one, each of all pupils.
    found = np.zeros((amounts.shape[0], amounts.shape[1] + 1), order="F")
    np.cumsum(amounts, axis=1, out=found[:, 1:])
    return found
