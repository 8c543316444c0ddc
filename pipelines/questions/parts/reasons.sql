-- part: reasons
-- says: why a step of `due` is asked: the conditions of the group by which it was reached, as they were on its day; a
-- says: recurring action counts what its stage repeats by
groups as materialized (
    -- Materialized, or DuckDB sums up the whole table before it joins these few rows.
    select due.*, reached_group.group_no, reached_group.counted_after, reached_group.left_out
    from int_group_reached as reached_group
    join due
        on due.school = reached_group.school and due.protocol = reached_group.protocol
        and due.ladder = reached_group.ladder and due.stage = reached_group.stage
        and due.student_id = reached_group.student_id and due.date = reached_group.reached_on
    where not due.recurring and reached_group.reached_on >= (select date from first_due)
),
held as (
    select school, protocol, ladder, stage, student_id, date, t, min(group_no) as group_no,
        first(counted_after order by group_no) as counted_after, first(left_out order by group_no) as left_out
    from groups
    group by school, protocol, ladder, stage, student_id, date, t
),
conditions as (
    select held.*, false as recurring, condition.condition_no, condition.counter, condition.operator, condition.number,
        cast(null as double) as value, marked.done_on
    from held
    join ref_condition as condition
        on condition.protocol = held.protocol and condition.ladder = held.ladder and condition.stage = held.stage
        and condition.group_no = held.group_no
    join ref_calendar as calendar on calendar.school = held.school and calendar.date = held.date
    left join int_group_mark as marked
        on marked.school = held.school and marked.student_id = held.student_id and marked.protocol = held.protocol
        and marked.ladder = held.ladder and marked.stage = held.stage and marked.group_no = held.group_no
        and marked.school_year = calendar.school_year
    union all
    select due.school, due.protocol, due.ladder, due.stage, due.student_id, due.date, due.t, 1, null, null,
        true, 1, repetition.counter, '>=', repetition.first_number, due.value, null
    from due
    join ref_recurrence as repetition
        on repetition.protocol = due.protocol and repetition.ladder = due.ladder and repetition.stage = due.stage
    where due.recurring
),
terms as (
    select of_counter.counter, of_counter.label, of_counter.window_kind, of_counter.window_number, count(*) as terms,
        max(case when term.term_no = 1 then term.unit end) as unit,
        max(case when term.term_no = 1 then term.category_set end) as category_set
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    group by of_counter.counter, of_counter.label, of_counter.window_kind, of_counter.window_number
),
asked as materialized (
    select conditions.*, terms.label, terms.window_kind, terms.window_number, terms.terms, terms.unit, terms.category_set
    from conditions
    join terms on terms.counter = conditions.counter
),
counted as (
    -- Not summed up after the join, or DuckDB sums up the whole table before it.
    select counter_day.counter, counter_day.school, counter_day.student_id, counter_day.date, counter_day.value
    from (select distinct counter, school, student_id, date from asked) as asked
    join int_counter_day as counter_day
        on counter_day.counter = asked.counter and counter_day.school = asked.school
        and counter_day.student_id = asked.student_id and counter_day.date = asked.date
    where counter_day.date >= (select date from first_due)
),
starts as (
    select spell_day.school, spell_day.student_id, spell_day.category_set, spell_day.date, spell_day.spell_start
    from int_spell_day as spell_day
    join asked
        on asked.school = spell_day.school and asked.student_id = spell_day.student_id
        and asked.category_set = spell_day.category_set and asked.date = spell_day.date and asked.window_kind = 'dag'
        and asked.unit <> 'week_na_week'
    group by spell_day.school, spell_day.student_id, spell_day.category_set, spell_day.date, spell_day.spell_start
),
spell_days_of as materialized (
    -- Materialized for the same reason.
    select starts.school, starts.student_id, starts.category_set, starts.date, starts.spell_start,
        spell_day.day_in_spell
    from int_spell_day as spell_day
    join starts
        on starts.school = spell_day.school and starts.student_id = spell_day.student_id
        and starts.category_set = spell_day.category_set and starts.spell_start = spell_day.spell_start
    where spell_day.date <= $on
),
spells as (
    select school, student_id, category_set, date, spell_start, max(day_in_spell) as spell_days
    from spell_days_of
    group by school, student_id, category_set, date, spell_start
),
moments as materialized (
    -- Materialized, or DuckDB joins the calendar with itself first.
    select asked.school, asked.date, asked.t, asked.window_kind, asked.window_number, itself.school_year
    from asked
    join ref_calendar as itself on itself.school = asked.school and itself.date = asked.date
    where asked.window_kind in ('lesweken', 'maanden')
    group by asked.school, asked.date, asked.t, asked.window_kind, asked.window_number, itself.school_year
),
windows as (
    select moments.school, moments.date, moments.window_kind, moments.window_number, min(calendar.date) as window_start
    from moments
    join ref_calendar as calendar
        on calendar.school = moments.school and calendar.is_school_day
        and calendar.date <= moments.date
        and case moments.window_kind
            when 'lesweken' then calendar.t > moments.t - 7 * moments.window_number
            else calendar.date > moments.date - to_months(moments.window_number)
        end
        and calendar.school_year = moments.school_year
    group by moments.school, moments.date, moments.window_kind, moments.window_number
),
reasons as (
    select
        asked.school, asked.protocol, asked.ladder, asked.stage, asked.student_id, asked.date, asked.recurring,
        list_transform(list_sort(list(struct_pack(condition_no := asked.condition_no, reason := struct_pack(
            label := asked.label, unit := asked.unit, terms := asked.terms,
            value := coalesce(asked.value, counted.value - asked.left_out),
            operator := asked.operator, number := asked.number, window_kind := asked.window_kind,
            window_number := asked.window_number, window_key := span.window_key, window_start := windows.window_start,
            spell_start := spells.spell_start, spell_days := spells.spell_days, done_on := asked.done_on, counted_after := asked.counted_after
        )))), lambda one: one.reason) as reasons
    from asked
    left join counted
        on counted.counter = asked.counter and counted.school = asked.school and counted.student_id = asked.student_id
        and counted.date = asked.date
    left join spells
        on spells.school = asked.school and spells.student_id = asked.student_id
        and spells.category_set = asked.category_set and spells.date = asked.date and asked.window_kind = 'dag'
    left join windows
        on windows.school = asked.school and windows.date = asked.date and windows.window_kind = asked.window_kind
        and windows.window_number = asked.window_number
    left join ref_window as span
        on span.school = asked.school and span.date = asked.date and span.window_kind = asked.window_kind
    group by asked.school, asked.protocol, asked.ladder, asked.stage, asked.student_id, asked.date, asked.recurring
)
