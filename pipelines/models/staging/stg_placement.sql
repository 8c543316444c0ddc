-- table: stg_placement
-- row: one pupil in one klas for an unbroken time
-- grain: school, student_id, valid_from
-- source: pupil lists, less the days on which a pupil had left by a list of the whole school; a list without dates counts only for pupils who have no dated placement, and the klas that
-- registrations show by the day only for pupils whose klas no list tells: each run of the same klas is a stay, the first
-- without a begin: the day of a first registration is no enrolment
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: klas | VARCHAR | klas
-- column: leerjaar | BIGINT | leerjaar 1 to 6; from the klas where the protocol in force numbers klassen otherwise
-- column: afdeling | VARCHAR | afdeling id by the patterns in school.toml
-- column: mentor | VARCHAR | mentor code
-- column: studie | VARCHAR | what the pupil studies by the list, in small letters and without the leerjaar; null where none tells
-- column: valid_from | DATE | first day
-- column: valid_until | DATE | first day after
-- check: placements of a pupil do not overlap | select a.school, a.student_id from stg_placement a join stg_placement b on a.school = b.school and a.student_id = b.student_id and a.valid_from < b.valid_from and b.valid_from < a.valid_until
with seen as (
    select
        *,
        coalesce(listed, false) as by_list,
        lag(klas) over days as klas_before,
        lag(valid_until) over days as until_before
    from raw_placement
    window days as (
        partition by school, student_id, coalesce(listed, false), valid_from is null
        order by valid_from
    )
),
runs as (
    select * from seen
    where by_list or klas is null or klas_before is null or klas <> klas_before or until_before is not null
),
told as (
    select
        *,
        case
            when listed is distinct from false or klas_before is not null or valid_until is not null then valid_from
        end as begins,
        bool_or(klas is not null) over (partition by school, student_id) as has_klas,
        bool_or(klas is not null and by_list) over (partition by school, student_id) as has_list,
        coalesce(
            max(case when valid_from is null and listed then mentor end) over (partition by school, student_id),
            max(case when valid_from is null then mentor end) over (partition by school, student_id)
        ) as undated_mentor
    from runs
),
listed as (
    select
        school, student_id, klas, leerjaar, studie, mentor, valid_from, begins, valid_until, undated_mentor,
        max(case when valid_from is not null then 1 else 0 end)
            over (partition by school, student_id) as has_dates
    from told
    where not has_klas or by_list = has_list
),
chosen as (
    select
        school, student_id, klas, leerjaar, studie,
        coalesce(mentor, undated_mentor) as mentor,
        coalesce(begins, date '1900-01-01') as valid_from,
        coalesce(valid_until, date '2999-01-01') as valid_until
    from listed
    where valid_from is not null or has_dates = 0
),
closed as (
    select
        school, student_id, klas, leerjaar, mentor, studie, valid_from,
        least(
            valid_until,
            coalesce(
                lead(valid_from) over (partition by school, student_id order by valid_from),
                date '2999-01-01'
            )
        ) as valid_until
    from chosen
),
gone as (
    select school, student_id, left_on, back_on, lag(back_on) over pupil as back_before
    from stg_left
    where left_on is not null
    window pupil as (partition by school, student_id order by left_on)
),
there as (
    -- Up to the first time that a pupil left, between two, and since he or she came back.
    select school, student_id, coalesce(back_before, date '1900-01-01') as there_from, left_on as there_until from gone
    union all
    select school, student_id, max(back_on), date '2999-01-01'
    from gone
    group by school, student_id
    having count(back_on) = count(*)
),
kept as (
    select
        closed.* exclude (valid_from, valid_until),
        greatest(closed.valid_from, coalesce(there.there_from, closed.valid_from)) as valid_from,
        least(closed.valid_until, coalesce(there.there_until, closed.valid_until)) as valid_until
    from closed
    left join there on there.school = closed.school and there.student_id = closed.student_id
),
final as (
    select
        kept.school,
        kept.student_id,
        kept.klas,
        coalesce(by_klas.leerjaar, by_number.leerjaar, kept.leerjaar, of_klas.klas_number) as leerjaar,
        coalesce(of_klas.afdeling, 'overig') as afdeling,
        kept.mentor,
        lower(regexp_replace(kept.studie, '[ /-]*[0-9]+$', '')) as studie,
        kept.valid_from,
        kept.valid_until
    from kept
    join ref_school as of_school on of_school.school = kept.school
    left join ref_klas as of_klas on of_klas.school = kept.school and of_klas.klas = kept.klas
    left join ref_klas_leerjaar as by_klas
        on by_klas.protocol = of_school.protocol and by_klas.klas_number = of_klas.klas_number
    left join ref_klas_leerjaar as by_number
        on by_number.protocol = of_school.protocol and by_number.klas_number = kept.leerjaar
    where kept.valid_from < kept.valid_until
)
select * from final
