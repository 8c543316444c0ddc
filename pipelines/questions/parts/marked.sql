-- part: marked
-- says: one row per lesson hour with a registration of the category within a mark of the trends, counted as in the rates: in
-- says: the klas of the day itself, whether or not the pupil is still there
-- with: weeks
hours as (
    select missed.school, missed.student_id, missed.date, missed.klas, missed.mentor
    from mart_missed_hour as missed
    join weeks on weeks.school = missed.school and weeks.week_start = missed.week_start
    where is_visible($viewer, missed.school, missed.afdeling, missed.mentor)
        and is_chosen($selection, missed.afdeling, missed.leerjaar, missed.klas, missed.mentor)
        and missed.school = $school and missed.school_year = $year and missed.date <= $on
        and missed.category = $category
        and ($week is null or missed.week_start = $week)
        and ($weekday is null or missed.iso_weekday = $weekday)
        and ($hour is null or missed.lesson_hour = $hour)
        and ($subject is null or missed.subject = $subject)
        and ($by is null or part_of($by, missed.afdeling, missed.leerjaar, missed.klas) is not distinct from $part)
)
