-- Step 5: a report for DUO is a case of a pupil, a kind and a first day: the number and the last day of a report move
-- with every registration that comes in later. What the older versions kept of reports that were made comes along whole,
-- withdrawn marks too.

-- One row per thing that somebody said of a case: `gemeld` (made at DUO), `niet_gemeld` (deliberately not, `choice` is the
-- reason) or `antwoord` (`choice` is what came back). Reasons and answers are ids of duo_cases.toml. `end_date` is the
-- last day as it was known then. Without `withdrawn_by` the program itself withdrew it.
create table report_case (
    entry integer primary key,
    school text not null,
    student_id text not null,
    kind text not null check (length(kind) < 30 and kind not glob '*[^a-z_]*'),
    begin_date text not null,
    end_date text not null,
    said text not null check (said in ('gemeld', 'niet_gemeld', 'antwoord')),
    choice text not null check (length(choice) < 40 and choice not glob '*[^a-z-]*'),
    said_on text not null,
    initials text not null,
    entered_at text not null,
    withdrawn_at text,
    withdrawn_by text
);

insert into report_case (
    school, student_id, kind, begin_date, end_date, said, choice, said_on, initials, entered_at, withdrawn_at,
    withdrawn_by
)
select
    school, student_id, 'relatief', begin_date, end_date, 'gemeld', '', reported_on, initials, marked_at, withdrawn_at,
    withdrawn_by
from report_mark
order by mark;

-- A report of which the last day moved could be marked anew: of two that are one now, the one that was made first stands.
update report_case
set withdrawn_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')
where withdrawn_at is null and exists (
    select 1
    from report_case as earlier
    where earlier.school = report_case.school and earlier.student_id = report_case.student_id
        and earlier.begin_date = report_case.begin_date and earlier.withdrawn_at is null
        and (earlier.said_on, earlier.entry) < (report_case.said_on, report_case.entry)
);

drop table report_mark;

-- Two people who say the same at the same time make one row; of answers each can stand once.
create unique index report_case_standing
on report_case (school, student_id, kind, begin_date, said, iif(said = 'antwoord', choice, ''))
where withdrawn_at is null;
