-- question: klas_hours
-- row: one klas, school day and lesson hour that so many pupils missed by a category, over the year up to the day
-- about: pupils
-- grain: klas, date, lesson_hour
-- column: klas | VARCHAR | klas
-- column: date | DATE | school day
-- column: lesson_hour | BIGINT | lesson hour
-- column: missed | BIGINT | pupils who missed it
-- column: present | BIGINT | pupils enrolled in the klas that day
-- column: others_missed | BIGINT | hours that the other klassen missed that day
-- column: others_offered | DOUBLE | hours that they had to follow
-- column: others_in_hour | BIGINT | pupils of the other klassen who missed that very hour
-- column: others_students | BIGINT | pupils of the other klassen that day
-- column: all_missed | BIGINT | hours missed in all the weeks
-- column: all_offered | DOUBLE | hours to follow in all the weeks
with
-- with: weeks
measures as (
    select cast($category as varchar) as category, cast($category as varchar) as measure
),
-- with: klas_hours
select
    klas, date, lesson_hour, missed, present, others_missed, others_offered, others_in_hour,
    others_students, all_missed, all_offered
from klas_hours
order by date, klas, lesson_hour
