-- question: code_findings
-- row: one code in the imported data that nobody maps, that the source maps, or that the source contradicts
-- about: school
-- care: counted | what a code of the school stands for and how often it occurs, of nobody
-- grain: school, code
-- column: school | VARCHAR | school id
-- column: code | VARCHAR | code as registered
-- column: description | VARCHAR | what the source calls it
-- column: kind | VARCHAR | type of registration according to the source, where it names one only
-- column: authorised | BOOLEAN | what the source says of it, where it says one thing only
-- column: category | VARCHAR | category of most of its registrations
-- column: basis | VARCHAR | who gives that one: school, protocol, bron or geen
-- column: registrations | BIGINT | registrations with it
-- column: unknown | BIGINT | of those, the ones that count nowhere
-- column: contradicted | BIGINT | of those, the ones that the source calls authorised, or not, otherwise than the category
-- column: contradicted_authorised | BOOLEAN | what the source calls those
with counted as (
    select
        registration.school, registration.code, coalesce(registration.kind, '') as kind,
        coalesce(cast(registration.authorised as varchar), '') as flag, count(*) as registrations
    from raw_registration as registration
    where is_in_reach($viewer, registration.school)
    group by registration.school, registration.code, coalesce(registration.kind, ''),
        coalesce(cast(registration.authorised as varchar), '')
),
told as (
    select
        counted.*, of_code.description, of_code.category, of_code.basis, of_code.contradiction,
        coalesce(source_code.kind, nullif(counted.kind, '')) as source_kind,
        coalesce(cast(nullif(counted.flag, '') as boolean), source_code.authorised) as source_authorised
    from counted
    join stg_code as of_code
        on of_code.school = counted.school and of_code.code = counted.code
        and of_code.kind = counted.kind and of_code.flag = counted.flag
    left join raw_code as source_code on source_code.school = counted.school and source_code.code = counted.code
)
select
    school,
    code,
    max(description) as description,
    case when count(distinct source_kind) = 1 then max(source_kind) end as kind,
    case when count(distinct source_authorised) = 1 then bool_and(source_authorised) end as authorised,
    arg_max(category, registrations) as category,
    arg_max(basis, registrations) as basis,
    cast(sum(registrations) as bigint) as registrations,
    cast(sum(case when category = 'onbekend_code' then registrations else 0 end) as bigint) as unknown,
    cast(sum(case when contradiction then registrations else 0 end) as bigint) as contradicted,
    bool_or(case when contradiction then source_authorised end) as contradicted_authorised
from told
group by school, code
having bool_or(category = 'onbekend_code' or contradiction or basis = 'bron')
order by school, contradicted desc, unknown desc, code
