"""What a snapshot holds about schools: names, afdelingen, protocol in force and completeness."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import Viewer

_SCHOOLS = """
select s.school, s.name, s.protocol, p.name as protocol_name, p.valid_from, p.checked, s.lesson_minutes, s.hour_factor,
    r.first_date, r.last_date, p.unknown_counts, p.late_weight, s.default_term_days, s.norm_crosses_summer
from ref_school as s
join ref_protocol as p on p.protocol = s.protocol
left join ref_data_range as r on r.school = s.school
where list_contains($schools, s.school)
order by s.name
"""

_PARTS = """
select distinct a.afdeling, a.name, a.afdeling_order, e.leerjaar, e.klas, e.mentor
from mart_enrolment_day as e
join ref_afdeling as a on a.school = e.school and a.afdeling = e.afdeling
join ref_calendar as c on c.school = e.school and c.date = $on and c.school_year = e.school_year
where e.school = $school and list_contains($schools, e.school)
order by a.afdeling_order, e.leerjaar, e.klas, e.mentor
"""

_INCOMPLETE = """
select w.week_start, w.school_week, w.school_year
from mart_week as w
where w.school = $school and not w.complete and w.week_start <= $on
order by w.week_start
"""


_WEEK_ENDS = """
select w.school_week, w.week_start, least(w.last_day, $on) as date, w.ends_on <= $on as finished
from mart_week as w
join ref_calendar as c on c.school = w.school and c.date = $on and c.school_year = w.school_year
where w.school = $school and w.week_start <= $on
order by w.week_start
"""

_YEARS = """
select distinct w.school_year
from mart_week as w
join ref_calendar as c on c.school = w.school and c.school_year = w.school_year and c.date <= $on
where w.school = $school and list_contains($schools, w.school)
order by w.school_year desc
"""


_VACATIONS = """
with days as (
    -- The summer stands at both ends of a school year, under one name.
    select v.vacation, v.date, v.day - row_number() over (partition by v.vacation order by v.day) as stretch
    from ref_calendar as v
    join ref_calendar as n on n.school = v.school and n.date = $on and n.school_year = v.school_year
    where v.school = $school and v.vacation is not null
)
select vacation, min(date) as first_day, max(date) as last_day
from days
group by vacation, stretch
order by first_day
"""


def schools(snapshot: Snapshot, viewer: Viewer) -> pl.DataFrame:
    """One row per school inside the viewer, with the protocol in force and the imported range."""
    return snapshot.rows(_SCHOOLS, {"schools": list(viewer.schools)})


def parts(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per klas and mentor of the school year, with leerjaar and afdeling."""
    return snapshot.rows(_PARTS, {"schools": list(viewer.schools), "on": on, "school": school})


def incomplete_weeks(snapshot: Snapshot, on: date, school: str) -> pl.DataFrame:
    """One row per school week with suspiciously few registrations on some day."""
    return snapshot.rows(_INCOMPLETE, {"on": on, "school": school})


def week_ends(snapshot: Snapshot, on: date, school: str) -> pl.DataFrame:
    """One row per school week of the year up to the day: its number, Monday and last school day with data.

    `finished` is false for the week that still runs on the day.
    """
    return snapshot.rows(_WEEK_ENDS, {"on": on, "school": school})


def vacations(snapshot: Snapshot, on: date, school: str) -> pl.DataFrame:
    """One row per holiday of the school year of a day, with its first and last day."""
    return snapshot.rows(_VACATIONS, {"on": on, "school": school})


def school_years(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> list[str]:
    """School years with data up to the year of the day, the newest first."""
    found = snapshot.rows(_YEARS, {"schools": list(viewer.schools), "on": on, "school": school})
    return [str(year) for year in found["school_year"]]


def year_notes(snapshot: Snapshot) -> dict[str, str]:
    """What to say of a school year that is not like the others."""
    rows = snapshot.rows("select school_year, note from ref_year_note order by school_year")
    return dict(rows.iter_rows())


def categories(snapshot: Snapshot) -> pl.DataFrame:
    """One row per category: label, whether the pupil is absent, whether it is authorised."""
    return snapshot.rows("select category, label, absent, authorised, provisional from ref_category order by category")


def calendar(snapshot: Snapshot, school: str) -> pl.DataFrame:
    """One row per day of the school's calendar, as `pipelines.calendar.school_calendar` describes it."""
    return snapshot.rows("select * from ref_calendar where school = $school order by date", {"school": school})
