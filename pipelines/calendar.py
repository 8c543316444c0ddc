"""The school calendar: which days are school days, which weeks count, and the axis `t` of the 16-hour norm.

Defaults are the regional holidays and the public holidays in `protocols/`; a school's own holidays and
lesson-free days lie over them. Source of the rules: Leerplichtwet 1969 art. 21a and norms in `protocols/`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from pipelines.each import each
from pipelines.errors import WorkspaceError
from pipelines.holidays import Vacation, public_holidays, regional_vacations
from protocols.load import load_named_holidays, load_period_cuts
from protocols.settings_page import on_page

UNNAMED = "vakantie"


@dataclass(frozen=True, order=True)
class SchoolYear:
    """A school year, 1 August to 31 July, by the calendar year in which it begins. Stored and read as its label."""

    begins: int

    @classmethod
    def of(cls, day: date) -> "SchoolYear":
        """The school year of a day."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    @classmethod
    def labelled(cls, label: str) -> "SchoolYear":
        """The school year of a label. Raises ValueError for a text that is none."""
        year = cls(int(label.partition("-")[0]))
        if year.label != label:
            raise ValueError(label)
        return year

    @property
    def label(self) -> str:
        """`2026-2027`."""
        return f"{self.begins}-{self.begins + 1}"

    @property
    def first_day(self) -> date:
        """1 August."""
        return date(self.begins, 8, 1)

    @property
    def last_day(self) -> date:
        """31 July."""
        return date(self.begins + 1, 7, 31)

    @property
    def before(self) -> "SchoolYear":
        """The school year before."""
        return SchoolYear(self.begins - 1)


def school_year(day: date) -> str:
    """The label of the school year of a day: `2026-2027`."""
    return SchoolYear.of(day).label


def merge_vacations(regional: Iterable[Vacation], own: Iterable[Vacation]) -> list[Vacation]:
    """A school's own holiday replaces the regional one with that name in the same school year or overlapping it."""
    regional, own = list(regional), list(own)

    def replaced(vacation: Vacation) -> bool:
        return any(
            (v.start <= vacation.end and vacation.start <= v.end)
            or (
                vacation.name in v.name.lower()
                and school_year(v.start - timedelta(1)) == school_year(vacation.start - timedelta(1))
            )
            for v in own
        )

    def named(vacation: Vacation) -> Vacation:
        names = [v.name for v in regional if v.start <= vacation.end and vacation.start <= v.end]
        return replace(vacation, name=names[0]) if vacation.name == UNNAMED and names else vacation

    return sorted([v for v in regional if not replaced(v)] + [named(v) for v in own], key=lambda v: v.start)


def _days(start: date, end: date) -> list[date]:
    return [start + timedelta(n) for n in range((end - start).days + 1)]


def school_days(region: str, first: date, last: date) -> list[date]:
    """School days of a region by the default calendar, both ends included."""
    rows = school_calendar(region, first, last)
    chosen = rows.filter(pl.col("is_school_day") & pl.col("date").is_between(first, last))
    return chosen["date"].to_list()


def school_calendar(
    region: str,
    first: date,
    last: date,
    own_vacations: Iterable[Vacation] = (),
    free_days: Iterable[tuple[date, str]] = (),
    period_starts: Iterable[date] = (),
    only_own: bool = False,
) -> pl.DataFrame:
    """One row per calendar day of the school years that hold `first` to `last`, and of the next one.

    Columns: date · day (days since 1970-01-01) · school_year · iso_weekday · week_start (Monday) ·
    is_school_day · is_working_day (for due dates: no weekend, holiday or public holiday) · day_kind ·
    vacation · vacation_edge (last school day before or first after a holiday) · week_rank (running number
    of the school week, null in weeks without lessons) · school_week (its number inside the school year) ·
    t (7 × week_rank + weekday, null in weeks without lessons) · school_day_rank (running number of the
    last school day up to and including this day) · working_day_rank · period · quarter.

    Raises WorkspaceError when no holidays are known for a school year that has data, or not the summer before or
    after it.
    """
    vacations = merge_vacations([] if only_own else regional_vacations(region), own_vacations)
    first_year, last_year = SchoolYear.of(first).begins, SchoolYear.of(last).begins
    unknown = _unknown_holidays(vacations, first_year, last_year)
    if unknown:
        source = "only_own_holidays = true: alleen de eigen vakanties tellen" if only_own else f"regio {region}"
        otherwise = ", of zet daar Alleen eigen vakanties uit (only_own_holidays op false)" if only_own else ""
        raise WorkspaceError(
            f"{unknown} ({source}).",
            f"Zet ze {on_page('Vakanties', '[[school.holiday]] met name, start en end')}{otherwise}. De gegevens lopen van "
            f"{first:%d-%m-%Y} tot en met {last:%d-%m-%Y}: een verkeerde datum verbetert u in de bron.",
        )
    kinds: dict[date, str] = {}
    for year in range(first_year, last_year + 3):
        kinds |= dict.fromkeys(public_holidays(year), "feestdag")
    kinds |= {day: "lesvrij" for day, _ in free_days}
    of_vacation = {day: v.name for v in vacations for day in _days(v.start, v.end)}
    kinds |= dict.fromkeys(of_vacation, "vakantie")

    days = pl.DataFrame({"date": _days(SchoolYear(first_year).first_day, SchoolYear(last_year + 1).last_day)})
    days = days.with_columns(
        pl.col("date").cast(pl.Int32).cast(pl.Int64).alias("day"),
        each(days["date"], school_year, pl.String).alias("school_year"),
        pl.col("date").dt.weekday().cast(pl.Int64).alias("iso_weekday"),
        pl.col("date").dt.truncate("1w").alias("week_start"),
        pl.col("date").replace_strict(of_vacation, default=None, return_dtype=pl.String).alias("vacation"),
        pl.col("date").replace_strict(kinds, default=None, return_dtype=pl.String).alias("kind"),
        (pl.col("date").dt.year().cast(pl.String) + "-K" + pl.col("date").dt.quarter().cast(pl.String)).alias(
            "quarter"
        ),
    )
    weekend = pl.col("iso_weekday") > 5
    days = days.with_columns(
        (~weekend & pl.col("kind").is_null()).alias("is_school_day"),
        (~weekend & (pl.col("kind").is_null() | (pl.col("kind") == "lesvrij"))).alias("is_working_day"),
        pl.coalesce("kind", pl.when(weekend).then(pl.lit("weekend")).otherwise(pl.lit("schooldag"))).alias("day_kind"),
    ).drop("kind")
    return _with_vacation_edge(_with_weeks(_with_periods(days, vacations, list(period_starts))))


