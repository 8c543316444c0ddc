-- part: group_sizes
-- says: per klas, leerjaar and mentor and school week before a day whether it has so many pupils that it may be told apart
-- says: when nobody is in the data any more, and the same of its afdeling; of what was frozen before nothing is said
groups as (
    select
        pupil_day.school, pupil_day.week_start, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas,
        pupil_day.mentor, count(distinct pupil_day.student_id) as students
    from mart_pupil_day as pupil_day
    where pupil_day.date < $before and pupil_day.school = $school
        and is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
    group by
        pupil_day.school, pupil_day.week_start, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas,
        pupil_day.mentor
),
afdeling_sizes as (
    select pupil_day.school, pupil_day.week_start, pupil_day.afdeling, count(distinct pupil_day.student_id) as students
    from mart_pupil_day as pupil_day
    where pupil_day.date < $before and pupil_day.school = $school
        and is_visible($viewer, pupil_day.school, pupil_day.afdeling, pupil_day.mentor)
    group by pupil_day.school, pupil_day.week_start, pupil_day.afdeling
),
group_sizes as (
    select
        groups.school, groups.week_start, groups.afdeling, groups.leerjaar, groups.klas, groups.mentor,
        groups.students >= least.value as told_apart, afdeling_sizes.students >= least.value as afdeling_told
    from groups
    join afdeling_sizes
        on afdeling_sizes.school = groups.school and afdeling_sizes.week_start = groups.week_start
        and afdeling_sizes.afdeling = groups.afdeling
    cross join (select value from ref_setting where name = 'small_group') as least
)
