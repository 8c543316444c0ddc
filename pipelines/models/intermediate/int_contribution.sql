-- table: int_contribution
-- row: what one school day of a pupil adds to a counter; independent of every threshold
-- grain: counter, school, student_id, subject, date, expires_on
-- source: int_set_day, int_spell_day, int_short_spell, int_lesson_amount, int_week_run, int_slot and int_share_day, by the terms of the counters
-- part: date | coalesce(expires_on, date)
-- column: counter | VARCHAR | counter id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: subject | VARCHAR | the subject, of a counter of which the highest subject counts; else null
-- column: date | DATE | school day
-- column: expires_on | DATE | first day on which it counts no longer: the spell then proved longer than the counter allows
-- column: amount | DOUBLE | weighted amount, in the unit of the counter; of a share in a moving window a hundred times the lesson hours
-- column: window_kind | VARCHAR | a fixed window such as schooljaar or maand, a moving one (lesweken, maanden) or dag
-- column: window_number | BIGINT | school weeks (lesweken) or months (maanden) of a moving window
-- column: t | BIGINT | day on the axis of school weeks
-- column: window_key | VARCHAR | the fixed window of the day; the school year for a moving window, which never looks back over it; null for a day
with edges as (
    select school, date, vacation_edge, t from ref_calendar where is_school_day
),
several as (
    select counter from ref_counter_term where unit = 'lesuur' group by counter having count(*) > 1
),
by_subject as (
    select counter from ref_counter where by_subject
),
amounts as (
    select counter, school, student_id, cast(null as varchar) as subject, date, expires_on, amount
    from int_lesson_amount
    union all
    select
        term.counter, set_day.school, set_day.student_id, null, set_day.date,
        cast(null as date) as expires_on,
        term.weight * case term.unit when 'keer' then set_day.keer when 'lesuur' then set_day.hours else 1 end as amount
    from ref_counter_term as term
    join int_set_day as set_day on set_day.category_set = term.category_set
    join edges on edges.school = set_day.school and edges.date = set_day.date
    left join several on several.counter = term.counter
    left join by_subject on by_subject.counter = term.counter
    where term.unit in ('keer', 'lesuur', 'dag') and by_subject.counter is null
        and (term.unit <> 'lesuur' or several.counter is null)
        and term.max_spell_days is null
        and (term.unit <> 'lesuur' or set_day.hours is not null)
        and (term.day_filter is null or (term.day_filter = 'vakantierand' and edges.vacation_edge))
    union all
    select
        term.counter, spell_day.school, spell_day.student_id, null, spell_day.date,
        null,
        term.weight * case term.unit
            when 'melding' then 1
            when 'aaneengesloten_dag' then spell_day.day_in_spell
            else (edges.t - first_day.t + 1) / 7.0
        end
    from ref_counter_term as term
    join int_spell_day as spell_day on spell_day.category_set = term.category_set
    join edges on edges.school = spell_day.school and edges.date = spell_day.date
    join edges as first_day on first_day.school = spell_day.school and first_day.date = spell_day.spell_start
    where term.unit in ('melding', 'aaneengesloten_dag', 'aaneengesloten_week')
        and term.max_spell_days is null
        and (term.unit <> 'melding' or spell_day.day_in_spell = 1)
    union all
    select
        term.counter, short_spell.school, short_spell.student_id, null, short_spell.date,
        short_spell.expires_on,
        term.weight * case term.unit when 'lesuur' then short_spell.hours else 1 end
    from ref_counter_term as term
    join int_short_spell as short_spell
        on short_spell.category_set = term.category_set and short_spell.max_spell_days = term.max_spell_days
    left join several on several.counter = term.counter
    where (term.unit <> 'lesuur' or short_spell.hours is not null)
        and (term.unit <> 'melding' or short_spell.day_in_spell = 1)
        and (term.unit <> 'lesuur' or several.counter is null)
    union all
    select
        term.counter, slot.school, slot.student_id, slot.subject, slot.date, null,
        term.weight * case term.unit
            when 'keer' then count(*)
            when 'lesuur' then count(distinct coalesce(slot.lesson_hour, -1))
            else 1
        end
    from ref_counter_term as term
    join by_subject on by_subject.counter = term.counter
    join ref_category_set as member on member.category_set = term.category_set
    join int_slot as slot
        on slot.category = member.category
        and (member.subject is null or member.subject = slot.subject)
        and (member.lesson_hour is null or member.lesson_hour = slot.lesson_hour)
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from slot.date))
        and (member.minutes_from is null or (slot.minutes_late is null and member.minutes_unknown)
            or slot.minutes_late between member.minutes_from and member.minutes_until)
        and (member.handled is null or member.handled = slot.handled)
    join edges on edges.school = slot.school and edges.date = slot.date
    where term.unit <> 'procent' and slot.subject is not null
        and (term.day_filter is null or (term.day_filter = 'vakantierand' and edges.vacation_edge))
    group by term.counter, slot.school, slot.student_id, slot.subject, slot.date, term.unit, term.weight
    union all
    select term.counter, week_run.school, week_run.student_id, null, week_run.date, null, term.weight * week_run.weeks
    from ref_counter_term as term
    join int_week_run as week_run on week_run.category_set = term.category_set
    where term.unit = 'week_na_week'
    union all
    select counter, school, student_id, subject, date, null, amount from int_share_day
),
added as (
    select counter, school, student_id, subject, date, expires_on, cast(sum(amount) as double) as amount
    from amounts
    group by counter, school, student_id, subject, date, expires_on
),
final as (
    select
        added.counter,
        added.school,
        added.student_id,
        added.subject,
        added.date,
        added.expires_on,
        added.amount,
        of_counter.window_kind,
        of_counter.window_number,
        calendar.t,
        span.window_key
    from added
    join ref_counter as of_counter on of_counter.counter = added.counter
    join ref_calendar as calendar on calendar.school = added.school and calendar.date = added.date
    left join ref_window as span
        on span.school = added.school
        and span.date = added.date
        and span.window_kind = of_counter.window_kind
)
select * from final
