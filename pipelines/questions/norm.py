"""The hours of the 16-hour norm of a whole school, as known on a day: what forecast and other readings start from."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot, Tables
from pipelines.norm.history import NormHistory, Rule, norm_history
from pipelines.viewer import ON_DAY, Viewer

# The calendar runs on beyond the data. A day of an incomplete week, or one after the data, tells nothing.
_DAYS = """
select c.date, c.school_year, c.t, c.day, c.date <= $on and coalesce(w.complete, w.week_start is not null) as known
from ref_calendar as c
join ref_data_range as r on r.school = c.school
left join mart_week as w on w.school = c.school and w.week_start = c.week_start
where c.school = $school and list_contains($schools, c.school) and c.is_school_day and c.date >= r.first_date
order by c.date
"""

_HOURS = """
select student_id, date, counted from int_norm_day
where school = $school and list_contains($schools, school) and date <= $on
"""

_REPORTS = """
select student_id, end_date, possible_from from int_norm_report
where school = $school and list_contains($schools, school) and possible_from <= $on
"""

# A pupil of whom no list knows a placement counts from the first day of the data on.
_PLACEMENTS = """
select s.student_id, coalesce(p.valid_from, r.first_date) as valid_from,
    coalesce(p.valid_until, cast(r.last_date + interval 1 day as date)) as valid_until
from mart_student as s
join ref_data_range as r on r.school = s.school
left join stg_placement as p on p.school = s.school and p.student_id = s.student_id
where s.school = $school and list_contains($schools, s.school)
"""

_WEEK_ENDS = """
select last_day from mart_week
where school = $school and list_contains($schools, school) and last_day <= $on
"""

_READINGS = """
select p.unknown_counts, s.norm_crosses_summer
from ref_school as s
join ref_protocol as p on p.protocol = s.protocol
where s.school = $school
"""

_STANDINGS = f"""
with {ON_DAY},
rule as (
    select max(case when name = 'near_hours' then value end) as near_hours from ref_norm
),
unsure as (
    select school, student_id
    from int_norm_day
    where school = $school and list_contains($schools, school) and date <= $on and unknown > 0
    group by school, student_id
),
made as (
    select school, student_id, max(possible_from) as possible_from
    from int_norm_report
    where possible_from <= $on
    group by school, student_id
),
placed as (
    select stg_placement.school, stg_placement.student_id,
        max(stg_placement.valid_from <= on_day.date and stg_placement.valid_until > on_day.date) as present
    from stg_placement
    join on_day on on_day.school = stg_placement.school
    group by stg_placement.school, stg_placement.student_id
)
select
    unsure.student_id,
    coalesce(norm_window.counted, 0) as hours,
    coalesce(norm_window.unknown, 0) as unknown,
    coalesce(norm_window.counted >= rule.near_hours, false)
        and coalesce(placed.present, true)
        and coalesce(made.possible_from < on_day.date, true) as nears
from unsure
cross join rule
join on_day on on_day.school = unsure.school
join ref_calendar as calendar on calendar.school = on_day.school and calendar.date = on_day.date
join ref_school as school on school.school = unsure.school
left join made on made.school = unsure.school and made.student_id = unsure.student_id
left join placed on placed.school = unsure.school and placed.student_id = unsure.student_id
left join int_norm_window as norm_window
    on norm_window.school = unsure.school and norm_window.student_id = unsure.student_id
    and norm_window.date = on_day.date
    -- Where counting starts anew in August, hours of last year count no longer.
    and (school.norm_crosses_summer or calendar.school_year = on_day.school_year)
order by unsure.student_id
"""

_YEAR_REPORTS = """
select report.student_id, report.begin_date, report.end_date
from int_norm_report as report
join ref_calendar as ended on ended.school = report.school and ended.date = report.end_date
join ref_calendar as today
    on today.school = report.school and today.date = $on and today.school_year = ended.school_year
where report.school = $school and list_contains($schools, report.school) and report.possible_from <= $on
order by report.student_id, report.possible_from
"""


def standings(tables: Tables, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per pupil of a school with hours without a known reason up to a day; nobody without rights on the school.

    `hours` that count lie in the window since the last report, `unknown` are those without a known reason.
    """
    return tables.rows(_STANDINGS, {"schools": list(viewer.schools), "school": school, "on": on})


def year_reports(tables: Tables, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per report of a school that could be made by a day and ends in its school year, in order of time."""
    return tables.rows(_YEAR_REPORTS, {"schools": list(viewer.schools), "school": school, "on": on})


def history(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> NormHistory:
    """The hours of a school's pupils as known on a day; nobody without rights on the school.

    Holds the whole school, because the average to which a pupil is shrunk is that of the school: rows about pupils
    are to be taken from it for those only whom another query, with the viewer's viewer, gave.
    """
    values = {"schools": list(viewer.schools), "school": school}
    until = values | {"on": on}
    numbers = snapshot.settings
    unknown_counts, crosses_summer = snapshot.rows(_READINGS, {"school": school}).row(0)
    return norm_history(
        Rule(
            hours=numbers["hours"],
            weeks=int(numbers["weeks"]),
            near_hours=numbers["near_hours"],
            days_between=int(numbers["days_between_reports"]),
            recent_weeks=int(numbers["recent_weeks"]),
            horizon=int(numbers["forecast_school_days"]),
            min_school_days=int(numbers["forecast_min_school_days"]),
            min_pupils=int(numbers["forecast_min_pupils"]),
            backtest_weeks=int(numbers["backtest_weeks"]),
            band=numbers["forecast_band"],
            z=numbers["funnel_look"],
            unknown_counts=unknown_counts,
            crosses_summer=crosses_summer,
        ),
        on,
        days=snapshot.rows(_DAYS, until),
        hours=snapshot.rows(_HOURS, until),
        placements=snapshot.rows(_PLACEMENTS, values),
        reports=snapshot.rows(_REPORTS, until),
        week_ends=snapshot.rows(_WEEK_ENDS, until),
    )
