"""The early list: who was ill most in the first school weeks, and what that came to a year before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer

_OUTLOOK: dict[str, type[pl.DataType]] = {"group": pl.String, "students": pl.Int64, "later_worrying": pl.Int64}


@dataclass(frozen=True)
class Early:
    """The early list of a school year on a day.

    `pupils`: one row per listed pupil: lesson hours, school days and spells in the early weeks up to the day. Listed is
    who has at least so many sick days that the list stays within the share of the settings.
    `outlook`: one row for the pupils who would have been listed last year (`vroeg`) and one for the others (`overig`):
    pupils, and how many met the national criteria only after the early weeks; without rows when last year is not known.
    """

    pupils: pl.DataFrame
    outlook: pl.DataFrame


def is_meant(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> bool:
    """Whether the day lies in the school weeks for which the early list is meant."""
    weeks = [week for day, week, _ in _days(snapshot, viewer.for_care(), school, school_year(on)) if day <= on]
    numbers = snapshot.settings
    return bool(weeks) and numbers["early_from_week"] <= weeks[-1] <= numbers["early_until_week"]


def early(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Early:
    """Who was ill most in the first school weeks (a setting), as known on the day.

    The cut is that of the whole school; viewer and selection choose who is shown. Pupils who left are on no list.
    """
    viewer = viewer.for_care()
    values = {"viewer": viewer, "selection": selection, "on": on, "school": school}
    numbers = snapshot.settings
    share = numbers["early_top_share"]
    days = _days(snapshot, viewer, school, school_year(on))
    past = [day for day, week, _ in days if week <= numbers["early_weeks"] and day <= on]
    everyone = _everyone(snapshot, values, school_year(on), past[-1] if past else on, on)
    listed = everyone.drop("is_visible", "stayed")
    if not past:
        return Early(listed.clear(), pl.DataFrame(schema=_OUTLOOK))
    cut = _cut(everyone, share)
    return Early(
        pupils=listed.filter(everyone["is_visible"] & (listed["days"] >= cut)) if cut else listed.clear(),
        outlook=_outlook(snapshot, values, on, numbers["early_weeks"], share),
    )


def _days(snapshot: Rows, viewer: Viewer, school: str, year: str) -> list[tuple[date, int, date]]:
    """School days of a year with their school week, and the first day of the data."""
    return ask(snapshot, "early_days", viewer=viewer, school=school, year=year).rows()


def _everyone(snapshot: Rows, values: dict[str, Any], year: str, last: date, until: date) -> pl.DataFrame:
    return ask(snapshot, "early_pupils", **values, year=year, last=last, until=until)


def _cut(everyone: pl.DataFrame, share: float) -> int | None:
    """The fewest sick days that no more than this share of the pupils has; None when nobody has been ill."""
    days = everyone["days"].to_list()
    return next((n for n in range(1, max(days, default=0) + 1) if sum(d >= n for d in days) <= share * len(days)), None)


def _outlook(snapshot: Rows, values: dict[str, Any], on: date, weeks: float, share: float) -> pl.DataFrame:
    """What became of last year's early list: of pupils who stayed and did not meet the criteria in these weeks yet."""
    year = SchoolYear.of(on).before.label
    days = _days(snapshot, values["viewer"], values["school"], year)
    first_weeks = [day for day, week, _ in days if week <= weeks]
    if not days or days[0][2] > first_weeks[0]:
        return pl.DataFrame(schema=_OUTLOOK)
    last = first_weeks[-1]
    everyone = _everyone(snapshot, values, year, last, days[-1][0]).filter("stayed")
    cut = _cut(everyone, share)
    if cut is None:
        return pl.DataFrame(schema=_OUTLOOK)
    group = pl.when(pl.col("days") >= cut).then(pl.lit("vroeg")).otherwise(pl.lit("overig")).alias("group")
    open_ = everyone.filter(pl.col("mazl_since").is_null() | (pl.col("mazl_since") > last))
    return (
        open_.group_by(group)
        .agg(
            pl.len().cast(pl.Int64).alias("students"),
            pl.col("mazl_since").is_not_null().sum().cast(pl.Int64).alias("later_worrying"),
        )
        .sort("group", descending=True)
    )
