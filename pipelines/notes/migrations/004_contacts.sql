-- Step 4: contacts of any kind stand in one table, those about absence beside those about care; the rows of care move
-- there with their numbers.

-- One row per contact with a pupil, the parents or others. `side` says who may see it: `absence` everybody who sees the
-- pupil, `care` only who may see care. What it was about is a rule of a protocol. No column takes a remark.
create table contact (
    contact integer primary key,
    school text not null,
    student_id text not null,
    contact_on text not null check (contact_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    side text not null check (side in ('absence', 'care')),
    kind text not null check (length(kind) < 30 and kind not glob '*[^a-z_]*'),
    protocol text check (length(protocol) < 80 and protocol not glob '*[^a-z0-9-]*'),
    ladder text check (length(ladder) < 80 and ladder not glob '*[^a-z0-9-]*'),
    stage text check (length(stage) < 80 and stage not glob '*[^a-z0-9-]*'),
    initials text not null check (length(initials) <= 4),
    review_on text check (review_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    entered_at text not null,
    withdrawn_at text,
    withdrawn_by text check (length(withdrawn_by) <= 4)
);

-- Of two rows of care that say the same of one day the later one stands: its review counts, as it did before.
insert into contact (
    contact, school, student_id, contact_on, side, kind, initials, review_on, entered_at, withdrawn_at, withdrawn_by
)
with standing as (
    select
        contact,
        lead(entered_at) over same_day as later_at,
        lead(initials) over same_day as later_by
    from care_contact
    where withdrawn_at is null
    window same_day as (partition by school, student_id, contact_on, kind order by contact)
)
select
    care_contact.contact, care_contact.school, care_contact.student_id, care_contact.contact_on, 'care',
    care_contact.kind, care_contact.initials, care_contact.review_on, care_contact.entered_at,
    coalesce(care_contact.withdrawn_at, standing.later_at), coalesce(care_contact.withdrawn_by, standing.later_by)
from care_contact
left join standing on standing.contact = care_contact.contact;

drop table care_contact;

-- Two people who keep one contact at the same time make one.
create unique index contact_standing
on contact (school, student_id, contact_on, side, kind, coalesce(ladder, ''), coalesce(stage, ''))
where withdrawn_at is null;
