-- table: mart_missed_hour
-- row: one enrolled pupil, school day, lesson hour and category or total
-- grain: school, student_id, date, lesson_hour, category
-- source: int_slot of the pupils who were in that klas on that day; totals count a lesson hour once
-- part: date
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
    select slot.school, slot.student_id, slot.date, slot.lesson_hour, 'totaal_afwezig', max(slot.subject)
    from int_slot as slot
    join ref_category as of_category on of_category.category = slot.category and of_category.absent
    group by slot.school, slot.student_id, slot.date, slot.lesson_hour
    union all
    select slot.school, slot.student_id, slot.date, slot.lesson_hour, 'totaal_ongeoorloofd', max(slot.subject)
    from int_slot as slot
    join ref_school as of_school on of_school.school = slot.school
    join ref_protocol_unauthorised as unauthorised
        on unauthorised.protocol = of_school.protocol and unauthorised.category = slot.category
    group by slot.school, slot.student_id, slot.date, slot.lesson_hour
),
final as (
    select
        counted.school, counted.student_id, pupil_day.school_year, pupil_day.school_week, pupil_day.week_start,
        counted.date, pupil_day.iso_weekday, counted.lesson_hour, counted.category, counted.subject,
        pupil_day.by_timetable, pupil_day.afdeling, pupil_day.leerjaar, pupil_day.klas, pupil_day.mentor
    from counted
    join mart_pupil_day as pupil_day
        on pupil_day.school = counted.school and pupil_day.student_id = counted.student_id
        and pupil_day.date = counted.date
)
select * from final
order by school, category, date
