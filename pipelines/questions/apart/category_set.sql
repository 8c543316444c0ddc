-- apart: category_set
-- says: sets of categories of which none is sickness
category_set in (
    select member.category_set
    from ref_category_set as member
    join ref_category as of_category on of_category.category = member.category
    group by member.category_set
    having not bool_or(of_category.care)
)
