-- question: freezing_absences
-- row: one klas, leerjaar and mentor in one school week before a day and one category with a registration
-- about: pupils
-- grain: week_start, afdeling, leerjaar, klas, mentor, category
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | last school day of the week with such a registration
-- column: afdeling | VARCHAR | afdeling id; null where it has too few pupils to be told apart
-- column: leerjaar | BIGINT | leerjaar; null, as klas and mentor, where the klas has too few pupils to be told apart
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: category | VARCHAR | category, or a total in which a lesson hour counts once
-- column: missed_hours | BIGINT | lesson hours with such a registration
-- column: whole_days | BIGINT | registrations of whole days of which the lesson hours are unknown
with
-- with: group_sizes
counted as (
    select
        school, school_year, school_week, week_start, date, afdeling, leerjaar, klas, mentor, category, missed_hours,
        0 as whole_days
    from mart_absence_day
    where date < $before
    union all
    select
        pupil_day.school, pupil_day.school_year, pupil_day.school_week, pupil_day.week_start, pupil_day.date,
        pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor, whole_day.category, 0, 1
    from int_whole_day as whole_day
    join mart_pupil_day as pupil_day
        on pupil_day.school = whole_day.school and pupil_day.student_id = whole_day.student_id
        and pupil_day.date = whole_day.date
    where whole_day.date < $before
)
select
    counted.school, counted.school_year, counted.school_week, counted.week_start, max(counted.date) as date,
    case when group_sizes.afdeling_told then counted.afdeling end as afdeling,
    case when group_sizes.told_apart then counted.leerjaar end as leerjaar,
    case when group_sizes.told_apart then counted.klas end as klas,
    case when group_sizes.told_apart then counted.mentor end as mentor,
    counted.category, cast(sum(counted.missed_hours) as bigint) as missed_hours,
    cast(sum(counted.whole_days) as bigint) as whole_days
from counted
join group_sizes
    on group_sizes.school = counted.school and group_sizes.week_start = counted.week_start
    and group_sizes.afdeling = counted.afdeling
    and group_sizes.leerjaar is not distinct from counted.leerjaar
    and group_sizes.klas is not distinct from counted.klas
    and group_sizes.mentor is not distinct from counted.mentor
group by
    counted.school, counted.school_year, counted.school_week, counted.week_start, counted.category,
    case when group_sizes.afdeling_told then counted.afdeling end,
    case when group_sizes.told_apart then counted.leerjaar end,
    case when group_sizes.told_apart then counted.klas end,
    case when group_sizes.told_apart then counted.mentor end
order by counted.week_start, afdeling, leerjaar, klas, mentor, counted.category
