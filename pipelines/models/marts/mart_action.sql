-- table: mart_action
-- row: one action that a stage asks for a pupil on one school day
-- source: stages on the day they become the pupil's stage, and recurring actions; by leerjaar and age of that day
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: protocol | VARCHAR | protocol id
-- column: ladder | VARCHAR | ladder id
-- column: stage | VARCHAR | stage id
-- column: action_no | BIGINT | number of the action within the stage
-- column: role | VARCHAR | who acts
-- column: date | DATE | school day
-- column: school_year | VARCHAR | school year of the day
-- column: week_start | DATE | Monday of the week
-- column: times | BIGINT | how many times the action is due that day
-- column: again | BOOLEAN | a repetition, and not the first step of the stage
-- column: report | BOOLEAN | it is a report to leerplicht
-- check: nobody acts without an action | select * from mart_action where times < 1
with first_steps as (
    -- A stage that is passed over on the same day, or reached below the present one, asks nothing of anybody.
    select r.school, r.protocol, r.ladder, r.stage, r.student_id, r.reached_on as date, cast(1 as bigint) as times,
        false as again
    from mart_stage_reached as r
    where not exists (
        select 1
        from mart_stage_reached as above
        where above.student_id = r.student_id
            and above.school = r.school
            and above.protocol = r.protocol
            and above.ladder = r.ladder
            and above.reached_on <= r.reached_on
            and above.reached_until >= r.reached_on
            and (
                above.level > r.level
                or (above.level = r.level and above.reached_on = r.reached_on and above.stage_order > r.stage_order)
            )
    )
),
steps as (
    select school, protocol, ladder, stage, student_id, date, times, again from first_steps
    union all
    select school, protocol, ladder, stage, student_id, date, times, true from mart_recurrence
),
pupils as (
    select
        steps.*,
        c.school_year,
        c.week_start,
        p.leerjaar,
        steps.date >= b.adult_on as adult
    from steps
    join ref_calendar as c on c.school = steps.school and c.date = steps.date
    left join stg_placement as p
        on p.school = steps.school
        and p.student_id = steps.student_id
        and p.valid_from <= steps.date
        and p.valid_until > steps.date
    left join mart_student as b on b.school = steps.school and b.student_id = steps.student_id
),
final as (
    select
        pupils.school,
        pupils.student_id,
        pupils.protocol,
        pupils.ladder,
        pupils.stage,
        a.action_no,
        a.role,
        pupils.date,
        pupils.school_year,
        pupils.week_start,
        pupils.times,
        pupils.again,
        a.report
    from pupils
    join ref_action as a on a.protocol = pupils.protocol and a.ladder = pupils.ladder and a.stage = pupils.stage
    -- What is not known of a pupil excludes no action.
    where (a.recurring or not pupils.again)
        and coalesce(pupils.leerjaar >= a.leerjaar_from, true)
        and coalesce(pupils.leerjaar <= a.leerjaar_until, true)
        and coalesce(pupils.adult = a.adult, true)
)
select * from final
