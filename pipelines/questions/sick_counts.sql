-- question: sick_counts
-- row: one pupil enrolled on the day: sick spells and enrolled school days before and in the recent school weeks of this year
-- about: school | the prediction is that of the whole school; names of the viewer's pupils alone
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: is_visible | BOOLEAN | the pupil is one of the viewer and the choice; without it no name
-- column: name | VARCHAR | name of the pupil
-- column: sort_name | VARCHAR | name to sort by
-- column: klas | VARCHAR | klas on the day
-- column: leerjaar | BIGINT | leerjaar on the day
-- column: afdeling | VARCHAR | afdeling on the day
-- column: mentor | VARCHAR | mentor code on the day
-- column: worrying | BOOLEAN | met the national criteria already before the recent weeks
-- column: days_earlier | BIGINT | school days enrolled before the recent weeks; null for none
-- column: days_recent | BIGINT | school days enrolled in the recent school weeks; null for none
-- column: earlier | BIGINT | sick reports before the recent weeks
-- column: recent | BIGINT | sick reports that began in the recent school weeks
-- column: sick_days_recent | BIGINT | sick school days in the recent school weeks
with
-- with: sick
halves as (
    select
        this_year.school,
        calendar.t > this_year.t - 7 * (select value from ref_setting where name = 'recent_weeks') as recent,
        min(calendar.date) as first_date, max(calendar.date) as last_date
    from this_year($on) as this_year
    join ref_data_range as imported on imported.school = this_year.school
    join ref_calendar as calendar
        on calendar.school = this_year.school and calendar.school_year = this_year.school_year
        and calendar.is_school_day and calendar.date >= imported.first_date and calendar.date <= this_year.date
    where this_year.school = $school and is_in_reach($viewer, this_year.school)
    group by this_year.school, recent
),
enrolled as (
    select
        placement.student_id, halves.recent,
        sum(
            last_day.school_day_rank - first_day.school_day_rank + case when first_day.is_school_day then 1 else 0 end
        ) as school_days
    from stg_placement as placement
    join halves
        on halves.school = placement.school and placement.valid_from <= halves.last_date
        and placement.valid_until > halves.first_date
    join ref_calendar as first_day
        on first_day.school = placement.school and first_day.date = greatest(placement.valid_from, halves.first_date)
    join ref_calendar as last_day
        on last_day.school = placement.school
        and last_day.date = cast(least(placement.valid_until - interval 1 day, halves.last_date) as date)
    group by placement.student_id, halves.recent
),
ill as (
    select
        spell_day.student_id, halves.recent, count(*) as days,
        count(case when spell_day.day_in_spell = 1 then 1 end) as spells
    from int_spell_day as spell_day
    join sick on sick.category_set = spell_day.category_set
    join halves
        on halves.school = spell_day.school and spell_day.date >= halves.first_date
        and spell_day.date <= halves.last_date
    group by spell_day.student_id, halves.recent
),
mazl as (
    -- Known before the recent weeks: who came on the list in these weeks was ill in them by definition.
    select stretch.school, stretch.student_id
    from mart_stage_reached as stretch
    join halves on halves.school = stretch.school and halves.recent and stretch.reached_on < halves.first_date
    where stretch.protocol = 'nl-mazl' and stretch.reached_until >= $on
    group by stretch.school, stretch.student_id
)
select
    placement.student_id, pupil.student_id is not null as is_visible, pupil.name, pupil.sort_name, pupil.klas,
    pupil.leerjaar, pupil.afdeling, pupil.mentor,
    mazl.student_id is not null as worrying,
    cast(max(case when not enrolled.recent then enrolled.school_days end) as bigint) as days_earlier,
    cast(max(case when enrolled.recent then enrolled.school_days end) as bigint) as days_recent,
    -- No row means: not ill in these weeks.
    max(case when ill.spells is not null and not enrolled.recent then ill.spells else 0 end) as earlier,
    max(case when ill.spells is not null and enrolled.recent then ill.spells else 0 end) as recent,
    max(case when ill.days is not null and enrolled.recent then ill.days else 0 end) as sick_days_recent
from stg_placement as placement
join enrolled on enrolled.student_id = placement.student_id
left join ill on ill.student_id = enrolled.student_id and ill.recent = enrolled.recent
left join visible_pupils($viewer, $selection, $on) as pupil
    on pupil.school = placement.school and pupil.student_id = placement.student_id
left join mazl on mazl.school = placement.school and mazl.student_id = placement.student_id
where placement.school = $school and placement.valid_from <= $on and placement.valid_until > $on
group by placement.student_id, pupil.student_id, pupil.name, pupil.sort_name, pupil.klas, pupil.leerjaar,
    pupil.afdeling, pupil.mentor, mazl.student_id
order by pupil.sort_name, placement.student_id
