-- part: episodes
-- says: what can be reported at DUO of the school year up to the day, in DUO's own kinds: `relatief` is the 16-hour norm,
-- says: `luxe` an unauthorised holiday, `maand` every school day of more than four weeks, `achttien` the same of who is 18 up
-- says: to 23; the place of a pupil, leavers included, and `luxe_days` with its hours
numbers as (
    select
        cast(max(case when name = 'adult_weeks' then value end) as bigint) as adult_weeks,
        max(case when name = 'due_working_days' then value end) as due_working_days,
        max(case when name = 'duty_until_age' then value end) as duty_until_age,
        max(case when name = 'adult_until_age' then value end) as adult_until_age
    from ref_norm
),
sets as (
    select condition.ladder, term.category_set
    from ref_condition as condition
    join ref_counter_term as term on term.counter = condition.counter
    where condition.protocol = 'nl-leerplicht'
    group by condition.ladder, term.category_set
),
long_days as (
    -- Who is away every day of so many weeks is away at least that many days.
    select spell_day.school, spell_day.student_id, spell_day.spell_start, spell_day.date
    from int_spell_day as spell_day
    join sets on sets.category_set = spell_day.category_set and sets.ladder = 'maand'
    cross join numbers
    where spell_day.spell_days >= numbers.adult_weeks and spell_day.date <= $on
),
spells as (
    -- The weeks are full when the next school day lies that far beyond the first.
    select
        long_days.school, long_days.student_id, long_days.spell_start as begin_date, max(long_days.date) as end_date,
        min(stretch.reached_on) as month_on,
        min(case when next_day.t - first_day.t >= 7 * numbers.adult_weeks then long_days.date end) as adult_on
    from long_days
    cross join numbers
    join ref_calendar as first_day on first_day.school = long_days.school and first_day.date = long_days.spell_start
    join ref_calendar as calendar on calendar.school = long_days.school and calendar.date = long_days.date
    join ref_calendar as next_day
        on next_day.school = long_days.school and next_day.is_school_day
        and next_day.school_day_rank = calendar.school_day_rank + 1
    left join mart_stage_reached as stretch
        on stretch.school = long_days.school and stretch.student_id = long_days.student_id
        and stretch.reached_on = long_days.date and stretch.protocol = 'nl-leerplicht' and stretch.ladder = 'maand'
    group by long_days.school, long_days.student_id, long_days.spell_start
),
luxe_days as (
    select
        set_day.school, set_day.student_id, set_day.date, set_day.hours,
        calendar.school_day_rank
        - row_number() over (partition by set_day.school, set_day.student_id order by set_day.date) as run
    from int_set_day as set_day
    join sets on sets.category_set = set_day.category_set and sets.ladder = 'luxe'
    join ref_calendar as calendar
        on calendar.school = set_day.school and calendar.date = set_day.date and calendar.is_school_day
    where set_day.date <= $on
),
found as (
    select school, student_id, 'relatief' as kind, report_number, begin_date, end_date, end_date as reached_on, due_on
    from mart_leerplicht_report
    where possible_from <= $on
    union all
    select school, student_id, 'luxe', null, min(date), max(date), min(date), min(date)
    from luxe_days
    group by school, student_id, run
    union all
    select spells.school, spells.student_id, 'maand', null, spells.begin_date, spells.end_date, spells.month_on,
        min(due_day.date)
    from spells
    cross join numbers
    join ref_calendar as calendar on calendar.school = spells.school and calendar.date = spells.month_on
    join ref_calendar as due_day
        on due_day.school = spells.school and due_day.is_working_day
        and due_day.working_day_rank = calendar.working_day_rank + numbers.due_working_days
    group by spells.school, spells.student_id, spells.begin_date, spells.end_date, spells.month_on
    union all
    select school, student_id, 'achttien', null, begin_date, end_date, adult_on, null
    from spells
    where adult_on is not null
),
aged as (
    select
        found.*, itself.working_day_rank,
        year(found.reached_on) - year(pupil.birth_date) - case
            when month(found.reached_on) * 100 + day(found.reached_on)
                < month(pupil.birth_date) * 100 + day(pupil.birth_date) then 1
            else 0
        end as age,
        pupil.name, pupil.sort_name, pupil.birth_date, pupil.klas, pupil.leerjaar, pupil.afdeling, pupil.mentor
    from found
    join ref_calendar as itself on itself.school = found.school and itself.date = $on
    join ref_calendar as last_day
        on last_day.school = found.school and last_day.date = found.end_date
        and last_day.school_year = itself.school_year
    join placed_pupils($on) as pupil on pupil.school = found.school and pupil.student_id = found.student_id
),
episodes as (
    select
        aged.*, aged.age is null or aged.age < numbers.duty_until_age as duty,
        due_day.working_day_rank - aged.working_day_rank as working_days_left
    from aged
    cross join numbers
    left join ref_calendar as due_day on due_day.school = aged.school and due_day.date = aged.due_on
    where aged.kind <> 'achttien'
        or (aged.age >= numbers.duty_until_age and aged.age < numbers.adult_until_age)
)
