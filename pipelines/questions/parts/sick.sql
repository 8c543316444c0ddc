-- part: sick
-- says: what counts as sick, and the national window in weeks: data of the preset
sick as (
    select term.category_set, max(of_counter.window_number) as weeks
    from ref_counter_term as term
    join ref_counter as of_counter on of_counter.counter = term.counter
    join ref_condition as condition on condition.counter = term.counter and condition.protocol = 'nl-mazl'
    group by term.category_set
)
