-- part: uncomputed
-- says: stages of which every way to be reached asks for what no school of the viewer has in the school year of the day: a
-- says: share of lessons without timetable or, for all lessons together, lesson table; a subject that nothing names; a subject
-- says: or lesson hour, or minutes late, that none of the registrations tells, or whether they were handled; an afdeling, studie or birth date that no pupil has; a task that
-- says: nobody is asked there and nobody did
known as (
    select lesson.category, lesson.subject, lesson.hour_known, lesson.minutes_known, lesson.handled_known
    from int_known_lesson as lesson
    join ref_calendar as calendar
        on calendar.school = lesson.school and calendar.date = $on and calendar.school_year = lesson.school_year
    where is_in_reach($viewer, lesson.school)
),
kept as (
    select term.counter, term.term_no, term.unit = 'procent' as share, of_counter.by_subject, member.category,
        member.subject, member.lesson_hour is not null as by_hour,
        member.minutes_from is not null and not member.minutes_unknown as by_minutes,
        member.handled is not null as by_handled,
        coalesce(member.subject is null and member.lesson_hour is null and member.iso_weekday is null
            and not of_counter.by_subject, false) as whole
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    join ref_category_set as member on member.category_set = term.category_set
    where term.unit = 'procent' or of_counter.by_subject or member.subject is not null or member.lesson_hour is not null
        or member.minutes_from is not null or member.handled is not null
),
lessonless as (
    select distinct lacking.counter
    from (
        select kept.counter, kept.term_no
        from kept
        left join known on known.category is null or not kept.share
        group by kept.counter, kept.term_no
        having case
            when bool_or(kept.share) then
                not coalesce(bool_or(known.category is null and known.hour_known
                    and coalesce(known.subject = kept.subject, kept.subject is null)
                    and (not kept.by_subject or known.subject is not null)), false)
                and not (bool_and(kept.whole) and exists (
                    select 1 from ref_lesson_table as lesson_table where is_in_reach($viewer, lesson_table.school)
                ))
            else
                (bool_or(kept.subject is not null) and not coalesce(bool_or(known.subject = kept.subject), false))
                -- Of what was never registered nothing is missing.
                or (bool_or(kept.by_subject) and coalesce(bool_or(known.category = kept.category), false)
                    and not bool_or(coalesce(known.category = kept.category, false) and known.subject is not null))
                or (bool_or(kept.by_hour) and coalesce(bool_or(known.category = kept.category), false)
                    and not bool_or(coalesce(known.category = kept.category, false) and known.hour_known))
                or (bool_or(kept.by_minutes) and coalesce(bool_or(known.category = kept.category), false)
                    and not bool_or(coalesce(known.category = kept.category, false) and known.minutes_known))
                or (bool_or(kept.by_handled) and coalesce(bool_or(known.category = kept.category), false)
                    and not bool_or(coalesce(known.category = kept.category, false) and known.handled_known))
        end
    ) as lacking
),
known_pupils as (
    select pupil.afdeling, pupil.studie, pupil.birth_known
    from int_known_pupil as pupil
    join ref_calendar as calendar
        on calendar.school = pupil.school and calendar.date = $on and calendar.school_year = pupil.school_year
    where is_in_reach($viewer, pupil.school)
),
pupilless as (
    select stage_group.protocol, stage_group.ladder, stage_group.stage, stage_group.group_no
    from ref_stage_group as stage_group
    left join known_pupils
        on (len(stage_group.afdelingen) = 0 or list_contains(stage_group.afdelingen, known_pupils.afdeling))
        and (len(stage_group.studies) = 0 or list_contains(stage_group.studies, known_pupils.studie))
        and (stage_group.age_from is null or known_pupils.birth_known)
    where len(stage_group.afdelingen) > 0 or len(stage_group.studies) > 0 or stage_group.age_from is not null
    group by stage_group.protocol, stage_group.ladder, stage_group.stage, stage_group.group_no
    having count(known_pupils.afdeling) = 0
    union all
    -- Where the protocol is not in force nobody is asked the task, and nobody can have done it.
    select stage_group.protocol, stage_group.ladder, stage_group.stage, stage_group.group_no
    from ref_stage_group as stage_group
    where len(stage_group.done) > 0 and not exists (
        select 1 from ref_school as of_school
        left join int_known_task as task
            on task.school = of_school.school and list_contains(stage_group.done, task.task_key)
        where is_in_reach($viewer, of_school.school)
            and (of_school.protocol = stage_group.protocol or task.task_key is not null)
    )
),
uncomputed as (
    select missing_by_group.protocol, missing_by_group.ladder, missing_by_group.stage
    from (
        select condition.protocol, condition.ladder, condition.stage, condition.group_no,
            max(case when lessonless.counter is null and pupilless.stage is null then 0 else 1 end) as missing
        from ref_condition as condition
        left join lessonless on lessonless.counter = condition.counter
        left join pupilless
            on pupilless.protocol = condition.protocol and pupilless.ladder = condition.ladder
            and pupilless.stage = condition.stage and pupilless.group_no = condition.group_no
        group by condition.protocol, condition.ladder, condition.stage, condition.group_no
    ) as missing_by_group
    group by missing_by_group.protocol, missing_by_group.ladder, missing_by_group.stage
    having min(missing_by_group.missing) = 1
)
