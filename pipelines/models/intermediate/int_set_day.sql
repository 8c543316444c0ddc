-- table: int_set_day
-- row: one pupil and school day with at least one registration in a set of categories
-- source: int_slot; the sets are those that the protocols count
-- column: school | VARCHAR | school id
-- column: student_id | VARCHAR | pupil number
-- column: category_set | VARCHAR | the counted categories
-- column: date | DATE | school day
-- column: keer | BIGINT | registrations: distinct lesson hours and categories
-- column: hours | BIGINT | distinct missed lesson hours
-- column: first_hour | BIGINT | first lesson hour with such a registration
with slots as (
    select school, student_id, category_set, date, lesson_hour, count(*) as keer
    from int_slot
    join ref_category_set on ref_category_set.category = int_slot.category
    group by school, student_id, category_set, date, lesson_hour
),
final as (
    select
        school,
        student_id,
        category_set,
        date,
        cast(sum(keer) as bigint) as keer,
        count(*) as hours,
        min(lesson_hour) as first_hour
    from slots
    group by school, student_id, category_set, date
)
select * from final
