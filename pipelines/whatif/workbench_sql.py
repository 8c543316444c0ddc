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
    "int_share_day",
    "int_short_spell",
    "int_lesson_amount",
    "int_registration_number",
    "int_contribution",
    "int_counter_day",
)

# What the models read or write of a draft itself.
DRAFTED = (
    "int_slot",
    "int_whole_day",
    *COUNTING,
    "int_norm_stage",
    "int_pattern_stage",
    "int_group_reached",
    "mart_stage_reached",
    "int_recurrence",
)

# No window looks back over the summer.
SPAN = """
select min(c.date) as first_date, max(c.date) as last_date
from ref_calendar as c
join ref_calendar as s on s.school = c.school and s.school_year = c.school_year
where s.school = $school and s.date = $start
"""

SETUP = (
    """
create table slice_counter_day as
select v.counter, v.school, v.student_id, v.date, v.value, v.added
from snap.main.int_counter_day as v
where v.school = $school and v.date >= $first and v.date <= $last and list_contains($counters, v.counter)
order by v.counter, v.student_id, v.date
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
select r.* replace (d.protocol as protocol, s.stage_order as stage_order)
from base_stage as r
cross join draft_id as d
join ref_stage as s on s.protocol = d.protocol and s.ladder = r.ladder and s.stage = r.stage
left join changed_ladder as c on c.ladder = r.ladder
where c.ladder is null
""",
    """
create view int_group_reached as
select * from draft.int_group_reached
union all by name
select * from base_group
union all by name
select g.* replace (d.protocol as protocol)
from base_group as g
cross join draft_id as d
join ref_stage as s on s.protocol = d.protocol and s.ladder = g.ladder and s.stage = g.stage
left join changed_stage as c on c.ladder = g.ladder and c.stage = g.stage
where c.stage is null
""",
    """
create view int_counter_day as
select * from draft.int_counter_day where counter in (select counter from laid_out)
union all by name
select * from slice_counter_day where counter not in (select counter from laid_out)
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
select a.* replace (d.protocol as protocol)
from base_action as a
cross join draft_id as d
join ref_ladder as l on l.protocol = d.protocol and l.ladder = a.ladder
left join changed_ladder as c on c.ladder = a.ladder
left join changed_repetition as p on p.ladder = a.ladder
left join draft.turn as t on t.ladder = a.ladder and t.student_id = a.student_id and t.date = a.date
where c.ladder is null or (a.again and p.ladder is null and t.date is null)
"""
COMPANIONS = """
select a.counter, b.counter as companion
from snap.main.ref_condition as a
join snap.main.ref_condition as b
    on b.protocol = a.protocol and b.ladder = a.ladder and b.stage = a.stage and b.group_no = a.group_no
group by a.counter, b.counter
"""
NUMBERED = "select counter from snap.main.ref_recurrence where by_kind"

BEFORE = """
delete from draft.int_registration_number;
delete from draft.int_norm_stage;
delete from draft.int_pattern_stage;
delete from draft.int_group_reached;
delete from draft.mart_stage_reached;
delete from draft.int_recurrence;
delete from draft.turn;
delete from draft.int_counter_day;
"""
KNOWN_DAYS = """
insert into draft.int_counter_day
select * from slice_counter_day where list_contains($counters, counter)
"""
OTHER_DAYS = """
insert into draft.int_counter_day
select * from snap.main.int_counter_day
where school = $school and date >= $first and date <= $last and list_contains($counters, counter)
"""
CUT = """
select min(c.date) as date
from snap.main.ref_calendar as c
join (
    select max(week_rank) as week_rank from snap.main.ref_calendar where school = $school and date <= $first
) as f on c.week_rank >= f.week_rank - $weeks
where c.school = $school
"""
SLOTS = """
insert into draft.int_slot
select * from snap.main.int_slot where school = $school and date >= $cut and date <= $last
"""
WHOLE_DAYS = """
insert into draft.int_whole_day
select * from snap.main.int_whole_day where school = $school and date >= $cut and date <= $last
"""
OTHER_CONTRIBUTIONS = """
insert into draft.int_contribution
select * from snap.main.int_contribution where school = $school and date <= $last and list_contains($counters, counter)
"""
AFTER_COUNTING = """
delete from draft.int_slot;
delete from draft.int_whole_day;
delete from draft.int_set_day;
delete from draft.int_spell_day;
delete from draft.int_share_day;
delete from draft.int_short_spell;
delete from draft.int_lesson_amount;
delete from draft.int_contribution;
"""

UNCHANGED = """
insert into draft.mart_stage_reached
select r.* replace (s.protocol as protocol, s.level as level, s.stage_order as stage_order)
from base_stage as r
cross join draft_id as d
join memory.main.ref_stage as s on s.protocol = d.protocol and s.ladder = r.ladder and s.stage = r.stage
join changed_ladder as l on l.ladder = r.ladder
left join changed_stage as c on c.ladder = r.ladder and c.stage = r.stage
where c.stage is null
"""
# What recurs as in the base may be asked otherwise on a day on which a stage is reached.
UNCHANGED_RECURRENCES = """
insert into draft.turn
select r.ladder, r.student_id, r.reached_on
from (
    select ladder, student_id, reached_on from base_stage
    union
    select ladder, student_id, reached_on from draft.mart_stage_reached
) as r
join changed_ladder as l on l.ladder = r.ladder
left join changed_repetition as p on p.ladder = r.ladder
where p.ladder is null;
insert into draft.int_recurrence
select x.* replace (d.protocol as protocol)
from base_recurrence as x
cross join draft_id as d
join draft.turn as t on t.ladder = x.ladder and t.student_id = x.student_id and t.date = x.date
"""
