-- part: done
-- says: what was to be done this school year up to the day by the chosen protocols, for the pupils of the question; needs
-- says: `visible`
done as (
    select due_action.*
    from mart_action as due_action
    join visible as pupil on pupil.school = due_action.school and pupil.student_id = due_action.student_id
    join ref_calendar as itself
        on itself.school = due_action.school and itself.date = $on and itself.school_year = due_action.school_year
    where due_action.date <= $on and list_contains($protocols, due_action.protocol)
)
