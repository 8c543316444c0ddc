-- question: schools
-- row: one school of the viewer
-- about: school
-- grain: school
-- column: school | VARCHAR | school id
-- column: name | VARCHAR | name of the school
-- column: protocol | VARCHAR | protocol in force
-- column: protocol_name | VARCHAR | its name
-- column: valid_from | DATE | day from which its text holds
-- column: checked | DATE | day on which it was last held against its text
-- column: lesson_minutes | BIGINT | minutes of a lesson hour
-- column: hour_factor | DOUBLE | lesson hours as hours of the norm
-- column: first_date | DATE | first day of the imported data
-- column: last_date | DATE | last day of the imported data
-- column: unknown_counts | BOOLEAN | hours without a known reason count as unauthorised
-- column: late_weight | DOUBLE | weight of being late in the hours
-- column: default_term_days | BIGINT | school days for an action without a deadline of its own
-- column: norm_crosses_summer | BOOLEAN | the window of the norm looks back over the summer
select of_school.school, of_school.name, of_school.protocol, of_protocol.name as protocol_name, of_protocol.valid_from,
    of_protocol.checked, of_school.lesson_minutes, of_school.hour_factor,
    imported.first_date, imported.last_date, of_protocol.unknown_counts, of_protocol.late_weight,
    of_school.default_term_days, of_school.norm_crosses_summer
from ref_school as of_school
join ref_protocol as of_protocol on of_protocol.protocol = of_school.protocol
left join ref_data_range as imported on imported.school = of_school.school
where is_anyhow($viewer, of_school.school)
order by of_school.name
