-- question: mt_klas_hours
-- row: one measure of the management report, klas, school day and lesson hour that so many pupils missed
-- about: pupils
-- grain: measure, klas, date, lesson_hour
-- column: measure | VARCHAR | ongeoorloofd, ziek or te_laat
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
-- with: measures
-- with: klas_hours
select
    measure, klas, date, lesson_hour, missed, present, others_missed, others_offered, others_in_hour,
    others_students, all_missed, all_offered
from klas_hours
order by measure, date, klas, lesson_hour
