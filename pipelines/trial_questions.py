"""What is asked of a workbench: of the base once for a choice of pupils and a day, of every draft again."""

# What questions about drafts ask of the base, once for the pupils that a viewer may see and chose.
BASE_STANDING = """
select s.student_id, s.ladder, s.stage, s.level, s.reached_on
from (
    select
        b.*, row_number() over (
            partition by b.student_id, b.ladder order by b.level desc, b.reached_on desc, b.stage_order desc
        ) as place
    from base_stage as b
    join chosen as v on v.student_id = b.student_id
    join ref_calendar as c on c.school = b.school and c.date = $on
    join ref_calendar as f on f.school = b.school and f.date = b.reached_on and f.school_year = c.school_year
    where b.reached_on <= $on and b.reached_until >= $on
) as s
where s.place = 1
"""
CHOSEN_DAY = """
create or replace table chosen_day as
select date, school_year from ref_calendar where school = $school and date = $on
"""
BASE_ASKED = """
select a.ladder, a.role, a.week_start, a.again, cast(sum(a.times) as bigint) as actions
from base_action as a
join chosen as v on v.student_id = a.student_id
join ref_calendar as c on c.school = a.school and c.date = $on and c.school_year = a.school_year
where a.date <= $on
group by a.ladder, a.role, a.week_start, a.again
"""

# What questions ask of a draft; of its own tables, which hold only ladders that it changed.
STANDING = """
prepare standing_of_draft as
select s.student_id, s.ladder, s.stage as draft_stage, s.level as draft_level, s.reached_on as draft_reached_on
from (
    select
        m.*, row_number() over (
            partition by m.student_id, m.ladder order by m.level desc, m.reached_on desc, m.stage_order desc
        ) as place
    from draft.mart_stage_reached as m
    join chosen_day as d on d.date >= m.reached_on and d.date <= m.reached_until
    join ref_calendar as f on f.school = m.school and f.date = m.reached_on and f.school_year = d.school_year
) as s
where s.place = 1
"""
ASKED = """
prepare asked_of_draft as
select a.ladder, a.role, a.week_start, cast(sum(a.times) as bigint) as actions
from draft.mart_action as a
join chosen as v on v.student_id = a.student_id
join chosen_day as d on d.date >= a.date and d.school_year = a.school_year
group by a.ladder, a.role, a.week_start
"""

DROP_QUESTIONS = ("deallocate standing_of_draft", "deallocate asked_of_draft")
