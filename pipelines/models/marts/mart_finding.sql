-- table: mart_finding
-- row: one thing in the imported data that somebody has to look at
-- grain: school, finding, subject
-- source: stg_code, stg_placement and the school calendar against the registrations
-- column: school | VARCHAR | school id
-- column: finding | VARCHAR | onbekende_code, tegenspraak, zonder_leerling, zonder_klas, buiten_inschrijving, lesvrije_dag, dag_zonder_lesuren
-- column: subject | VARCHAR | the code or pupil concerned; null for findings on the whole
-- column: registrations | BIGINT | registrations concerned
-- column: first_date | DATE | first day concerned
-- column: last_date | DATE | last day concerned
with registrations as (
    select r.school, r.student_id, r.date, r.code, c.category, c.contradiction
    from raw_registration as r
    join stg_code as c
        on c.school = r.school
        and c.code = r.code
        and c.kind = coalesce(r.kind, '')
        and c.flag = coalesce(cast(r.authorised as varchar), '')
),
listed as (
    select school, count(*) as pupils from raw_pupil group by school
),
found as (
    select school, 'onbekende_code' as finding, code as subject, date from registrations
    where category = 'onbekend_code'
    union all
    select school, 'tegenspraak', code, date from registrations where contradiction
    union all
    select r.school, 'zonder_leerling', r.student_id, r.date
    from registrations as r
    join listed on listed.school = r.school
    left join raw_pupil as p on p.school = r.school and p.student_id = r.student_id
    where p.student_id is null
    union all
    select r.school, case when k.student_id is null then 'zonder_klas' else 'buiten_inschrijving' end, r.student_id, r.date
    from registrations as r
    left join (select school, student_id from stg_placement group by school, student_id) as k
        on k.school = r.school and k.student_id = r.student_id
    left join stg_placement as p
        on p.school = r.school and p.student_id = r.student_id and p.valid_from <= r.date and p.valid_until > r.date
    where p.student_id is null
    union all
    select r.school, 'lesvrije_dag', null, r.date
    from registrations as r
    join ref_calendar as c on c.school = r.school and c.date = r.date
    where not c.is_school_day and r.category <> 'aanwezig'
    union all
    select school, 'dag_zonder_lesuren', student_id, date from int_whole_day
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
