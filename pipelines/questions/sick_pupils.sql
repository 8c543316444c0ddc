-- question: sick_pupils
-- row: one pupil who was sick this school year up to the day
-- about: pupils | each apart
-- grain: school, student_id
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: hours_year | BIGINT | sick lesson hours; null when those of a day are unknown
-- column: days_year | BIGINT | sick school days
-- column: spells_year | BIGINT | sick reports that began this year
-- column: half_days_year | BIGINT | sick days with at most half of the lessons of the day; null when nothing tells
-- column: spells_12_weeks | BIGINT | sick reports that began in the national window
-- column: longest_spell_days | BIGINT | school days of the longest spell, from its first day, also before this year
-- column: current_spell_days | BIGINT | school days of the spell that runs on the day; 0 when none does
-- column: last_sick_day | DATE | last sick day
-- column: enrolled_days_year | BIGINT | school days enrolled this year; null when no list tells
-- column: mazl | BOOLEAN | the national criteria are met on the day
-- column: mazl_since | DATE | day since which they are
with this_year as (select * from this_year($on)),
-- with: sick
bounds as (
    select this_year.school, greatest(this_year.first_date, imported.first_date) as first_date,
        this_year.date as last_date
    from this_year
    join ref_data_range as imported on imported.school = this_year.school
),
-- with: enrolled
sick_days as (
    select
        spell_day.school, spell_day.student_id, spell_day.date, spell_day.hours, spell_day.hours_known,
        spell_day.day_in_spell,
        calendar.t > this_year.t - 7 * sick.weeks as in_window,
        spell_day.date = this_year.date as running
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join ref_calendar as calendar on calendar.school = spell_day.school and calendar.date = spell_day.date
    join this_year
        on this_year.school = spell_day.school and spell_day.date >= this_year.first_date
        and spell_day.date <= this_year.date
    where spell_day.school = $school
),
lessons as (
    select lesson.school, lesson.student_id, lesson.date, count(distinct lesson.lesson_hour) as hours
    from raw_lesson as lesson
    join sick_days
        on sick_days.school = lesson.school and sick_days.student_id = lesson.student_id
        and sick_days.date = lesson.date
    group by lesson.school, lesson.student_id, lesson.date
),
days as (
    select
        sick_days.*,
        case when sick_days.hours_known then
            sick_days.hours <= coalesce(lessons.hours, of_school.hours_a_day)
                * (select value from ref_setting where name = 'half_day_share')
        end as half
    from sick_days
    join ref_school as of_school on of_school.school = sick_days.school
    left join lessons
        on lessons.school = sick_days.school and lessons.student_id = sick_days.student_id
        and lessons.date = sick_days.date
),
-- with: mazl
select
    pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling,
    pupil.mentor,
    -- One day without known hours leaves the sum unknown, not smaller.
    cast(case when bool_and(days.hours_known) then sum(days.hours) end as bigint) as hours_year,
    count(*) as days_year,
    count(case when days.day_in_spell = 1 then 1 end) as spells_year,
    cast(sum(case when days.half then 1 when not days.half then 0 end) as bigint) as half_days_year,
    count(case when days.in_window and days.day_in_spell = 1 then 1 end) as spells_12_weeks,
    max(days.day_in_spell) as longest_spell_days,
    max(case when days.running then days.day_in_spell else 0 end) as current_spell_days,
    max(days.date) as last_sick_day,
    max(enrolled.school_days) as enrolled_days_year,
    max(mazl.since) is not null as mazl,
    max(mazl.since) as mazl_since
from visible_pupils($viewer, $selection, $on) as pupil
join days on days.school = pupil.school and days.student_id = pupil.student_id
left join enrolled on enrolled.school = pupil.school and enrolled.student_id = pupil.student_id
left join mazl on mazl.school = pupil.school and mazl.student_id = pupil.student_id
where pupil.school = $school
group by pupil.school, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling,
    pupil.mentor
order by days_year desc, spells_year desc, pupil.sort_name, pupil.student_id
