-- question: norm_readings
-- row: one school
-- about: nobody
-- grain: unknown_counts, norm_crosses_summer
-- column: unknown_counts | BOOLEAN | the protocol in force counts hours without a known reason
-- column: norm_crosses_summer | BOOLEAN | the school counts on over the summer
select of_protocol.unknown_counts, of_school.norm_crosses_summer
from ref_school as of_school
join ref_protocol as of_protocol on of_protocol.protocol = of_school.protocol
where of_school.school = $school
