"""The static SQL of the workbench: what it holds of a school year, and how draft and base stand under one name.

Schema `draft` holds what the models read and write for a draft, `main` what questions see, `snap` the snapshot.
"""

ATTACH = "attach $path as snap (read_only)"
PATH = "set search_path = 'memory.main,snap.main'"
DRAFT_PATH = "set search_path = 'memory.draft,memory.main,snap.main'"

# The models that count anew, in their order.
COUNTING = (
    "int_set_day",
    "int_spell_day",
    "int_week_run",
    "int_scheduled_day",
    "int_scheduled_window",
    "int_share_day",
    "int_short_spell",
    "int_lesson_amount",
    "int_registration_number",
    "int_contribution",
    "int_move",
    "int_counter_day",
)

# What the models read or write of a draft itself.
DRAFTED = (
    "int_slot",
    "int_whole_day",
    "int_missed_appointment",
    *COUNTING,
    "int_age",
    "int_group_mark",
    "int_norm_stage",
    "int_pattern_stage",
    *("int_group_met", "int_group_reached"),
    "mart_stage_reached",
    "int_recurrence",
)

# No window looks back over the summer.
SPAN = """
select min(calendar.date) as first_date, max(calendar.date) as last_date
from ref_calendar as calendar
join ref_calendar as itself on itself.school = calendar.school and itself.school_year = calendar.school_year
where itself.school = $school and itself.date = $start
"""

SETUP = (
    """
create table slice_counter_day as
select counter, school, student_id, date, value, added
from snap.main.int_counter_day
where school = $school and date >= $first and date <= $last and list_contains($counters, counter)
order by counter, student_id, date
""",
    """
create table slice_registration_number as
select * from snap.main.int_registration_number where school = $school and date >= $first and date <= $last
""",
    """
create table base_group as
select * from snap.main.int_group_reached
where school = $school and protocol = $base and reached_on >= $first and reached_on <= $last
""",
    """
create table base_stage as
select * from snap.main.mart_stage_reached
where school = $school and protocol = $base and reached_on >= $first and reached_on <= $last
""",
    """
create table base_action as
select * from snap.main.mart_action where school = $school and protocol = $base and date >= $first and date <= $last
""",
    """
create table base_recurrence as
select * from snap.main.int_recurrence where school = $school and protocol = $base and date >= $first and date <= $last
""",
    """
create table draft.ref_window as
select * from snap.main.ref_window where school = $school and date >= $first and date <= $last
""",
    "create table changed_ladder (ladder varchar)",
    "create table changed_stage (ladder varchar, stage varchar)",
    "create table changed_repetition (ladder varchar)",
    "create table draft_id (protocol varchar)",
    # Counters that the base does not have, or not on all days on which the draft judges them.
    "create table laid_out (counter varchar)",
    # Days on which a stage is reached, in base or draft: on other days an unchanged repetition asks what it asked.
    "create table draft.turn (ladder varchar, student_id varchar, date date)",
    # What the draft did not change is read from its base; what it dropped is in none of its own tables.
    """
create view mart_stage_reached as
select * from draft.mart_stage_reached
union all by name
select * from base_stage
union all by name
select base_stage.* replace (draft_id.protocol as protocol, rule.stage_order as stage_order)
from base_stage
cross join draft_id
join ref_stage as rule
    on rule.protocol = draft_id.protocol and rule.ladder = base_stage.ladder and rule.stage = base_stage.stage
left join changed_ladder on changed_ladder.ladder = base_stage.ladder
where changed_ladder.ladder is null
""",
    """
create view int_group_reached as
select * from draft.int_group_reached
union all by name
select * from base_group
union all by name
select base_group.* replace (draft_id.protocol as protocol)
from base_group
cross join draft_id
join ref_stage as rule
    on rule.protocol = draft_id.protocol and rule.ladder = base_group.ladder and rule.stage = base_group.stage
left join changed_stage on changed_stage.ladder = base_group.ladder and changed_stage.stage = base_group.stage
where changed_stage.stage is null
""",
    """
create view int_counter_day as
select * from draft.int_counter_day where counter in (select counter from laid_out)
union all by name
select * from slice_counter_day where counter not in (select counter from laid_out)
""",
    # What the value of a pupil is made of; of counters that the draft has counted anew its own.
    """
create view int_contribution as
select * from draft.int_contribution
union all by name
select * from snap.main.int_contribution where counter not in (select counter from draft.int_contribution)
""",
)

# For the one cursor that works out what recurs: also the counters by which no changed stage is reached.
ALL_DAYS = """
create temp view int_counter_day as select * from memory.main.int_counter_day;
create temp view int_registration_number as
select * from draft.int_registration_number union all by name select * from slice_registration_number;
"""

