-- question: signals
-- row: one pupil and sick ladder on which he or she stands: the stage of the day
-- about: pupils | each apart
-- grain: student_id, protocol, ladder
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: adult | BOOLEAN | the pupil is of age on the day; null when the date of birth is unknown
-- column: protocol | VARCHAR | protocol id
-- column: protocol_name | VARCHAR | name of the protocol
-- column: ladder | VARCHAR | ladder id
-- column: ladder_name | VARCHAR | name of the ladder
-- column: stage | VARCHAR | stage id
-- column: stage_name | VARCHAR | name of the stage
-- column: level | BIGINT | height of the stage on its ladder
-- column: reached_on | DATE | day since which the pupil stands there
-- column: unit | VARCHAR | unit of the first condition; melding at a tested pattern
-- column: label | VARCHAR | name of the counter of the first condition; null at a tested pattern
-- column: value | DOUBLE | that counter on the day it was reached, in its unit
-- column: number | DOUBLE | number of that condition
-- column: place | VARCHAR | where the stage stands in the protocol
-- column: basis | VARCHAR | what the protocol rests the stage on
-- column: legal | VARCHAR | the stage conflicts with the law
-- column: legal_reason | VARCHAR | why it does
with
-- with: sick_stages
reasons as (
    select holding.protocol, holding.ladder, holding.stage, holding.student_id, of_counter.label, term.unit,
        condition.number, counter_day.value
    from holding
    join ref_condition as condition
        on condition.protocol = holding.protocol and condition.ladder = holding.ladder
        and condition.stage = holding.stage and condition.group_no = holding.group_no and condition.condition_no = 1
    join ref_counter as of_counter on of_counter.counter = condition.counter
    join ref_counter_term as term on term.counter = condition.counter and term.term_no = 1
    join int_counter_day as counter_day
        on counter_day.counter = condition.counter and counter_day.school = holding.school
        and counter_day.student_id = holding.student_id and counter_day.date = holding.reached_on
)
select
    pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor,
    year($on) - year(pupil.birth_date) - case
        when month($on) * 100 + day($on) < month(pupil.birth_date) * 100 + day(pupil.birth_date) then 1 else 0
    end >= (select value from ref_norm where name = 'duty_until_age') as adult,
    now.protocol, of_protocol.name as protocol_name, now.ladder, of_ladder.name as ladder_name, now.stage,
    rule.name as stage_name, now.level, now.reached_on,
    case rule.rule when 'pattern' then 'melding' else reasons.unit end as unit, reasons.label, reasons.value,
    reasons.number, rule.place, rule.basis, rule.legal, rule.legal_reason
from now
join visible as pupil on pupil.school = now.school and pupil.student_id = now.student_id
join ref_protocol as of_protocol on of_protocol.protocol = now.protocol
join ref_ladder as of_ladder on of_ladder.protocol = now.protocol and of_ladder.ladder = now.ladder
join ref_stage as rule on rule.protocol = now.protocol and rule.ladder = now.ladder and rule.stage = now.stage
left join reasons
    on reasons.protocol = now.protocol and reasons.ladder = now.ladder and reasons.stage = now.stage
    and reasons.student_id = now.student_id
order by now.reached_on desc, pupil.sort_name, pupil.student_id, now.protocol, of_ladder.ladder_order
