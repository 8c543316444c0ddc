-- table: int_move
-- row: one school day from which a pupil may stand under other conditions: the first in a klas, of an age, or with a task done
-- grain: school, student_id, date
-- source: stg_placement, int_age and int_group_mark, from the second imported day on
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: date | DATE | school day
-- column: school_year | VARCHAR | school year of the day
with begins as (
    select school, student_id, valid_from, valid_until from stg_placement
    union all
    select school, student_id, reached_on, date '2999-01-01' from int_age
    union all
    select school, student_id, done_on, date '2999-01-01' from int_group_mark where done_on is not null
),
moves as (
    select begins.school, begins.student_id, min(calendar.date) as date
    from begins
    join ref_data_range as imported on imported.school = begins.school
    join ref_calendar as calendar
        on calendar.school = begins.school and calendar.is_school_day
        and calendar.date >= begins.valid_from and calendar.date < begins.valid_until
        and calendar.date > imported.first_date and calendar.date <= imported.last_date
    group by begins.school, begins.student_id, begins.valid_from
),
final as (
    select moves.school, moves.student_id, moves.date, calendar.school_year
    from moves
    join ref_calendar as calendar on calendar.school = moves.school and calendar.date = moves.date
    group by moves.school, moves.student_id, moves.date, calendar.school_year
)
select * from final
