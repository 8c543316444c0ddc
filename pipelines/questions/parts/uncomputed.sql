-- part: uncomputed
-- says: stages of which every way to be reached asks for a share of lessons that neither a timetable nor, for all
-- says: lessons together, a lesson table tells in the school year of the day, at any school of the viewer
lessonless as (
    select term.counter
    from ref_counter_term as term
    where term.unit = 'procent'
        and not exists (
            select 1
            from int_taught_subject as taught
            join ref_calendar as calendar
                on calendar.school = taught.school and calendar.date = $on and calendar.school_year = taught.school_year
            where is_in_reach($viewer, taught.school) and (term.subject is null or taught.subject = lower(term.subject))
        )
        and not (
            term.subject is null
            and exists (select 1 from ref_lesson_table as lesson_table where is_in_reach($viewer, lesson_table.school))
        )
    group by term.counter
),
uncomputed as (
    select missing_by_group.protocol, missing_by_group.ladder, missing_by_group.stage
    from (
        select condition.protocol, condition.ladder, condition.stage, condition.group_no,
            max(case when lessonless.counter is null then 0 else 1 end) as missing
        from ref_condition as condition
        left join lessonless on lessonless.counter = condition.counter
        group by condition.protocol, condition.ladder, condition.stage, condition.group_no
    ) as missing_by_group
    group by missing_by_group.protocol, missing_by_group.ladder, missing_by_group.stage
    having min(missing_by_group.missing) = 1
)
