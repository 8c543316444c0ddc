-- part: counter_values
-- says: counters as they stand on the day, of its school year only, whatever the stages make of them; `wanted`, a CTE of the
-- says: question with a row per counter, names those that are asked for; of one by subject the highest subject counts
values_by_subject as (
    select contribution.counter, contribution.school, contribution.student_id,
        -- A share is of the lessons of its own window, of which a fixed one is known beforehand.
        round(
            sum(contribution.amount) / case when count(scheduled.date) = 0 then 1 else max(scheduled.hours) end, 6
        ) as value
    from int_contribution as contribution
    join wanted on wanted.counter = contribution.counter
    join this_year($on) as year on year.school = contribution.school
    left join ref_window as span on span.school = contribution.school and span.date = year.date and span.window_kind = contribution.window_kind
    left join int_scheduled_window as scheduled
        on scheduled.counter = contribution.counter and scheduled.school = contribution.school
        and scheduled.student_id = contribution.student_id and scheduled.date = year.date
        and scheduled.subject is not distinct from contribution.subject
    where contribution.date >= year.first_date
        and contribution.date <= year.date
        and (contribution.expires_on is null or contribution.expires_on > year.date)
        and case contribution.window_kind
            when 'lesweken' then contribution.window_key = span.window_key and contribution.t > year.t - 7 * contribution.window_number
            when 'maanden' then contribution.window_key = span.window_key
                and contribution.date > year.date - to_months(contribution.window_number)
            when 'dag' then contribution.date = year.date
            else contribution.window_key = span.window_key
        end
    group by contribution.counter, contribution.school, contribution.student_id, contribution.subject
),
counter_values as (
    select counter, school, student_id, max(value) as value
    from values_by_subject
    group by counter, school, student_id
)
