-- table: stg_code
-- row: one code as it occurs in the school's registrations, with the flags that came with it
-- grain: school, code, kind, flag
-- source: the school's own choice, else the protocol in force, else type and flag of the source; never a guess
-- column: school | VARCHAR | school id
-- column: code | VARCHAR | registration code, case kept
-- column: kind | VARCHAR | kind of registration according to the source, empty text when it does not say
-- column: flag | VARCHAR | 'true', 'false' or empty text: authorised according to the row itself
-- column: description | VARCHAR | what the source calls the code
-- column: category | VARCHAR | category; onbekend_code when nobody maps the code
-- column: basis | VARCHAR | who maps it: school, protocol, bron (type and flag of the source) or geen
-- column: contradiction | BOOLEAN | the source's flag says otherwise than the category
with seen as (
    select school, code, coalesce(kind, '') as kind, coalesce(cast(authorised as varchar), '') as flag
    from raw_registration
    group by school, code, coalesce(kind, ''), coalesce(cast(authorised as varchar), '')
),
flagged as (
    select
        seen.school,
        seen.code,
        seen.kind,
        seen.flag,
        source_code.description,
        coalesce(source_code.kind, nullif(seen.kind, '')) as source_kind,
        coalesce(cast(nullif(seen.flag, '') as boolean), source_code.authorised) as source_authorised,
        source_code.luxeverzuim,
        of_school.protocol
    from seen
    join ref_school as of_school on of_school.school = seen.school
    left join raw_code as source_code on source_code.school = seen.school and source_code.code = seen.code
),
resolved as (
    select
        flagged.*,
        school_code.category as by_school,
        protocol_code.category as by_protocol,
        case
            when luxeverzuim and not source_authorised then 'luxeverzuim'
            when source_kind = 'absent' and source_authorised then 'diversen'
            when source_kind = 'absent' and not source_authorised then 'ongeoorloofd'
            when source_kind = 'te_laat' and source_authorised then 'te_laat_geoorloofd'
            when source_kind = 'te_laat' and not source_authorised then 'te_laat_ongeoorloofd'
            when source_kind = 'aanwezig' then 'aanwezig'
            when source_kind = 'ziek' then 'ziek'
            when source_kind = 'uitgestuurd' then 'uitgestuurd'
            when source_kind = 'vrijgesteld' then 'vrijstelling'
            when source_kind in ('materiaal', 'huiswerk', 'mobiel') then 'les_incident'
        end as by_source
    from flagged
    left join ref_school_code as school_code
        on school_code.school = flagged.school and school_code.code = flagged.code
    left join ref_code as protocol_code
        on protocol_code.protocol = flagged.protocol and protocol_code.code = flagged.code
),
final as (
    select
        resolved.school,
        resolved.code,
        resolved.kind,
        resolved.flag,
        resolved.description,
        coalesce(by_school, by_protocol, by_source, 'onbekend_code') as category,
        case
            when by_school is not null then 'school'
            when by_protocol is not null then 'protocol'
            when by_source is not null then 'bron'
            else 'geen'
        end as basis,
        coalesce(
            source_authorised <> of_category.authorised
            and not of_category.provisional
            and coalesce(source_kind, 'absent') in ('absent', 'te_laat', 'ziek'),
            false
        ) as contradiction
    from resolved
    left join ref_category as of_category
        on of_category.category = coalesce(by_school, by_protocol, by_source)
)
select * from final
