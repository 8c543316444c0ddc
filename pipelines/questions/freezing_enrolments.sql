-- question: freezing_enrolments
-- row: one klas, leerjaar and mentor in one school week before a day, with what its pupils had to follow
-- about: pupils
-- grain: week_start, afdeling, leerjaar, klas, mentor, by_timetable
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | last school day of the week on which it has pupils
-- column: afdeling | VARCHAR | afdeling id; null where it has too few pupils to be told apart
-- column: leerjaar | BIGINT | leerjaar; null, as klas and mentor, where the klas has too few pupils to be told apart
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
-- column: by_timetable | BOOLEAN | the timetable of the klas is known on these days
-- column: students | BIGINT | school days of enrolled pupils
-- column: scheduled_fifths | DOUBLE | scheduled lesson hours in fifths of an hour; null when unknown for one klas or day
-- column: table_fifths | DOUBLE | the same by the lesson table alone
with
-- with: group_sizes
select
    enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start, max(enrolment.date) as date,
    case when group_sizes.afdeling_told then enrolment.afdeling end as afdeling,
    case when group_sizes.told_apart then enrolment.leerjaar end as leerjaar,
    case when group_sizes.told_apart then enrolment.klas end as klas,
    case when group_sizes.told_apart then enrolment.mentor end as mentor,
    enrolment.by_timetable, cast(sum(enrolment.students) as bigint) as students,
    case when count(enrolment.scheduled_fifths) = count(*) then sum(enrolment.scheduled_fifths) end as scheduled_fifths,
    case when count(enrolment.table_fifths) = count(*) then sum(enrolment.table_fifths) end as table_fifths
from mart_enrolment_day as enrolment
join group_sizes
    on group_sizes.school = enrolment.school and group_sizes.week_start = enrolment.week_start
    and group_sizes.afdeling = enrolment.afdeling
    and group_sizes.leerjaar is not distinct from enrolment.leerjaar
    and group_sizes.klas is not distinct from enrolment.klas
    and group_sizes.mentor is not distinct from enrolment.mentor
where enrolment.date < $before
group by
    enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start, enrolment.by_timetable,
    case when group_sizes.afdeling_told then enrolment.afdeling end,
    case when group_sizes.told_apart then enrolment.leerjaar end,
    case when group_sizes.told_apart then enrolment.klas end,
    case when group_sizes.told_apart then enrolment.mentor end
order by enrolment.week_start, afdeling, leerjaar, klas, mentor, enrolment.by_timetable
