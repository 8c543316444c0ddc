-- table: mart_missed_hour
-- row: one enrolled pupil, school day, lesson hour and category or total
-- grain: school, student_id, date, lesson_hour, category
-- source: int_slot of the pupils who were in that klas on that day; totals count a lesson hour once
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: school_year | VARCHAR | school year
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: date | DATE | school day
-- column: iso_weekday | BIGINT | day of the week, Monday is 1
-- column: lesson_hour | BIGINT | lesson hour of the day; null for one lesson of which no source tells the hour
-- column: category | VARCHAR | category, or totaal_afwezig (every absence) or totaal_ongeoorloofd (by the protocol in force)
-- column: subject | VARCHAR | subject abbreviation, when known
-- column: by_timetable | BOOLEAN | the timetable of the klas is known that day
-- column: afdeling | VARCHAR | afdeling id
-- column: leerjaar | BIGINT | leerjaar
-- column: klas | VARCHAR | klas
-- column: mentor | VARCHAR | mentor code
with counted as (
    select school, student_id, date, lesson_hour, category, subject from int_slot
    union all
    select s.school, s.student_id, s.date, s.lesson_hour, 'totaal_afwezig', max(s.subject)
    from int_slot as s
    join ref_category on ref_category.category = s.category and ref_category.absent
    group by s.school, s.student_id, s.date, s.lesson_hour
    union all
    select s.school, s.student_id, s.date, s.lesson_hour, 'totaal_ongeoorloofd', max(s.subject)
    from int_slot as s
    join ref_school on ref_school.school = s.school
    join ref_protocol_unauthorised as u on u.protocol = ref_school.protocol and u.category = s.category
    group by s.school, s.student_id, s.date, s.lesson_hour
),
final as (
    select
        s.school, s.student_id, p.school_year, p.school_week, p.week_start, s.date, p.iso_weekday,
        s.lesson_hour, s.category, s.subject, p.by_timetable, p.afdeling, p.leerjaar, p.klas, p.mentor
    from counted as s
    join mart_pupil_day as p on p.school = s.school and p.student_id = s.student_id and p.date = s.date
)
select * from final
order by school, category, date
