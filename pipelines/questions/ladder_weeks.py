"""The hours that each ladder counts, per pupil and school week, and the weeks in which stages were reached."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.viewer import Viewer

_WEEKS = """
select
    week_rank, cast(substr(school_year, 1, instr(school_year, '-') - 1) as bigint) as year, school_days,
    data_days = school_days and coalesce(complete, true) and last_day <= $on as whole
from mart_week
where school = $school and list_contains($schools, school)
order by week_rank
"""

_THERE = """
select p.student_id, c.week_rank, count(*) as days
from mart_pupil_day as p
join ref_calendar as c on c.school = p.school and c.date = p.date
where p.school = $school and list_contains($schools, p.school) and p.date <= $on
group by p.student_id, c.week_rank
order by p.student_id, c.week_rank
"""

# What a ladder counts: every category of its counters. The norm has a rule instead, and counts what is unauthorised.
_HOURS = """
with counted as (
    select c.ladder, m.category
    from ref_school as p
    join ref_condition as c on c.protocol = p.protocol
    join ref_counter_term as t on t.counter = c.counter
    join ref_category_set as m on m.category_set = t.category_set
    where p.school = $school
    group by c.ladder, m.category
    union all
    select l.ladder, u.category
    from ref_school as p
    join ref_ladder as l on l.protocol = p.protocol
    join ref_protocol_unauthorised as u on u.protocol = p.protocol
    where p.school = $school
        and not exists (select 1 from ref_condition as c where c.protocol = l.protocol and c.ladder = l.ladder)
),
slots as (
    select n.ladder, x.student_id, x.date, x.lesson_hour
    from int_slot as x
    join counted as n on n.category = x.category
    where x.school = $school and list_contains($schools, x.school) and x.date <= $on
    group by n.ladder, x.student_id, x.date, x.lesson_hour
)
select s.ladder, s.student_id, c.week_rank, count(*) as hours
from slots as s
join ref_calendar as c on c.school = $school and c.date = s.date
group by s.ladder, s.student_id, c.week_rank
"""

_REACHED = """
select r.ladder, r.stage, r.student_id, c.week_rank
from mart_stage_reached as r
join ref_school as p on p.school = r.school and p.protocol = r.protocol
join ref_calendar as c on c.school = r.school and c.date = r.reached_on
where r.school = $school and list_contains($schools, r.school) and r.reached_on <= $on and c.week_rank is not null
group by r.ladder, r.stage, r.student_id, c.week_rank
"""

_BY_LENGTH = """
select c.ladder, c.stage
from ref_school as p
join ref_condition as c on c.protocol = p.protocol
join ref_counter_term as t on t.counter = c.counter
where p.school = $school and t.unit in ('aaneengesloten_dag', 'aaneengesloten_week')
group by c.ladder, c.stage
"""

_RANKS = "select date as reached_on, week_rank from ref_calendar where school = $school and week_rank is not null"


@dataclass(frozen=True)
class LadderWeeks:
    """A school by school week: the weeks, who was there on how many days, hours and stages reached per ladder.

    `by_length` are the stages that ask how long somebody is away without a break. `ranks` gives the school week of a date.
    """

    weeks: pl.DataFrame
    there: pl.DataFrame
    hours: pl.DataFrame
    reached: pl.DataFrame
    by_length: pl.DataFrame
    ranks: pl.DataFrame


def ladder_weeks(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> LadderWeeks:
    """The weeks of a school as known on a day, by the protocol in force; nobody without rights on the school.

    Holds the whole school, because similar pupils are sought in all of it: about single pupils nothing of it is shown.
    """
    values = {"schools": list(viewer.schools), "school": school, "on": on}
    return LadderWeeks(
        weeks=snapshot.rows(_WEEKS, values),
        there=snapshot.rows(_THERE, values),
        hours=snapshot.rows(_HOURS, values),
        reached=snapshot.rows(_REACHED, values),
        by_length=snapshot.rows(_BY_LENGTH, {"school": school}),
        ranks=snapshot.rows(_RANKS, {"school": school}),
    )
