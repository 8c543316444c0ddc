"""The early list: who was ill most in the first school weeks, and what that came to a year before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.calendar import SchoolYear, school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions.sickness import SICK
from pipelines.viewer import EVERYTHING, VISIBLE, Selection, Viewer, bound, care_only

_DAYS = """
select c.date, c.school_week, r.first_date
from ref_calendar as c
join ref_data_range as r on r.school = c.school
where c.school = $school and list_contains($schools, c.school) and c.school_year = $year and c.is_school_day
order by c.date
"""

# Everyone enrolled on the last of the early days, with the sick absence of the early days and of the rest of the year.
_PUPILS = f"""
with {VISIBLE},
{SICK},
ill as (
    select
        x.student_id,
        cast(case when bool_and(x.hours_known or x.date > $last) then sum(case when x.date <= $last then x.hours end) end
            as bigint) as hours,
        count(case when x.date <= $last then 1 end) as days,
        count(case when x.date <= $last and x.day_in_spell = 1 then 1 end) as spells,
        max(case when x.date <= $last then x.date end) as last_sick_day,
        count(case when x.date > $last then 1 end) as later_days
    from int_spell_day as x
    join sick on sick.category_set = x.category_set
    join ref_calendar as k on k.school = x.school and k.date = x.date and k.school_year = $year
    where x.school = $school and x.date <= $until
    group by x.student_id
),
mazl as (
    select r.student_id, min(r.reached_on) as since
    from mart_stage_reached as r
    join ref_calendar as k on k.school = r.school and k.date = r.reached_on and k.school_year = $year
    where r.school = $school and r.protocol = 'nl-mazl' and r.reached_on <= $until
    group by r.student_id
)
select
    p.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, v.student_id is not null as is_visible,
    -- Hours of a day that nothing tells are missing, those of nobody's day are none.
    case when i.student_id is null or i.days = 0 then 0 else i.hours end as hours,
    coalesce(i.days, 0) as days, coalesce(i.spells, 0) as spells, i.last_sick_day,
    coalesce(i.later_days, 0) as later_days, m.since as mazl_since, p.valid_until > $until as stayed
from stg_placement as p
left join visible as v on v.school = p.school and v.student_id = p.student_id
left join ill as i on i.student_id = p.student_id
left join mazl as m on m.student_id = p.student_id
where p.school = $school and list_contains($schools, p.school) and p.valid_from <= $last and p.valid_until > $last
order by days desc, spells desc, hours desc, v.sort_name, p.student_id
"""
_OUTLOOK: dict[str, type[pl.DataType]] = {
    "group": pl.String,
    "students": pl.Int64,
    "later_worrying": pl.Int64,
    "later_days": pl.Float64,
}


@dataclass(frozen=True)
class Early:
    """The early list of a school year on a day.

    `pupils`: one row per listed pupil: lesson hours, school days and spells from `first_day` to `last_day`. Listed is
    who has at least `cut_days` sick days: the fewest that keep the list within the share of the settings.
    `outlook`: one row for the pupils who
    would have been listed last year (`vroeg`) and one for the others (`overig`): pupils, how many met the national
    criteria only after the early weeks, and mean sick days after them; without rows when last year is not known.
    """

    school_week: int | None
    first_day: date | None
    last_day: date | None
    finished: bool
    students: int
    cut_days: int | None
    pupils: pl.DataFrame
    outlook: pl.DataFrame


def is_meant(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> bool:
    """Whether the day lies in the school weeks for which the early list is meant."""
    values = {"school": school, "schools": list(care_only(viewer).schools)}
    weeks = [week for day, week, _ in _days(snapshot, values, school_year(on)) if day <= on]
    numbers = snapshot.settings
    return bool(weeks) and numbers["early_from_week"] <= weeks[-1] <= numbers["early_until_week"]


def early(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Early:
    """Who was ill most in the first school weeks (a setting), as known on the day.

    The cut is that of the whole school; viewer and selection choose who is shown. Pupils who left are on no list.
    """
    values = bound(care_only(viewer), selection, on) | {"school": school}
    numbers = snapshot.settings
    share = numbers["early_top_share"]
    days = _days(snapshot, values, school_year(on))
    first_weeks = [day for day, week, _ in days if week <= numbers["early_weeks"]]
    known = [(day, week) for day, week, _ in days if day <= on]
    past = [day for day in first_weeks if day <= on]
    everyone = _everyone(snapshot, values, school_year(on), past[-1] if past else on, on)
    listed = everyone.drop("is_visible", "later_days", "stayed")
    if not known:
        return Early(None, None, None, False, 0, None, listed.clear(), pl.DataFrame(schema=_OUTLOOK))
    cut = _cut(everyone, share)
    week = known[-1][1]
    return Early(
        school_week=week,
        first_day=past[0],
        last_day=past[-1],
        finished=past == first_weeks,
        students=everyone.height,
        cut_days=cut,
        pupils=listed.filter(everyone["is_visible"] & (listed["days"] >= cut)) if cut else listed.clear(),
        outlook=_outlook(snapshot, values, on, numbers["early_weeks"], share),
    )


def _days(snapshot: Snapshot, values: dict[str, Any], year: str) -> list[tuple[date, int, date]]:
    """School days of a year with their school week, and the first day of the data."""
    asked = {name: values[name] for name in ("school", "schools")} | {"year": year}
    return snapshot.rows(_DAYS, asked).rows()


def _everyone(snapshot: Snapshot, values: dict[str, Any], year: str, last: date, until: date) -> pl.DataFrame:
    return snapshot.rows(_PUPILS, values | {"year": year, "last": last, "until": until})


def _cut(everyone: pl.DataFrame, share: float) -> int | None:
    """The fewest sick days that no more than this share of the pupils has; None when nobody has been ill."""
    days = everyone["days"].to_list()
    return next((n for n in range(1, max(days, default=0) + 1) if sum(d >= n for d in days) <= share * len(days)), None)


def _outlook(snapshot: Snapshot, values: dict[str, Any], on: date, weeks: float, share: float) -> pl.DataFrame:
    """What became of last year's early list: of pupils who stayed and did not meet the criteria in these weeks yet."""
    year = SchoolYear.of(on).before.label
    days = _days(snapshot, values, year)
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
            pl.col("later_days").mean().alias("later_days"),
        )
        .sort("group", descending=True)
    )
