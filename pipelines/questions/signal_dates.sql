-- question: signal_dates
-- row: one day that made a pupil reach the stage on which he or she stands
-- about: pupils | each apart
-- grain: student_id, protocol, ladder, stage, date
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: date | DATE | first day of a spell where the stage counts reports, else a sick day
with
-- with: sick_stages
counted as (
    select
        holding.protocol, holding.ladder, holding.stage, holding.student_id, holding.school, holding.reached_on,
        condition.counter, of_counter.window_kind, of_counter.window_number, calendar.t, span.window_key, term.category_set
    from holding
    join ref_condition as condition
        on condition.protocol = holding.protocol and condition.ladder = holding.ladder
        and condition.stage = holding.stage and condition.group_no = holding.group_no
    join ref_counter as of_counter on of_counter.counter = condition.counter
    join ref_counter_term as term on term.counter = condition.counter and term.term_no = 1
    join ref_calendar as calendar on calendar.school = holding.school and calendar.date = holding.reached_on
    left join ref_window as span
        on span.school = holding.school and span.date = holding.reached_on and span.window_kind = of_counter.window_kind
)
select distinct counted.student_id, counted.protocol, counted.ladder, counted.stage, contribution.date
from counted
join int_contribution as contribution
    on contribution.counter = counted.counter and contribution.school = counted.school
    and contribution.student_id = counted.student_id and contribution.date <= counted.reached_on
left join int_spell_day as spell_day
    on spell_day.school = counted.school and spell_day.student_id = counted.student_id
    and spell_day.category_set = counted.category_set and spell_day.date = counted.reached_on
where (contribution.expires_on is null or contribution.expires_on > counted.reached_on)
    and case counted.window_kind
        when 'lesweken' then contribution.window_key = counted.window_key
            and contribution.t > counted.t - 7 * counted.window_number
        when 'maanden' then contribution.window_key = counted.window_key
            and contribution.date > counted.reached_on - to_months(counted.window_number)
        when 'dag' then contribution.date >= spell_day.spell_start
        else contribution.window_key = counted.window_key
    end
union
select now.student_id, now.protocol, now.ladder, now.stage, trait.spell_start
from now
join int_pattern_stage as pattern
    on pattern.school = now.school and pattern.protocol = now.protocol and pattern.ladder = now.ladder
    and pattern.stage = now.stage and pattern.student_id = now.student_id and pattern.reached_on = now.reached_on
join ref_calendar as calendar on calendar.school = pattern.school and calendar.date = pattern.reached_on
join int_spell_trait as trait
    on trait.school = pattern.school and trait.student_id = pattern.student_id
    and trait.school_year = calendar.school_year and trait.kind = pattern.kind and trait.base = pattern.base
    and trait.choice = pattern.choice and trait.spell_start <= pattern.reached_on
