-- Step 3: appointments of pupils to report, make up hours or do corvee: whether they came.

-- One row per time that somebody noted that a pupil came (1) or did not come (0) to an appointment that a task asks.
create table appointment_note (
    note integer primary key,
    school text not null,
    student_id text not null,
    protocol text not null,
    ladder text not null,
    stage text not null,
    task text not null,
    kind text not null check (kind in ('melden', 'inhalen', 'nablijven', 'corvee')),
    asked_on text not null check (asked_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    lesson_hour integer,
    appointment_on text not null check (appointment_on glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    came integer not null check (came in (0, 1)),
    initials text not null check (length(initials) <= 4),
    noted_at text not null,
    withdrawn_at text,
    withdrawn_by text check (length(withdrawn_by) <= 4)
);

-- Two people who note one appointment at the same time make one note.
create unique index appointment_note_standing
on appointment_note (school, student_id, ladder, task, asked_on, coalesce(lesson_hour, -1), appointment_on)
where withdrawn_at is null;
