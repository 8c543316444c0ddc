-- part: measures
-- says: the measures of the management report and their categories: unauthorised by the protocol in force, late without a
-- says: valid reason, and sick by the national criteria
-- with: sick
sick_categories as (
    select member.category
    from ref_category_set as member
    join sick on sick.category_set = member.category_set
),
measures as (
    select 'ongeoorloofd' as measure, 'totaal_ongeoorloofd' as category
    union all
    select 'te_laat', 'te_laat_ongeoorloofd'
    union all
    select 'ziek', category from sick_categories
)
