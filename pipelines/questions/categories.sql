-- question: categories
-- row: one category
-- about: nobody
-- grain: category
-- column: category | VARCHAR | category
-- column: label | VARCHAR | its name in Dutch
-- column: absent | BOOLEAN | the pupil is absent
-- column: authorised | BOOLEAN | the law allows it; null for no judgement
-- column: provisional | BOOLEAN | the reason is not known yet
select category, label, absent, authorised, provisional from ref_category order by category
