"""Which steps the protocol asked of whom and by when, over a time: the rows that are held against what was recorded."""

from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.due import DEADLINE_DAYS
from pipelines.viewer import CHOSEN, EVERYTHING, THIS_YEAR, Selection, Viewer, bound

_ASKED = f"""
with {THIS_YEAR},
{DEADLINE_DAYS},
asked as (
    select
        m.school, m.protocol, m.ladder, m.stage, m.student_id, m.date, m.again, m.role, a.followup, d.date as today,
        a.deadline_working_days as in_working_days, k.school_day_rank, k.working_day_rank,
        coalesce(a.deadline_school_days, s.default_term_days) as allowed
    from mart_action as m
    join ref_school as s on s.school = m.school and s.protocol = m.protocol
    join this_year as d on d.school = m.school
    join ref_action as a
        on a.protocol = m.protocol and a.ladder = m.ladder and a.stage = m.stage and a.action_no = m.action_no
    join ref_calendar as k on k.school = m.school and k.date = m.date
    where m.date <= $on
        and case when $since is null then m.school_year = d.school_year else m.date >= $since end
        and list_contains($schools, m.school)
),
steps as (
    select school, protocol, ladder, stage, student_id, date, again, today
    from asked
    group by school, protocol, ladder, stage, student_id, date, again, today
),
terms_of as (
    select a.*, case when a.in_working_days then w.date else s.date end as deadline
    from asked as a
    left join school_days as s on s.school = a.school and s.place = a.school_day_rank + a.allowed
    left join working_days as w on w.school = a.school and w.place = a.working_day_rank + a.allowed
),
parts as (
    -- The step as a whole, and what it asks of each role.
    select
        school, protocol, ladder, stage, student_id, date, again, cast(null as varchar) as role,
        min(deadline) as deadline, count(*) = count(followup) as only_coming
    from terms_of
    group by school, protocol, ladder, stage, student_id, date, again
    union all
    select
        school, protocol, ladder, stage, student_id, date, again, role, min(deadline), count(*) = count(followup)
    from terms_of
    group by school, protocol, ladder, stage, student_id, date, again, role
),
ends as (
    -- What takes a step from the worklist without being done: another stage, the end of the stretch, leaving school.
    select e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, above.reached_on as gone_on
    from steps as e
    join mart_stage_reached as above
        on above.school = e.school and above.student_id = e.student_id and above.protocol = e.protocol
        and above.ladder = e.ladder and above.reached_on > e.date and above.reached_on <= e.today
    join ref_stage as mine on mine.protocol = e.protocol and mine.ladder = e.ladder and mine.stage = e.stage
    where above.stage <> e.stage and above.level >= mine.level and not e.again
    union all
    select e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, cast(r.reached_until + interval 1 day as date)
    from steps as e
    join mart_stage_reached as r
        on r.school = e.school and r.student_id = e.student_id and r.protocol = e.protocol
        and r.ladder = e.ladder and r.stage = e.stage and r.reached_on = e.date
    where not e.again and r.reached_until < e.today
    union all
    select e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, p.valid_until
    from steps as e
    join stg_placement as p
        on p.school = e.school and p.student_id = e.student_id and p.valid_until > e.date and p.valid_until <= e.today
    where not exists (
        select 1 from stg_placement as next
        where next.school = p.school and next.student_id = p.student_id
            and next.valid_from <= p.valid_until and next.valid_until > p.valid_until
    )
),
gone as (
    select school, protocol, ladder, stage, student_id, date, min(gone_on) as gone_on
    from ends
    group by school, protocol, ladder, stage, student_id, date
),
came as (
    select
        e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.again,
        min(case when f.shown then f.date end) as came_on
    from steps as e
    join raw_followup as f on f.school = e.school and f.student_id = e.student_id and f.date >= e.date
    where f.date <= $on
    group by e.school, e.protocol, e.ladder, e.stage, e.student_id, e.date, e.again
),
placed as (
    select e.*, p.klas, p.leerjaar, coalesce(p.afdeling, 'overig') as afdeling, p.mentor
    from steps as e
    left join stg_placement as p
        on p.school = e.school and p.student_id = e.student_id and p.valid_from <= e.date and p.valid_until > e.date
    -- Who left and still has a registration is asked nothing; of whom no list knows a placement stays.
    where p.student_id is not null or not exists (
        select 1 from stg_placement as k where k.school = e.school and k.student_id = e.student_id
    )
)
select
    x.school, x.student_id, x.protocol, x.ladder, x.stage, x.date as reached_on, x.again as recurring, r.role,
    l.name as ladder_name, s.name as stage_name, l.ladder_order, s.level, x.klas, x.leerjaar, x.afdeling, x.mentor,
    r.deadline, r.only_coming, c.came_on, c.school is not null as has_followup, g.gone_on, x.today
from placed as x
join parts as r
    on r.school = x.school and r.protocol = x.protocol and r.ladder = x.ladder and r.stage = x.stage
    and r.student_id = x.student_id and r.date = x.date and r.again = x.again
left join gone as g
    on g.school = x.school and g.protocol = x.protocol and g.ladder = x.ladder and g.stage = x.stage
    and g.student_id = x.student_id and g.date = x.date
left join came as c
    on c.school = x.school and c.protocol = x.protocol and c.ladder = x.ladder and c.stage = x.stage
    and c.student_id = x.student_id and c.date = x.date and c.again = x.again
join ref_ladder as l on l.protocol = x.protocol and l.ladder = x.ladder
join ref_stage as s on s.protocol = x.protocol and s.ladder = x.ladder and s.stage = x.stage
where {CHOSEN}
order by x.date, x.school, x.student_id, l.ladder_order, s.level, x.again, r.role nulls first
"""


def asked(
    snapshot: Snapshot, viewer: Viewer, on: date, since: date | None = None, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per step, and one per role of which it asks something: from `since` (else the school year) up to the day.

    `role` is null for the whole step. A step is a stage of the protocol in force on the day on which it becomes the
    pupil's stage, or one day on which a recurring action is asked again; klas, leerjaar, afdeling, mentor and actions
    are those of that day. `deadline` is the soonest of the actions, `only_coming`: all of them are appointments to come
    back; `came_on` the first follow-up since then to which the pupil came, `has_followup` whether there is any.
    `gone_on`: first day on which nobody was asked any more, because of another stage, the end of the stretch, or
    leaving; null for what still stands. `today` is the last school day up to the day.
    """
    return snapshot.rows(_ASKED, bound(viewer, selection, on) | {"since": since})
