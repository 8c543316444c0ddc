-- question: left
-- row: one pupil who left the school this school year, up to the day, or of whom a list of the whole school asks whether
-- about: pupils
-- grain: student_id
-- column: student_id | VARCHAR | pupil number
-- column: name | VARCHAR | name of the pupil
-- column: klas | VARCHAR | last klas known on the day
-- column: mentor | VARCHAR | mentor code of that klas
-- column: last_day | DATE | last day enrolled; null for who is enrolled still, and on no list
-- column: list_date | DATE | day of the list of the whole school that the pupil is not on; null when a last day was told
-- column: registered_until | DATE | last registration since a list showed the pupil
with
-- with: owned
year as (
    select min(date) as first_day from ref_calendar
    where school = $school and school_year = (select school_year from ref_calendar where school = $school and date = $on)
),
ends as (
    select school, student_id, max(valid_until) as valid_until from stg_placement group by school, student_id
)
select
    owned.student_id, owned.name, owned.klas, owned.mentor,
    case when missed.student_id is null or missed.left_on is not null
        then cast(ends.valid_until - interval 1 day as date)
    end as last_day,
    missed.list_date, missed.registered_until
from owned
join ends on ends.school = owned.school and ends.student_id = owned.student_id
join ref_data_range as imported on imported.school = owned.school
cross join year
left join stg_left as missed
    on missed.school = owned.school and missed.student_id = owned.student_id and missed.back_on is null
    -- The list ended this stay, or asks why it goes on. A list is often of a later day than the data.
    and (missed.left_on = ends.valid_until or missed.left_on is null and missed.list_date < ends.valid_until)
    and (missed.list_date <= $on or $on >= imported.last_date)
-- A list may say so of the summer; who ended last school year by an end date is no news.
where ends.valid_until >= year.first_day
    and (missed.student_id is not null or ends.valid_until > year.first_day and ends.valid_until <= $on)
order by last_day desc nulls first, owned.sort_name, owned.student_id
