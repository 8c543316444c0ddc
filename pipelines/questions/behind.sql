-- question: behind
-- row: one registration or missed appointment that made a pupil reach a stage, and the condition for which it counts: in its window, up to that day
-- about: pupils
-- grain: date, lesson_hour, category, subject, condition_no
-- column: date | DATE | day of the registration
-- column: lesson_hour | BIGINT | lesson hour; null for a whole day of which the hours are unknown, and a missed appointment
-- column: category | VARCHAR | category
-- column: subject | VARCHAR | subject; null when no source tells it; where each subject is counted by itself only those of the highest
-- column: counter | VARCHAR | name of the counter of the condition
-- column: condition_no | BIGINT | place of the condition in its group
with reached as (
    select reached_group.*
    from int_group_reached as reached_group
    join visible_pupils($viewer, $selection, $on) as pupil
        on pupil.school = reached_group.school and pupil.student_id = reached_group.student_id
    where reached_group.school = $school and reached_group.student_id = $student_id
        and reached_group.protocol = $protocol and reached_group.ladder = $ladder and reached_group.stage = $stage
        and reached_group.reached_on <= $on and reached_group.reached_until >= $on
    order by reached_group.reached_on, reached_group.group_no
    limit 1
),
registered as (
    select school, student_id, date, lesson_hour, category, subject, minutes_late, handled, true as hours_known
    from int_slot
    where school = $school and student_id = $student_id
    union all
    select school, student_id, date, null, category, null, null, handled, false
    from int_whole_day
    where school = $school and student_id = $student_id
    union all
    select school, student_id, date, null, category, null, null, null, true
    from int_missed_appointment
    where school = $school and student_id = $student_id
),
found as (
    select distinct registered.date, registered.lesson_hour, registered.category, registered.subject,
        of_counter.label as counter, condition.condition_no, of_counter.by_subject
    from reached
    join ref_condition as condition
        on condition.protocol = reached.protocol and condition.ladder = reached.ladder and condition.stage = reached.stage
        and condition.group_no = reached.group_no
    join ref_counter as of_counter on of_counter.counter = condition.counter
    join ref_counter_term as term on term.counter = condition.counter
    join ref_category_set as member on member.category_set = term.category_set
    join registered
        on registered.school = reached.school and registered.student_id = reached.student_id
        and registered.category = member.category and registered.date <= reached.reached_on
        and (reached.counted_after is null or registered.date > reached.counted_after)
        and (member.subject is null or member.subject = registered.subject)
        and (member.lesson_hour is null or member.lesson_hour = registered.lesson_hour)
        and (member.iso_weekday is null or member.iso_weekday = extract(isodow from registered.date))
        and (member.minutes_from is null or (registered.minutes_late is null and member.minutes_unknown)
            or registered.minutes_late between member.minutes_from and member.minutes_until)
        and (member.handled is null or member.handled = registered.handled)
    join ref_calendar as calendar on calendar.school = registered.school and calendar.date = registered.date
    join ref_calendar as reached_day on reached_day.school = reached.school and reached_day.date = reached.reached_on
    left join ref_window as span
        on span.school = registered.school and span.date = registered.date and span.window_kind = of_counter.window_kind
    left join ref_window as reached_span
        on reached_span.school = reached.school and reached_span.date = reached.reached_on
        and reached_span.window_kind = of_counter.window_kind
    left join int_spell_day as spell_day
        on spell_day.school = registered.school and spell_day.student_id = registered.student_id
        and spell_day.category_set = term.category_set and spell_day.date = registered.date
    left join int_spell_day as reached_spell
        on reached_spell.school = reached.school and reached_spell.student_id = reached.student_id
        and reached_spell.category_set = term.category_set and reached_spell.date = reached.reached_on
    where case of_counter.window_kind
            when 'lesweken' then span.window_key = reached_span.window_key
                and calendar.t > reached_day.t - 7 * of_counter.window_number
            when 'maanden' then span.window_key = reached_span.window_key
                and registered.date > reached_day.date - to_months(of_counter.window_number)
            when 'dag' then case term.unit
                when 'week_na_week' then calendar.school_year = reached_day.school_year
                    and calendar.week_rank > reached_day.week_rank - condition.number
                else spell_day.spell_start = reached_spell.spell_start
            end
            else span.window_key = reached_span.window_key
        end
        and (registered.hours_known or term.unit <> 'lesuur')
        and (term.day_filter is null or calendar.vacation_edge)
        and (term.max_spell_days is null or spell_day.day_in_spell <= term.max_spell_days)
),
of_subjects as (
    select found.*, count(*) over (partition by found.condition_no, found.subject) as registrations from found
),
of_highest as (
    select of_subjects.*, max(of_subjects.registrations) over (partition by of_subjects.condition_no) as highest
    from of_subjects
    where not of_subjects.by_subject or of_subjects.subject is not null
)
select date, lesson_hour, category, subject, counter, condition_no
from of_highest
where not by_subject or registrations = highest
order by date, lesson_hour, category, condition_no
