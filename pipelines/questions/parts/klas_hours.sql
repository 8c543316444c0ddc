-- part: klas_hours
-- says: per measure (`measures`), klas, school day and lesson hour of some weeks: how many pupils missed it of how many, and
-- says: the missed and offered hours of the other klassen, that day and in that very hour, and of everybody in all the weeks
away as (
    select measures.measure, missed.klas, missed.date, missed.lesson_hour, count(distinct missed.student_id) as missed
    from mart_missed_hour as missed
    join measures on measures.category = missed.category
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.klas is not null and missed.lesson_hour is not null
    group by measures.measure, missed.klas, missed.date, missed.lesson_hour
),
away_of_klas as (
    select measure, klas, date, sum(missed) as missed from away group by measure, klas, date
),
away_of_day as (
    select measure, date, sum(missed) as missed from away_of_klas group by measure, date
),
away_of_hour as (
    select measure, date, lesson_hour, sum(missed) as missed from away group by measure, date, lesson_hour
),
away_of_year as (
    select measure, sum(missed) as missed from away_of_day group by measure
),
klas_days as (
    select enrolment.klas, enrolment.date, sum(enrolment.students) as students,
        -- Without known hours at least one: the usual rate is then too high, and nothing is taken out for nothing.
        sum(coalesce(enrolment.scheduled_fifths / 5.0, enrolment.students)) as offered
    from mart_enrolment_day as enrolment
    join weeks on weeks.school = enrolment.school and weeks.week_start = enrolment.week_start
    where is_visible($viewer, enrolment.school, enrolment.afdeling, enrolment.mentor)
        and is_chosen($selection, enrolment.afdeling, enrolment.leerjaar, enrolment.klas, enrolment.mentor)
        and enrolment.school = $school and enrolment.school_year = $year and enrolment.date <= $on
    group by enrolment.klas, enrolment.date
),
offered_days as (
    select date, sum(offered) as offered, sum(students) as students from klas_days group by date
),
offered_year as (
    select sum(offered) as offered from offered_days
),
klas_hours as (
    select
        away.measure, away.klas, away.date, away.lesson_hour, away.missed, cast(klas_days.students as bigint) as present,
        cast(away_of_day.missed - away_of_klas.missed as bigint) as others_missed,
        offered_days.offered - klas_days.offered as others_offered,
        cast(away_of_hour.missed - away.missed as bigint) as others_in_hour,
        cast(offered_days.students - klas_days.students as bigint) as others_students,
        cast(away_of_year.missed as bigint) as all_missed, offered_year.offered as all_offered
    from away
    join away_of_klas
        on away_of_klas.measure = away.measure and away_of_klas.klas = away.klas and away_of_klas.date = away.date
    join away_of_day on away_of_day.measure = away.measure and away_of_day.date = away.date
    join away_of_hour
        on away_of_hour.measure = away.measure and away_of_hour.date = away.date
        and away_of_hour.lesson_hour = away.lesson_hour
    join away_of_year on away_of_year.measure = away.measure
    join klas_days on klas_days.klas = away.klas and klas_days.date = away.date
    join offered_days on offered_days.date = away.date
    cross join offered_year
    where away.missed >= $at_least
)
