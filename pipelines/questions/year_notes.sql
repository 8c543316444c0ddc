-- question: year_notes
-- row: one school year that is not like the others
-- about: nobody
-- grain: school_year
-- column: school_year | VARCHAR | school year, as 2026-2027
-- column: note | VARCHAR | what to say of it
select school_year, note from ref_year_note order by school_year
