-- apart: category
-- says: what is registered and is no sickness; a total of every absence holds sickness, one of unauthorised absence does not
(
    category = 'totaal_ongeoorloofd'
    or category in (select of_category.category from ref_category as of_category where not of_category.care)
)
