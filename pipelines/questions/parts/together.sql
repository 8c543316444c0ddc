-- part: together
-- says: the hours in which a klas was away together, as three lists of the same length, and how many a klas had on a day
together as (
    select unnest(cast($klassen as varchar[])) as klas, unnest(cast($days as date[])) as date,
        unnest(cast($hours as bigint[])) as lesson_hour
),
together_day as (
    select klas, date, count(*) as hours from together group by klas, date
)
