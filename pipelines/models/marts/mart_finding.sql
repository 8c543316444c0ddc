-- table: mart_finding
-- row: one thing in the imported data that somebody has to look at
-- grain: school, finding, subject
-- source: stg_code, stg_placement, stg_left, the school calendar and the protocol in force against the registrations
-- column: school | VARCHAR | school id
-- column: finding | VARCHAR | onbekende_code, tegenspraak, zonder_leerling, zonder_klas, buiten_inschrijving, niet_op_lijst, lesvrije_dag, dag_zonder_lesuren, zonder_minuten
-- column: subject | VARCHAR | the code or pupil concerned; null for findings on the whole
-- column: registrations | BIGINT | registrations concerned
-- column: first_date | DATE | first day concerned
-- column: last_date | DATE | last day concerned
with registrations as (
    select
        registration.school, registration.student_id, registration.date, registration.code, of_code.category,
        of_code.contradiction
    from raw_registration as registration
    join stg_code as of_code
        on of_code.school = registration.school
        and of_code.code = registration.code
        and of_code.kind = coalesce(registration.kind, '')
        and of_code.flag = coalesce(cast(registration.authorised as varchar), '')
),
lists as (
    select school, count(*) as pupils from raw_pupil group by school
),
by_minutes as (
    -- The lates of which the protocol in force counts the minutes.
    select of_school.school, member.category
    from ref_school as of_school
    join ref_condition as condition on condition.protocol = of_school.protocol
    join ref_counter_term as term on term.counter = condition.counter
    join ref_category_set as member on member.category_set = term.category_set
    where member.minutes_from is not null
    group by of_school.school, member.category
),
found as (
    select school, 'onbekende_code' as finding, code as subject, date from registrations
    where category = 'onbekend_code'
    union all
    select school, 'tegenspraak', code, date from registrations where contradiction
    union all
    select registrations.school, 'zonder_leerling', registrations.student_id, registrations.date
    from registrations
    join lists on lists.school = registrations.school
    left join raw_pupil as listed
        on listed.school = registrations.school and listed.student_id = registrations.student_id
    where listed.student_id is null
    union all
    select
        registrations.school, case when known.student_id is null then 'zonder_klas' else 'buiten_inschrijving' end,
        registrations.student_id, registrations.date
    from registrations
    left join (select school, student_id from stg_placement group by school, student_id) as known
        on known.school = registrations.school and known.student_id = registrations.student_id
    left join stg_placement as placement
        on placement.school = registrations.school and placement.student_id = registrations.student_id
        and placement.valid_from <= registrations.date and placement.valid_until > registrations.date
    where placement.student_id is null
    union all
    select registrations.school, 'lesvrije_dag', null, registrations.date
    from registrations
    join ref_calendar as calendar on calendar.school = registrations.school and calendar.date = registrations.date
    where not calendar.is_school_day and registrations.category <> 'aanwezig'
    union all
    select missed.school, 'niet_op_lijst', missed.student_id, registration.date
    from stg_left as missed
    join raw_registration as registration
        on registration.school = missed.school and registration.student_id = missed.student_id
        and registration.date >= missed.list_date
    join stg_placement as placement
        on placement.school = missed.school and placement.student_id = missed.student_id
        and placement.valid_from <= registration.date and placement.valid_until > registration.date
    where missed.left_on is null
    union all
    select school, 'dag_zonder_lesuren', student_id, date from int_whole_day
    union all
    select slot.school, 'zonder_minuten', null, slot.date
    from int_slot as slot
    join by_minutes on by_minutes.school = slot.school and by_minutes.category = slot.category
    where slot.minutes_late is null
),
final as (
    select
        school,
        finding,
        subject,
        count(*) as registrations,
        min(date) as first_date,
        max(date) as last_date
    from found
    group by school, finding, subject
)
select * from final