def holidays_known(region: str, year: SchoolYear, own: Iterable[Vacation], only_own: bool) -> bool:
    """Whether a calendar of that school year can be made."""
    vacations = merge_vacations([] if only_own else regional_vacations(region), own)
    return not _unknown_holidays(vacations, year.begins, year.begins)


def _unknown_holidays(vacations: list[Vacation], first_year: int, last_year: int) -> str:
    """Which holidays of the school years that begin in those years are not known, the earliest first; else empty."""
    for year in map(SchoolYear, range(first_year, last_year + 1)):
        if not any(date(year.begins, 9, 1) <= v.start <= date(year.begins + 1, 6, 30) for v in vacations):
            return f"Voor schooljaar {year.label} zijn geen vakanties bekend"
        for summer in (year.begins, year.begins + 1):
            # A school year begins inside its summer holiday: without it July and August would be school days.
            if not any(v.start <= SchoolYear(summer).first_day <= v.end for v in vacations):
                return (
                    f"Voor schooljaar {year.label} is de zomervakantie van {summer} niet bekend: in geen vakantie valt "
                    f"1 augustus {summer}"
                )
    return ""


def _with_weeks(days: pl.DataFrame) -> pl.DataFrame:
    weeks = (
        days.filter("is_school_day")
        .select("school_year", "week_start")
        .unique()
        .sort("week_start")
        .with_columns(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("week_rank"),
            pl.col("week_start").rank("ordinal").over("school_year").cast(pl.Int64).alias("school_week"),
        )
        .drop("school_year")
    )
    return days.join(weeks, on="week_start", how="left").with_columns(
        (7 * pl.col("week_rank") + pl.col("iso_weekday")).alias("t"),
        pl.col("is_school_day").cum_sum().cast(pl.Int64).alias("school_day_rank"),
        pl.col("is_working_day").cum_sum().cast(pl.Int64).alias("working_day_rank"),
    )


def _with_periods(days: pl.DataFrame, vacations: list[Vacation], own_starts: list[date]) -> pl.DataFrame:
    """A period runs to the day before the next one; a holiday belongs to the period before it."""
    starts: dict[str, list[date]] = {}
    for start in own_starts:
        starts.setdefault(school_year(start), []).append(start)
    for year in days["school_year"].unique():
        if year not in starts:
            cuts = [v.end + timedelta(1) for v in vacations if any(_is(v, cut) for cut in load_period_cuts())]
            starts[year] = [SchoolYear.labelled(year).first_day, *(cut for cut in cuts if school_year(cut) == year)]
    table = pl.DataFrame(
        [
            # Days before the school's own first period belong to it: the year has no day without a period.
            {"from": SchoolYear.labelled(year).first_day if n == 1 else start, "period": n}
            for year, year_starts in starts.items()
            for n, start in enumerate(sorted(set(year_starts)), 1)
        ],
        schema={"from": pl.Date, "period": pl.Int64},
    ).sort("from")
    return days.sort("date").join_asof(table, left_on="date", right_on="from").drop("from")


def _is(vacation: Vacation, name: str) -> bool:
    """Whether a holiday is the one of that name: by what it is called, or by the day that it must hold."""
    named = load_named_holidays().get(name)
    days = [date(year, named.month, named.day) for year in {vacation.start.year, vacation.end.year}] if named else []
    return name in vacation.name.lower() or any(vacation.start <= day <= vacation.end for day in days)


def _with_vacation_edge(days: pl.DataFrame) -> pl.DataFrame:
    in_vacation = pl.col("vacation").is_not_null()
    taught = days.with_columns(in_vacation.cum_sum().alias("before")).filter("is_school_day")
    after = pl.col("before") > pl.col("before").shift(1, fill_value=0)
    until = pl.col("before").shift(-1) > pl.col("before")
    edges = taught.select("date", (after | until).fill_null(False).alias("vacation_edge"))
    return days.join(edges, on="date", how="left").with_columns(pl.col("vacation_edge").fill_null(False)).sort("date")