# The actions of a draft are many and mostly summed at once: they are worked out when they are asked for.
ACTIONS = """
create view mart_action as
select * from draft.mart_action
union all by name
select * from base_action
union all by name
select base_action.* replace (draft_id.protocol as protocol)
from base_action
cross join draft_id
join ref_ladder as of_ladder on of_ladder.protocol = draft_id.protocol and of_ladder.ladder = base_action.ladder
left join changed_ladder on changed_ladder.ladder = base_action.ladder
left join changed_repetition on changed_repetition.ladder = base_action.ladder
left join draft.turn as turn
    on turn.ladder = base_action.ladder and turn.student_id = base_action.student_id and turn.date = base_action.date
where changed_ladder.ladder is null
    or (base_action.again and changed_repetition.ladder is null and turn.date is null)
"""
COMPANIONS = """
select mine.counter, other.counter as companion
from snap.main.ref_condition as mine
join snap.main.ref_condition as other
    on other.protocol = mine.protocol and other.ladder = mine.ladder and other.stage = mine.stage
    and other.group_no = mine.group_no
group by mine.counter, other.counter
"""
LIMITED = """
select distinct condition.counter
from snap.main.ref_condition as condition
join snap.main.ref_stage_group as stage_group
    on stage_group.protocol = condition.protocol and stage_group.ladder = condition.ladder
    and stage_group.stage = condition.stage and stage_group.group_no = condition.group_no
where stage_group.of_some
"""
NUMBERED = "select counter from snap.main.ref_recurrence where by_kind"

BEFORE = """
delete from draft.int_age; delete from draft.int_group_mark; delete from draft.int_norm_stage;
delete from draft.int_pattern_stage; delete from draft.turn; delete from draft.int_group_met;
delete from draft.int_group_reached; delete from draft.mart_stage_reached; delete from draft.int_recurrence;
"""
BEFORE_COUNTING = """
delete from draft.int_registration_number; delete from draft.int_contribution; delete from draft.int_counter_day;
"""
KNOWN_DAYS = "insert into draft.int_counter_day select * from slice_counter_day where list_contains($counters, counter)"
OTHER_DAYS = """
insert into draft.int_counter_day
select * from snap.main.int_counter_day
where school = $school and date >= $first and date <= $last and list_contains($counters, counter)
"""
CUT = """
select min(calendar.date) as date
from snap.main.ref_calendar as calendar
join (
    select max(week_rank) as week_rank from snap.main.ref_calendar where school = $school and date <= $first
) as first_week on calendar.week_rank >= first_week.week_rank - $weeks
where calendar.school = $school
"""
SINCE_CUT = (
    """insert into draft.int_slot
    select * from snap.main.int_slot where school = $school and date >= $cut and date <= $last""",
    """insert into draft.int_whole_day
    select * from snap.main.int_whole_day where school = $school and date >= $cut and date <= $last""",
    """insert into draft.int_missed_appointment
    select * from snap.main.int_missed_appointment where school = $school and date >= $cut and date <= $last""",
)
OTHER_CONTRIBUTIONS = """
insert into draft.int_contribution
select * from snap.main.int_contribution where school = $school and date <= $last and list_contains($counters, counter)
"""
AFTER_COUNTING = """
delete from draft.int_slot; delete from draft.int_whole_day; delete from draft.int_missed_appointment;
delete from draft.int_set_day; delete from draft.int_spell_day; delete from draft.int_week_run; delete from draft.int_move;
delete from draft.int_scheduled_day; delete from draft.int_scheduled_window; delete from draft.int_share_day;
delete from draft.int_short_spell; delete from draft.int_lesson_amount;
"""
KNOWN_CONTRIBUTIONS = "delete from draft.int_contribution where list_contains($counters, counter)"

UNCHANGED = """
insert into draft.mart_stage_reached
select base_stage.* replace (rule.protocol as protocol, rule.level as level, rule.stage_order as stage_order)
from base_stage
cross join draft_id
join memory.main.ref_stage as rule
    on rule.protocol = draft_id.protocol and rule.ladder = base_stage.ladder and rule.stage = base_stage.stage
join changed_ladder on changed_ladder.ladder = base_stage.ladder
left join changed_stage on changed_stage.ladder = base_stage.ladder and changed_stage.stage = base_stage.stage
where changed_stage.stage is null
"""
# What recurs as in the base may be asked otherwise on a day on which a stage is reached.
UNCHANGED_RECURRENCES = """
insert into draft.turn
select reached.ladder, reached.student_id, reached.reached_on
from (
    select ladder, student_id, reached_on from base_stage
    union
    select ladder, student_id, reached_on from draft.mart_stage_reached
) as reached
join changed_ladder on changed_ladder.ladder = reached.ladder
left join changed_repetition on changed_repetition.ladder = reached.ladder
where changed_repetition.ladder is null;
insert into draft.int_recurrence
select base_recurrence.* replace (draft_id.protocol as protocol)
from base_recurrence
cross join draft_id
join draft.turn as turn
    on turn.ladder = base_recurrence.ladder and turn.student_id = base_recurrence.student_id
    and turn.date = base_recurrence.date
"""
