-- question: completeness
-- row: one whole school week of this year and afdeling: registrations against what the year makes likely
-- about: pupils
-- care: counted | how many registrations there are of every kind together, to see whether a week is whole
-- grain: week_start, afdeling
-- column: school_week | BIGINT | number of the school week in the year
-- column: week_start | DATE | Monday of the week
-- column: afdeling | VARCHAR | afdeling id
-- column: afdeling_name | VARCHAR | name of the afdeling
-- column: afdeling_order | BIGINT | place of the afdeling in the school
-- column: registrations | BIGINT | registrations; null when there are none, never zero
-- column: expected | DOUBLE | the school's median of registrations per scheduled lesson hour (else day of a pupil) this year, times those of the part that week
-- column: share | DOUBLE | registrations as a share of the expected ones
-- column: suspicious | BOOLEAN | far fewer than expected, or none; null for a part too small to tell
-- column: days_complete | BOOLEAN | false when the whole school has a suspiciously quiet day that week; null when it is too small to tell
with enrolled as (
    select
        enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start, enrolment.afdeling,
        enrolment.leerjaar, enrolment.klas, enrolment.mentor,
        cast(sum(enrolment.students) as bigint) as student_days,
        case when count(enrolment.scheduled_fifths) = count(*) then sum(enrolment.scheduled_fifths) / 5.0 end
            as scheduled_hours
    from mart_enrolment_day as enrolment
    join ref_calendar as itself
        on itself.school = enrolment.school and itself.date = $on and itself.school_year = enrolment.school_year
    join mart_week as week
        on week.school = enrolment.school and week.week_start = enrolment.week_start and week.ends_on <= $on
    where enrolment.school = $school and is_in_reach($viewer, enrolment.school)
    group by
        enrolment.school, enrolment.school_year, enrolment.school_week, enrolment.week_start, enrolment.afdeling,
        enrolment.leerjaar, enrolment.klas, enrolment.mentor
),
unit as (
    -- Without a timetable or lesson table anywhere in the year, days of pupils stand for the hours.
    select school, min(case when scheduled_hours is not null then 1 else 0 end) as by_hours
    from enrolled
    group by school
),
registered as (
    select school, week_start, klas, mentor, leerjaar, afdeling, sum(registrations) as registrations
    from (
        -- The totals are no category: they would count everything twice.
        select absence.school, absence.week_start, absence.klas, absence.mentor, absence.leerjaar, absence.afdeling,
            absence.missed_hours as registrations
        from mart_absence_day as absence
        join ref_category as of_category on of_category.category = absence.category
        union all
        select pupil_day.school, pupil_day.week_start, pupil_day.klas, pupil_day.mentor, pupil_day.leerjaar,
            pupil_day.afdeling, 1
        from int_whole_day as whole_day
        join mart_pupil_day as pupil_day
            on pupil_day.school = whole_day.school and pupil_day.student_id = whole_day.student_id
            and pupil_day.date = whole_day.date
        union all
        select school, week_start, klas, mentor, leerjaar, afdeling, whole_days
        from raw_frozen_absence
        where whole_days > 0
    ) as by_day
    group by school, week_start, klas, mentor, leerjaar, afdeling
),
parts as (
    select
        enrolled.school, enrolled.school_year, enrolled.school_week, enrolled.week_start, enrolled.afdeling,
        enrolled.leerjaar, enrolled.klas, enrolled.mentor,
        case when unit.by_hours = 1 then enrolled.scheduled_hours else cast(enrolled.student_days as double) end
            as size,
        registered.registrations
    from enrolled
    join unit on unit.school = enrolled.school
    left join registered
        on registered.school = enrolled.school and registered.week_start = enrolled.week_start
        and registered.afdeling is not distinct from enrolled.afdeling
        and registered.leerjaar is not distinct from enrolled.leerjaar
        and registered.klas is not distinct from enrolled.klas
        and registered.mentor is not distinct from enrolled.mentor
),
usual as (
    select school, median(rate) as rate
    from (
        select school, week_start, sum(registrations) / nullif(sum(size), 0) as rate
        from parts
        group by school, week_start
    ) as weekly
    group by school
),
shown as (
    select
        parts.school, parts.school_year, parts.school_week, parts.week_start, parts.afdeling,
        cast(sum(parts.registrations) as bigint) as registrations, sum(parts.size) as size
    from parts
    where is_visible($viewer, parts.school, parts.afdeling, parts.mentor)
        and is_chosen($selection, parts.afdeling, parts.leerjaar, parts.klas, parts.mentor)
    group by parts.school, parts.school_year, parts.school_week, parts.week_start, parts.afdeling
),
settings as (
    select
        max(case when name = 'incomplete_day_share' then value end) as share,
        max(case when name = 'incomplete_day_min_median' then value end) as least
    from ref_setting
)
select
    shown.school_week, shown.week_start, shown.afdeling, of_afdeling.name as afdeling_name,
    of_afdeling.afdeling_order, shown.registrations,
    cast(usual.rate * shown.size as double) as expected,
    cast(shown.registrations / nullif(usual.rate * shown.size, 0) as double) as share,
    -- A group of which little is expected says nothing by being quiet.
    case
        when usual.rate * shown.size < settings.least then null
        when shown.registrations is null then true
        else shown.registrations < settings.share * usual.rate * shown.size
    end as suspicious,
    week.complete as days_complete
from shown
join usual on usual.school = shown.school
join mart_week as week on week.school = shown.school and week.week_start = shown.week_start
left join ref_afdeling as of_afdeling on of_afdeling.school = shown.school and of_afdeling.afdeling = shown.afdeling
cross join settings
order by shown.week_start desc, of_afdeling.afdeling_order
