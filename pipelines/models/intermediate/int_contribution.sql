-- table: int_contribution
-- row: what one school day of a pupil adds to a counter; independent of every threshold
-- grain: counter, school, student_id, date, expires_on
-- source: int_set_day, int_spell_day, int_short_spell, int_lesson_amount and int_share_day, by the terms of the counters
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: expires_on | DATE | first day on which it counts no longer: the spell then proved longer than the counter allows
-- column: amount | DOUBLE | weighted amount, in the unit of the counter
-- column: window_kind | VARCHAR | schooljaar, periode, kwartaal, lesweken or dag
-- column: window_weeks | BIGINT | school weeks of a moving window
-- column: t | BIGINT | day on the axis of school weeks
-- column: window_key | VARCHAR | the school year, period or quarter of the day; the school year for a moving window, which never looks back over it; null for a day
with edges as (
    select school, date, vacation_edge, t from ref_calendar where is_school_day
),
several as (
    select counter from ref_counter_term where unit = 'lesuur' group by counter having count(*) > 1
),
amounts as (
    select counter, school, student_id, date, expires_on, amount from int_lesson_amount
    union all
    select
        term.counter,
        d.school,
        d.student_id,
        d.date,
        cast(null as date) as expires_on,
        term.weight * case term.unit when 'keer' then d.keer when 'lesuur' then d.hours else 1 end as amount
    from ref_counter_term as term
    join int_set_day as d on d.category_set = term.category_set
    join edges on edges.school = d.school and edges.date = d.date
    left join several on several.counter = term.counter
    where term.unit in ('keer', 'lesuur', 'dag')
        and (term.unit <> 'lesuur' or several.counter is null)
        and term.max_spell_days is null
        and (term.unit <> 'lesuur' or d.hours is not null)
        and (term.day_filter is null or (term.day_filter = 'vakantierand' and edges.vacation_edge))
    union all
    select
        term.counter,
        s.school,
        s.student_id,
        s.date,
        null,
        term.weight * case term.unit
            when 'melding' then 1
            when 'aaneengesloten_dag' then s.day_in_spell
            else (edges.t - first_day.t + 1) / 7.0
        end
    from ref_counter_term as term
    join int_spell_day as s on s.category_set = term.category_set
    join edges on edges.school = s.school and edges.date = s.date
    join edges as first_day on first_day.school = s.school and first_day.date = s.spell_start
    where term.unit in ('melding', 'aaneengesloten_dag', 'aaneengesloten_week')
        and term.max_spell_days is null
        and (term.unit <> 'melding' or s.day_in_spell = 1)
    union all
    select
        term.counter,
        s.school,
        s.student_id,
        s.date,
        s.expires_on,
        term.weight * case term.unit when 'lesuur' then s.hours else 1 end
    from ref_counter_term as term
    join int_short_spell as s
        on s.category_set = term.category_set and s.max_spell_days = term.max_spell_days
    left join several on several.counter = term.counter
    where (term.unit <> 'lesuur' or s.hours is not null)
        and (term.unit <> 'melding' or s.day_in_spell = 1)
        and (term.unit <> 'lesuur' or several.counter is null)
    union all
    select counter, school, student_id, date, null, amount from int_share_day
),
added as (
    select counter, school, student_id, date, expires_on, cast(sum(amount) as double) as amount
    from amounts
    group by counter, school, student_id, date, expires_on
),
final as (
    select
        added.counter,
        added.school,
        added.student_id,
        added.date,
        added.expires_on,
        added.amount,
        ref_counter.window_kind,
        ref_counter.window_weeks,
        ref_calendar.t,
        ref_window.window_key
    from added
    join ref_counter on ref_counter.counter = added.counter
    join ref_calendar on ref_calendar.school = added.school and ref_calendar.date = added.date
    left join ref_window
        on ref_window.school = added.school
        and ref_window.date = added.date
        and ref_window.window_kind = ref_counter.window_kind
)
select * from final
