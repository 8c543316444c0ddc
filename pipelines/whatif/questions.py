"""What is asked of a workbench: of the base once for a choice of pupils and a day, of every draft again.

`$first` is the first day of the school year of the day `$on`.
"""

CHOSEN = "create or replace table chosen as select * from visible_pupils($viewer, $selection, $on)"

FIRST_DAY = """
select min(y.date) as date
from ref_calendar as c
join ref_calendar as y on y.school = c.school and y.school_year = c.school_year
where c.school = $school and c.date = $on
"""

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
    where b.reached_on <= $on and b.reached_until >= $on and b.reached_on >= $first
) as s
where s.place = 1
"""
BASE_ASKED = """
select a.ladder, a.role, a.week_start, cast(sum(a.times) as bigint) as actions
from base_action as a
join chosen as v on v.student_id = a.student_id
where a.date >= $first and a.date <= $on
group by a.ladder, a.role, a.week_start
"""

# What questions ask of a draft; of its own tables, which hold only ladders that it changed.
STANDING = """
select
    s.student_id, s.ladder, s.top.stage as draft_stage, s.top.level as draft_level, s.top.reached_on as draft_reached_on
from (
    -- The greatest of these is the greatest by its first part that differs.
    select
        student_id, ladder,
        max(struct_pack(level := level, reached_on := reached_on, stage_order := stage_order, stage := stage)) as top
    from draft.mart_stage_reached
    where reached_on <= $on and reached_until >= $on and reached_on >= $first
    group by student_id, ladder
) as s
"""
ASKED = """
select a.ladder, a.role, a.week_start, cast(sum(a.times) as bigint) as actions
from (
    select ladder, role, week_start, student_id, date, times from draft.mart_action
    union all
    select b.ladder, b.role, b.week_start, b.student_id, b.date, b.times
    from base_action as b
    join changed_ladder as c on c.ladder = b.ladder
    left join changed_repetition as p on p.ladder = b.ladder
    left join draft.turn as t on t.ladder = b.ladder and t.student_id = b.student_id and t.date = b.date
    where b.again and p.ladder is null and t.date is null
) as a
join chosen as v on v.student_id = a.student_id
where a.date >= $first and a.date <= $on
group by a.ladder, a.role, a.week_start
"""
