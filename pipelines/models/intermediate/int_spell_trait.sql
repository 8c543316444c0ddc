-- table: int_spell_trait
-- row: one sick spell and one kind of pattern, with the option on which its first day falls
-- grain: school, student_id, spell_start, kind
-- source: int_spell_day for the national criteria; lesson hours by the timetable of the pupil, else those of the klas so far
-- column: school | VARCHAR | school id
-- column: school_year | VARCHAR | school year of the first day
-- column: student_id | VARCHAR | pupil number
-- column: spell_start | DATE | first day of the spell
-- column: kind | VARCHAR | weekdag, lesuur, vak, vakantie or toetsweek; absent where the spell cannot be judged
-- column: base | VARCHAR | whose spells are the comparison: the klas for a subject, else empty text for the school
-- column: choice | VARCHAR | weekday 1 to 5, begin or einde of the day, subject, rand or week; null for none of these
with sick as (
    select t.category_set
    from ref_counter_term as t
    join ref_condition as c on c.counter = t.counter and c.protocol = 'nl-mazl'
    group by t.category_set
),
starts as (
    select
        s.school, s.student_id, s.date, s.category_set, s.hours_known, k.school_year, k.iso_weekday, k.vacation_edge,
        p.klas
    from int_spell_day as s
    join sick on sick.category_set = s.category_set
    join ref_calendar as k on k.school = s.school and k.date = s.date
    left join stg_placement as p
        on p.school = s.school and p.student_id = s.student_id and p.valid_from <= s.date and p.valid_until > s.date
    where s.day_in_spell = 1
),
sick_hours as (
    select s.school, s.student_id, s.date, x.lesson_hour, max(x.subject) as subject
    from int_slot as x
    join ref_category_set as g on g.category = x.category
    join starts as s
        on s.school = x.school and s.student_id = x.student_id and s.date = x.date and s.category_set = g.category_set
    group by s.school, s.student_id, s.date, x.lesson_hour
),
first_day as (
    select school, student_id, date, min(lesson_hour) as first_hour, max(lesson_hour) as last_hour
    from sick_hours
    group by school, student_id, date
),
klas_day as (
    -- Without a timetable: the hours of this weekday at which the klas had any registration this year, so far.
    select x.school, p.klas, k.school_year, k.iso_weekday, x.date,
        min(x.lesson_hour) as first_hour, max(x.lesson_hour) as last_hour
    from int_slot as x
    join ref_calendar as k on k.school = x.school and k.date = x.date
    join stg_placement as p
        on p.school = x.school and p.student_id = x.student_id and p.valid_from <= x.date and p.valid_until > x.date
    group by x.school, p.klas, k.school_year, k.iso_weekday, x.date
),
klas_so_far as (
    select school, klas, date, min(first_hour) over so_far as first_hour, max(last_hour) over so_far as last_hour
    from klas_day
    window so_far as (partition by school, klas, school_year, iso_weekday order by date rows unbounded preceding)
),
lessons as (
    select l.school, l.student_id, l.date, min(l.lesson_hour) as first_hour, max(l.lesson_hour) as last_hour
    from raw_lesson as l
    join starts as s on s.school = l.school and s.student_id = l.student_id and s.date = l.date
    group by l.school, l.student_id, l.date
),
test_days as (
    select k.school, k.school_year, k.date
    from ref_calendar as k
    join ref_test_week as t on t.school = k.school and t.first_day <= k.date and t.last_day >= k.date
    group by k.school, k.school_year, k.date
),
judged as (
    select
        s.school, s.school_year, s.student_id, s.date as spell_start, s.klas,
        cast(s.iso_weekday as varchar) as weekdag,
        case when s.hours_known then f.first_hour > coalesce(l.first_hour, g.first_hour) end as came_first,
        case when s.hours_known then f.last_hour < coalesce(l.last_hour, g.last_hour) end as came_after,
        h.subject,
        case when s.vacation_edge then 'rand' end as rand,
        case when w.school is not null then 'week' end as week
    from starts as s
    left join first_day as f on f.school = s.school and f.student_id = s.student_id and f.date = s.date
    left join sick_hours as h
        on h.school = s.school and h.student_id = s.student_id and h.date = s.date and h.lesson_hour = f.first_hour
    left join lessons as l on l.school = s.school and l.student_id = s.student_id and l.date = s.date
    left join klas_so_far as g on g.school = s.school and g.klas = s.klas and g.date = s.date
    left join test_days as w on w.school = s.school and w.date = s.date
),
final as (
    select school, school_year, student_id, spell_start, 'weekdag' as kind, '' as base, weekdag as choice from judged
    union all
    select school, school_year, student_id, spell_start, 'lesuur', '',
        case when came_first and not came_after then 'einde' when came_after and not came_first then 'begin' end
    from judged
    where came_first is not null
    union all
    select school, school_year, student_id, spell_start, 'vak', klas, subject
    from judged
    where subject is not null and klas is not null
    union all
    select school, school_year, student_id, spell_start, 'vakantie', '', rand from judged
    union all
    select j.school, j.school_year, j.student_id, j.spell_start, 'toetsweek', '', j.week
    from judged as j
    join (
        select school, school_year from test_days group by school, school_year
    ) as y on y.school = j.school and y.school_year = j.school_year
)
select * from final
