"""Missed hours by lesson hour of the week and by subject, against the lessons of the timetable where it is known."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.period import IN_PERIOD, WEEKS, in_period
from pipelines.viewer import EVERYTHING, Selection, Viewer

_SLOTS = f"""
with {WEEKS},
pupils as (
    select x.iso_weekday, x.lesson_hour, x.student_id, count(*) as hours,
        sum(case when x.by_timetable then 1 else 0 end) as timetabled
    from mart_missed_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD} and x.category = $category and x.lesson_hour is not null
    group by x.iso_weekday, x.lesson_hour, x.student_id
),
missed as (
    select iso_weekday, lesson_hour, sum(hours) as missed_hours, count(*) as registered,
        sum(timetabled) as timetabled_hours, sum(timetabled * timetabled) as squares
    from pupils
    group by iso_weekday, lesson_hour
),
taught as (
    select x.iso_weekday, x.lesson_hour, sum(x.lessons) as lessons
    from mart_lesson_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD}
    group by x.iso_weekday, x.lesson_hour
)
select
    coalesce(m.iso_weekday, t.iso_weekday) as iso_weekday,
    coalesce(m.lesson_hour, t.lesson_hour) as lesson_hour,
    cast(case when m.missed_hours is null then 0 else m.missed_hours end as bigint) as missed_hours,
    case when m.registered is null then 0 else m.registered end as registered,
    cast(case when m.timetabled_hours is null then 0 else m.timetabled_hours end as bigint) as timetabled_hours,
    cast(case when m.squares is null then 0 else m.squares end as bigint) as squares,
    cast(t.lessons as bigint) as lessons
from missed as m
full join taught as t on t.iso_weekday = m.iso_weekday and t.lesson_hour = m.lesson_hour
order by iso_weekday, lesson_hour
"""

_SUBJECTS = f"""
with {WEEKS},
pupils as (
    select x.subject, x.student_id, count(*) as hours, sum(case when x.by_timetable then 1 else 0 end) as timetabled
    from mart_missed_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD} and x.category = $category
    group by x.subject, x.student_id
),
missed as (
    select subject, sum(hours) as missed_hours, count(*) as registered, sum(timetabled) as timetabled_hours,
        sum(timetabled * timetabled) as squares
    from pupils
    group by subject
),
taught as (
    select x.subject, sum(x.lessons) as lessons
    from mart_lesson_hour as x
    join weeks as w on w.school = x.school and w.week_start = x.week_start
    where {IN_PERIOD}
    group by x.subject
)
select
    m.subject, cast(m.missed_hours as bigint) as missed_hours, m.registered,
    cast(m.timetabled_hours as bigint) as timetabled_hours, cast(m.squares as bigint) as squares,
    cast(t.lessons as bigint) as lessons
from missed as m
left join taught as t on t.subject = m.subject
order by m.missed_hours desc, m.subject
"""


def slots(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per weekday (1 is Monday) and lesson hour with registrations or lessons, over the year up to `on`.

    `missed_hours` are lesson hours, `registered` the pupils in them, `timetabled_hours` the part on days of which the
    timetable is known. `lessons` are the lessons of all pupils by that timetable, null without one. `squares` is the
    sum over pupils of their timetabled hours squared (see `pipelines.statistics.clustered`).
    """
    return _rows(snapshot, _SLOTS, viewer, on, school, category, selection)


def subjects(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per subject with registrations, over the year up to `on`; columns as in `slots`.

    The row of which `subject` is null holds the hours of which no source tells the subject.
    """
    return _rows(snapshot, _SUBJECTS, viewer, on, school, category, selection)


def _rows(
    snapshot: Snapshot, sql: str, viewer: Viewer, on: date, school: str, category: str, selection: Selection
) -> pl.DataFrame:
    return snapshot.rows(sql, in_period(viewer, selection, on, school, category))
