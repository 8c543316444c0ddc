"""The hours of the 16-hour norm of a whole school, as known on a day: what forecast and other readings start from."""

from datetime import date

from pipelines.models.snapshot import Snapshot
from pipelines.norm.history import NormHistory, Rule, norm_history
from pipelines.viewer import Viewer

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
select student_id, date, counted, unknown from int_norm_day
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
