"""Worrying sick absence by the national criteria: share per afdeling, and pupils who are absent otherwise too."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.sick_patterns import no_more_than_chance
from pipelines.questions.sickness import MAZL, SICK
from pipelines.statistics.shares import band
from pipelines.viewer import EVERYTHING, THIS_YEAR, VISIBLE, Selection, Viewer, bound, care_only

_SHARES = f"""
with {VISIBLE},
{MAZL}
select v.afdeling, a.name as afdeling_name, a.afdeling_order, count(*) as students, count(m.student_id) as worrying
from visible as v
left join mazl as m on m.school = v.school and m.student_id = v.student_id
left join ref_afdeling as a on a.school = v.school and a.afdeling = v.afdeling
where v.school = $school
group by v.afdeling, a.name, a.afdeling_order
order by a.afdeling_order, v.afdeling
"""

_TOGETHER = f"""
with {VISIBLE},
{THIS_YEAR},
{SICK},
{MAZL},
slots as (
    select
        x.student_id, x.date, x.lesson_hour,
        max(case when u.category is not null and x.category <> 'onbekend' then 1 else 0 end) as judged,
        max(case when x.category = 'onbekend' then 1 else 0 end) as unknown
    from int_slot as x
    join this_year as d on d.school = x.school and x.date >= d.first_date and x.date <= d.date
    join ref_school as s on s.school = x.school
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join sick on k.t > d.t - 7 * sick.weeks
    join ref_category as c on c.category = x.category and c.absent
    left join ref_protocol_unauthorised as u on u.protocol = s.protocol and u.category = x.category
    where x.school = $school and (u.category is not null or x.category = 'onbekend')
    group by x.student_id, x.date, x.lesson_hour
),
unauthorised as (
    select
        student_id,
        cast(sum(judged) as bigint) as hours_judged,
        cast(sum(case when judged = 0 then unknown else 0 end) as bigint) as hours_unknown,
        count(distinct case when judged = 1 then date end) as days_judged,
        max(case when judged = 1 then date end) as last_judged
    from slots
    group by student_id
),
ill as (
    select
        x.student_id, count(*) as sick_days, count(case when x.day_in_spell = 1 then 1 end) as sick_spells,
        max(x.date) as last_sick_day
    from int_spell_day as x
    join sick on sick.category_set = x.category_set
    join this_year as d on d.school = x.school and x.date >= d.first_date and x.date <= d.date
    join ref_calendar as k on k.school = x.school and k.date = x.date and k.t > d.t - 7 * sick.weeks
    where x.school = $school
    group by x.student_id
)
select
    v.student_id, v.name, v.sort_name, v.klas, v.leerjaar, v.afdeling, v.mentor, m.since as mazl_since,
    coalesce(i.sick_spells, 0) as sick_spells, coalesce(i.sick_days, 0) as sick_days, i.last_sick_day,
    coalesce(u.hours_judged, 0) as hours_judged, coalesce(u.hours_unknown, 0) as hours_unknown,
    coalesce(u.days_judged, 0) as days_judged, u.last_judged
from visible as v
left join mazl as m on m.school = v.school and m.student_id = v.student_id
left join unauthorised as u on u.student_id = v.student_id
left join ill as i on i.student_id = v.student_id
where v.school = $school
order by hours_judged desc, v.sort_name, v.student_id
"""


def worrying_shares(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per afdeling: pupils enrolled on the day, and how many met the national criteria this school year.

    Beside the share stand that of the whole school, the national one, and the exact limits of chance around the
    school's share for so many pupils: `look_...` and `signal_...` at the two levels of the funnel, as shares.
    `word` is kijk or signaal outside them, else null; `above` on which side of the school. Early in the year every
    share is below the national one, which is of a whole year.
    """
    viewer = care_only(viewer)
    everyone = replace(viewer, afdelingen=None, mentors=None)
    rows = whole = snapshot.rows(_SHARES, bound(everyone, EVERYTHING, on) | {"school": school})
    if (viewer, selection) != (everyone, EVERYTHING):
        rows = snapshot.rows(_SHARES, bound(viewer, selection, on) | {"school": school})
    numbers = snapshot.settings
    students, worrying = int(whole["students"].sum()), int(whole["worrying"].sum())
    usual = worrying / students if students else 0.0
    bands = {name: [band(n, usual, numbers[f"funnel_{name}"]) for n in rows["students"]] for name in ("look", "signal")}
    outside = {
        name: pl.Series(
            [not low <= n <= high for n, (low, high) in zip(rows["worrying"], limits, strict=True)], dtype=pl.Boolean
        )
        for name, limits in bands.items()
    }
    size = pl.col("students")
    return rows.with_columns(
        (pl.col("worrying") / size).alias("share"),
        pl.lit(usual).alias("school_share"),
        pl.lit(students, pl.Int64).alias("school_students"),
        pl.lit(worrying, pl.Int64).alias("school_worrying"),
        pl.lit(numbers["mazl_national_share"]).alias("national_share"),
        *(
            (pl.Series([limit[place] for limit in limits], dtype=pl.Int64) / size).alias(f"{name}_{side}")
            for name, limits in bands.items()
            for place, side in enumerate(("low", "high"))
        ),
        pl.when(outside["signal"]).then(pl.lit("signaal")).when(outside["look"]).then(pl.lit("kijk")).alias("word"),
        (pl.col("worrying") / size > usual).alias("above"),
    )


@dataclass(frozen=True)
class Together:
    """Pupils with both kinds of absence, and how many there would be if one had nothing to do with the other.

    `pupils`: one row per pupil with worrying sick absence and judged unauthorised hours in the same 12 school weeks.
    """

    pupils: pl.DataFrame
    students: int
    worrying: int
    unauthorised: int
    expected: float
    no_more_than_chance: bool


def together(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Together:
    """Worrying sick absence together with unauthorised absence: a reason to talk, never a figure for leerplicht.

    Worrying: the national criteria met this school year, and sick in the window. Unauthorised: at least the hours of
    the settings that the protocol in force calls so and that were absence; hours without a known reason stand apart
    and make nobody appear. Sick spells and days, and hours, are those of the national window up to the day.
    """
    values = bound(care_only(viewer), selection, on) | {"school": school}
    everyone = snapshot.rows(_TOGETHER, values)
    ill = pl.col("mazl_since").is_not_null() & (pl.col("sick_days") > 0)
    away = pl.col("hours_judged") >= snapshot.settings["together_min_hours"]
    worrying, unauthorised = everyone.filter(ill).height, everyone.filter(away).height
    both = everyone.filter(ill & away)
    expected = worrying * unauthorised / everyone.height if everyone.height else 0.0
    chance = pl.DataFrame({"found": [both.height], "expected": [expected]}).select(
        no_more_than_chance("found", "expected")
    )
    return Together(both, everyone.height, worrying, unauthorised, expected, bool(chance.item()))
