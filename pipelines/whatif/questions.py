"""What is asked of a workbench: of the base once for a choice of pupils and a day, of every draft again.

`$first` is the first day of the school year of the day `$on`.
"""

CHOSEN = "create or replace table chosen as select * from visible_pupils($viewer, $selection, $on)"

FIRST_DAY = """
select min(calendar.date) as date
from ref_calendar as itself
join ref_calendar as calendar on calendar.school = itself.school and calendar.school_year = itself.school_year
where itself.school = $school and itself.date = $on
"""

# What questions about drafts ask of the base, once for the pupils that a viewer may see and chose.
BASE_STANDING = """
select standing.student_id, standing.ladder, standing.stage, standing.level, standing.reached_on
from (
    select
        base_stage.*,
        row_number() over (
            partition by base_stage.student_id, base_stage.ladder
            order by base_stage.level desc, base_stage.reached_on desc, base_stage.stage_order desc
        ) as place
    from base_stage
    join chosen as pupil on pupil.student_id = base_stage.student_id
    where base_stage.reached_on <= $on and base_stage.reached_until >= $on and base_stage.reached_on >= $first
) as standing
where standing.place = 1
"""
BASE_ASKED = """
select base_action.ladder, base_action.role, base_action.week_start, cast(sum(base_action.times) as bigint) as actions
from base_action
join chosen as pupil on pupil.student_id = base_action.student_id
where base_action.date >= $first and base_action.date <= $on
group by base_action.ladder, base_action.role, base_action.week_start
"""

# What questions ask of a draft; of its own tables, which hold only ladders that it changed.
STANDING = """
select student_id, ladder, top.stage as draft_stage, top.level as draft_level, top.reached_on as draft_reached_on
from (
    -- The greatest of these is the greatest by its first part that differs.
    select
        student_id, ladder,
        max(struct_pack(level := level, reached_on := reached_on, stage_order := stage_order, stage := stage)) as top
    from draft.mart_stage_reached
    where reached_on <= $on and reached_until >= $on and reached_on >= $first
    group by student_id, ladder
) as standing
"""
ASKED = """
select due_action.ladder, due_action.role, due_action.week_start, cast(sum(due_action.times) as bigint) as actions
from (
    select ladder, role, week_start, student_id, date, times from draft.mart_action
    union all
    select base_action.ladder, base_action.role, base_action.week_start, base_action.student_id, base_action.date,
        base_action.times
    from base_action
    join changed_ladder on changed_ladder.ladder = base_action.ladder
    left join changed_repetition on changed_repetition.ladder = base_action.ladder
    left join draft.turn as turn
        on turn.ladder = base_action.ladder and turn.student_id = base_action.student_id
        and turn.date = base_action.date
    where base_action.again and changed_repetition.ladder is null and turn.date is null
) as due_action
join chosen as pupil on pupil.student_id = due_action.student_id
where due_action.date >= $first and due_action.date <= $on
group by due_action.ladder, due_action.role, due_action.week_start
"""
