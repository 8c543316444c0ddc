-- question: stages
-- row: one pupil on one ladder: the highest stage on the day, or every stage reached so far this school year
-- about: pupils | each apart
-- grain: school, student_id, protocol, ladder, stage, level, reached_on
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: level | BIGINT | level of the stage
-- column: reached_on | DATE | first day of the stretch in which the stage holds
-- column: value | DOUBLE | counter of the first condition of the group that holds, in its own unit; sick reports at a tested pattern; null for a stretch that lapsed
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
with wanted as (
    select distinct counter from ref_condition
    where $every_protocol or protocol = $protocol
        or ($protocol is null and protocol in (select protocol from ref_school))
),
-- with: counter_values
reached as (
    select
        stretch.*,
        row_number() over (
            partition by stretch.school, stretch.student_id, stretch.protocol, stretch.ladder
            order by stretch.reached_on <= $on and stretch.reached_until >= $on desc, stretch.level desc,
                stretch.reached_on desc, stretch.stage_order desc
        ) as place
    from mart_stage_reached as stretch
    join ref_school as of_school on of_school.school = stretch.school
    join ref_calendar as itself on itself.school = stretch.school and itself.date = $on
    join ref_calendar as first_day on first_day.school = stretch.school and first_day.date = stretch.reached_on
    -- What holds on the day holds, also where the norm crosses the summer; what lapsed is told of this school year.
    where stretch.reached_on <= $on
        and (stretch.reached_until >= $on or ($every_stage and first_day.school_year = itself.school_year))
        and ($every_protocol or stretch.protocol = coalesce($protocol, of_school.protocol))
),
holding as (
    select school, protocol, ladder, stage, student_id, min(group_no) as group_no,
        first(left_out order by group_no) as left_out
    from int_group_reached
    where reached_on <= $on and reached_until >= $on
    group by school, protocol, ladder, stage, student_id
),
spells as (
    -- What a tested pattern rests on: the sick reports of the school year so far.
    select trait.school, trait.student_id, cast(count(*) as double) as spells
    from int_spell_trait as trait
    join this_year($on) as this_year
        on this_year.school = trait.school and this_year.school_year = trait.school_year
        and trait.spell_start <= this_year.date
    where trait.kind = 'weekdag'
    group by trait.school, trait.student_id
),
first_condition as (
    select holding.school, holding.protocol, holding.ladder, holding.stage, holding.student_id, condition.counter,
        holding.left_out
    from holding
    join ref_condition as condition
        on condition.protocol = holding.protocol and condition.ladder = holding.ladder
        and condition.stage = holding.stage and condition.group_no = holding.group_no and condition.condition_no = 1
)
select
    reached.school, reached.student_id, reached.protocol, reached.ladder, reached.stage, reached.level,
    reached.reached_on,
    cast(case
        when reached.reached_until < $on then null
        when rule.rule = 'pattern' then spells.spells
        when counted.value is not null then counted.value - first_condition.left_out
        -- A counter without a row counted nothing.
        when norm.counted is null then 0
        else norm.counted
    end as double) as value,
    pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
from reached
join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = reached.school and pupil.student_id = reached.student_id
join last_school_day($on) as last_day on last_day.school = reached.school
left join first_condition
    on first_condition.school = reached.school and first_condition.protocol = reached.protocol
    and first_condition.ladder = reached.ladder and first_condition.stage = reached.stage
    and first_condition.student_id = reached.student_id
left join counter_values as counted
    on counted.counter = first_condition.counter and counted.school = reached.school
    and counted.student_id = reached.student_id
left join ref_stage as rule
    on rule.protocol = reached.protocol and rule.ladder = reached.ladder and rule.stage = reached.stage
    and rule.rule <> 'groups'
left join int_norm_window as norm
    on rule.stage is not null and norm.school = reached.school and norm.student_id = reached.student_id
    and norm.date = last_day.date
left join spells
    on rule.rule = 'pattern' and spells.school = reached.school and spells.student_id = reached.student_id
where $every_stage or reached.place = 1
order by
    reached.school, reached.student_id, reached.protocol, reached.ladder, reached.stage, reached.level,
    reached.reached_on
