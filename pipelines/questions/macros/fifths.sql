-- macro: fifths(denominator, table_fifths, scheduled_fifths)
-- says: the lesson hours, in fifths, of a row that has them by lesson table and by timetable; null where the denominator
-- says: knows none
case denominator when 'leerling' then null when 'lessentabel' then table_fifths else scheduled_fifths end
