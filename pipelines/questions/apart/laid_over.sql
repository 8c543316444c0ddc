-- over: every table of a question that has columns of which one of the other files tells
-- says: the table under its own name, for this question, without the rows that tell of sickness
every_row as not materialized (select * from every_row where every_limit)
