-- Step 1: every table of the notes. Versions 0.1.0 and 0.2.0 of the program made these one by one, each on first use,
-- and wrote down no version; what such a file lacks is made here, what it has stays.
--
-- Days are YYYY-MM-DD, moments ISO 8601 in UTC; `school` is an id of school.toml. What was a mistake is withdrawn and
-- never deleted: a row stands as long as `withdrawn_at` is null.

-- One row per code of a school that somebody gave a category.
create table if not exists code_choice (
    school text not null,
    code text not null,
    category text not null,
    chosen_at text not null,
    chosen_by text not null,
    primary key (school, code)
);

-- One row per header of a school's own export: the field that it stands for.
create table if not exists column_choice (
    school text not null,
    header text not null,
    field text not null,
    chosen_at text not null,
    primary key (school, header)
);

-- One row per mark that a step of the worklist was done.
create table if not exists step_mark (
    mark integer primary key,
    school text not null,
    student_id text not null,
    protocol text not null,
    ladder text not null,
    stage text not null,
    reached_on text not null,
    recurring integer not null,
    done_on text not null,
    initials text not null,
    marked_at text not null,
    withdrawn_at text,
    withdrawn_by text
);

-- Two people who mark one step at the same time make one mark.
create unique index if not exists step_mark_standing
on step_mark (school, student_id, protocol, ladder, stage, reached_on, recurring)
where withdrawn_at is null;

-- One row per mark that a report of the 16-hour norm was made at DUO.
create table if not exists report_mark (
    mark integer primary key,
    school text not null,
    student_id text not null,
    begin_date text not null,
    end_date text not null,
    reported_on text not null,
    initials text not null,
    marked_at text not null,
    withdrawn_at text,
    withdrawn_by text
);

-- Two people who mark one report at the same time make one mark.
create unique index if not exists report_mark_standing
on report_mark (school, student_id, end_date)
where withdrawn_at is null;

-- One row per contact or referral about a pupil's sickness. No column takes a remark.
create table if not exists care_contact (
    contact integer primary key,
    school text not null,
    student_id text not null,
    contact_on text not null check (contact_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    kind text not null check (length(kind) < 30 and kind not glob '*[^a-z_]*'),
    initials text not null check (length(initials) <= 4),
    review_on text check (review_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    entered_at text not null,
    withdrawn_at text,
    withdrawn_by text check (length(withdrawn_by) <= 4)
);

-- One row per mark for a bad feeling about a pupil.
create table if not exists care_concern (
    concern integer primary key,
    school text not null,
    student_id text not null,
    since text not null check (since glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    initials text not null check (length(initials) <= 4),
    entered_at text not null,
    withdrawn_at text,
    withdrawn_by text check (length(withdrawn_by) <= 4)
);

-- Two people who mark one pupil at the same time make one mark.
create unique index if not exists care_concern_standing
on care_concern (school, student_id)
where withdrawn_at is null;

-- One row per decision of a meeting; without an afdeling of the whole school.
create table if not exists decision (
    decision integer primary key,
    school text not null,
    afdeling text,
    text text not null check (length(text) between 1 and 200),
    owner text not null check (length(owner) < 40),
    made_on text not null,
    due_on text,
    initials text not null check (length(initials) <= 4),
    entered_at text not null
);

-- One row per thing that happened to a decision; the latest is how it stands.
create table if not exists decision_event (
    event integer primary key,
    decision integer not null,
    kind text not null check (kind in ('open', 'gedaan', 'ingetrokken')),
    happened_on text not null,
    initials text not null check (length(initials) <= 4),
    entered_at text not null
);
