-- question: denominator_years
-- row: one of the two school years that are laid beside each other
-- about: school
-- grain: school_year
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: timetabled | BOOLEAN | every day has its timetable
-- column: has_table | BOOLEAN | a lesson table tells something
-- The weeks that are laid beside each other: those of the year up to the day, and the same ones of the year before.
with shown as (
    select min(school_week) as first_week, max(school_week) as last_week
    from mart_enrolment_day
    where school = $school and is_in_reach($viewer, school) and school_year = $year and date <= $on
)
select
    enrolment.school_year, bool_and(enrolment.by_timetable) as timetabled,
    count(enrolment.table_fifths) > 0 as has_table
from mart_enrolment_day as enrolment
join shown on enrolment.school_week >= shown.first_week and enrolment.school_week <= shown.last_week
where enrolment.school = $school and is_in_reach($viewer, enrolment.school)
    and (enrolment.school_year = $year_before or (enrolment.school_year = $year and enrolment.date <= $on))
group by enrolment.school_year
