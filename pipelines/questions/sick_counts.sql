-- question: sick_counts
-- row: one pupil enrolled on the day, and how ill he or she was in the recent school weeks of this year
-- about: pupils | each apart
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: worrying | BOOLEAN | met the national criteria already before the recent weeks
-- column: sick_days_recent | BIGINT | sick school days in the recent school weeks
with
-- with: sick
recent as (
    select this_year.school, min(calendar.date) as first_date
    from this_year($on) as this_year
    join ref_data_range as imported on imported.school = this_year.school
    join ref_calendar as calendar
        on calendar.school = this_year.school and calendar.school_year = this_year.school_year
        and calendar.is_school_day and calendar.date >= imported.first_date and calendar.date <= this_year.date
    where this_year.school = $school and is_in_reach($viewer, this_year.school)
        and calendar.t > this_year.t - 7 * (select value from ref_setting where name = 'recent_weeks')
    group by this_year.school
),
ill as (
    select spell_day.school, spell_day.student_id, count(*) as days
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join recent
        on recent.school = spell_day.school and spell_day.date >= recent.first_date and spell_day.date <= $on
    group by spell_day.school, spell_day.student_id
),
mazl as (
    -- Known before the recent weeks: who came on the list in these weeks was ill in them by definition.
    select stretch.school, stretch.student_id
    from mart_stage_reached as stretch
    join recent on recent.school = stretch.school and stretch.reached_on < recent.first_date
    where stretch.protocol = 'nl-mazl' and stretch.reached_until >= $on
    group by stretch.school, stretch.student_id
)
select
    pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor,
    mazl.student_id is not null as worrying,
    -- No row means: not ill in these weeks.
    case when ill.days is not null then ill.days else 0 end as sick_days_recent
from visible_pupils($viewer, $selection, $on) as pupil
join recent on recent.school = pupil.school
left join ill on ill.school = pupil.school and ill.student_id = pupil.student_id
left join mazl on mazl.school = pupil.school and mazl.student_id = pupil.student_id
order by pupil.sort_name, pupil.student_id
