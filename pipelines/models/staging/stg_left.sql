-- table: stg_left
-- row: one time that a pupil was not on lists of the whole school, as far as it is the end of a stay or asks why not
-- grain: school, student_id, list_date
-- source: lists of the whole school against the days on which lists showed the pupil, and his or her registrations: who is
-- registered on the day of such a list or later has not left. What was entered beforehand says nothing of that
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: list_date | DATE | day of the first list without the pupil, after the last day that shows him or her
-- column: left_on | DATE | first day no longer enrolled: that of the list, or the first of its school year when nothing showed the pupil in it; null when registrations go on
-- column: back_on | DATE | first day on which a later list shows the pupil; null for none
-- column: registered_until | DATE | last registration since a list showed the pupil
with stretches as (
    -- From the last day of a list with the pupil to the first day of the next.
    select school, student_id, last as seen_on, lead(first) over (partition by school, student_id order by first) as back_on
    from raw_list_stay
    union all
    -- Whom no list showed on a day: what was imported before days were kept, and whom only registrations place.
    select placement.school, placement.student_id, max(placement.valid_from), null
    from raw_placement as placement
    anti join raw_list_stay as shown
        on shown.school = placement.school and shown.student_id = placement.student_id
    group by placement.school, placement.student_id
),
missing as (
    select stretches.school, stretches.student_id, stretches.seen_on, stretches.back_on, min(whole.date) as missing_on
    from stretches
    join raw_whole_list as whole
        on whole.school = stretches.school
        and whole.date > coalesce(stretches.seen_on, date '1900-01-01')
        and whole.date < coalesce(stretches.back_on, date '2999-01-01')
    group by stretches.school, stretches.student_id, stretches.seen_on, stretches.back_on
),
registered as (
    select missing.school, missing.student_id, missing.missing_on, max(registration.date) as registered_until
    from missing
    join raw_registration as registration
        on registration.school = missing.school and registration.student_id = missing.student_id
        and registration.date > coalesce(missing.seen_on, date '1900-01-01')
        and registration.date < coalesce(missing.back_on, date '2999-01-01')
    where not coalesce(registration.spread, false) and not coalesce(registration.ahead, false)
    group by missing.school, missing.student_id, missing.missing_on
),
ended as (
    select
        missing.school, missing.student_id, missing.missing_on, missing.back_on, registered.registered_until,
        greatest(missing.seen_on, registered.registered_until) as shown_on,
        min(whole.date) as list_date
    from missing
    left join registered
        on registered.school = missing.school and registered.student_id = missing.student_id
        and registered.missing_on = missing.missing_on
    left join raw_whole_list as whole
        on whole.school = missing.school and whole.date >= missing.missing_on
        and whole.date > coalesce(registered.registered_until, date '1900-01-01')
        and whole.date < coalesce(missing.back_on, date '2999-01-01')
    group by
        missing.school, missing.student_id, missing.missing_on, missing.back_on, missing.seen_on,
        registered.registered_until
),
told as (
    select school, student_id, max(coalesce(valid_until, date '2999-01-01')) as valid_until
    from raw_placement
    group by school, student_id
),
years as (
    select school, school_year, min(date) as first_day from ref_calendar group by school, school_year
),
final as (
    select
        ended.school, ended.student_id,
        coalesce(ended.list_date, ended.missing_on) as list_date,
        -- Last shown in an earlier school year: gone in the summer, not on the day of the list.
        case when years.first_day > ended.shown_on then years.first_day else ended.list_date end as left_on,
        ended.back_on, ended.registered_until
    from ended
    left join ref_calendar as day on day.school = ended.school and day.date = ended.list_date
    left join years on years.school = day.school and years.school_year = day.school_year
    left join told on told.school = ended.school and told.student_id = ended.student_id
    where (ended.list_date is not null or ended.back_on is null)
        -- Of whom a last day was told before, the list says nothing new.
        and coalesce(told.valid_until > coalesce(ended.list_date, ended.missing_on), true)
)
select * from final
