"""Which stages have no number here, because they go by a share of lessons that nothing tells."""

# Stages of which every way to be reached asks for a share of lessons that neither a timetable nor, for all lessons
# together, a lesson table tells in the school year of `$on`, at any of `$schools`.
UNCOMPUTED = """lessonless as (
    select t.counter
    from ref_counter_term as t
    where t.unit = 'procent'
        and not exists (
            select 1
            from int_taught_subject as x
            join ref_calendar as k on k.school = x.school and k.date = $on and k.school_year = x.school_year
            where list_contains($schools, x.school) and (t.subject is null or x.subject = lower(t.subject))
        )
        and not (
            t.subject is null
            and exists (select 1 from ref_lesson_table as h where list_contains($schools, h.school))
        )
    group by t.counter
),
uncomputed as (
    select g.protocol, g.ladder, g.stage
    from (
        select c.protocol, c.ladder, c.stage, c.group_no, max(case when n.counter is null then 0 else 1 end) as missing
        from ref_condition as c
        left join lessonless as n on n.counter = c.counter
        group by c.protocol, c.ladder, c.stage, c.group_no
    ) as g
    group by g.protocol, g.ladder, g.stage
    having min(g.missing) = 1
)"""
