-- Step 2: a mark is one of a task of a role, and no longer of a step as a whole; and a clean start.

-- One row per mark that a task was done; of a task that is asked per registration one per lesson hour, else hour 0.
-- `task_key` names the task by its rule (protocols/task_keys.py). Protocol, ladder, stage, role and text are what it was
-- called then: they tell whoever looks, and find nothing.
create table task_mark (
    mark integer primary key,
    school text not null,
    student_id text not null,
    task_key text not null,
    reached_on text not null,
    hour integer not null,
    protocol text not null,
    ladder text not null,
    stage text not null,
    role text not null,
    what text not null,
    done_on text not null,
    initials text not null,
    marked_at text not null,
    withdrawn_at text,
    withdrawn_by text
);

-- Two people who mark one task at the same time make one mark.
create unique index task_mark_standing
on task_mark (school, student_id, task_key, reached_on, hour)
where withdrawn_at is null;

-- A mark of before (step_mark) is one of every task of its step, whoever does it: the notes do not know the protocols, so it
-- stays as it is and is read so. One row per task of such a mark that was withdrawn; the others stay done.
create table step_mark_exception (
    mark integer not null,
    task_key text not null,
    withdrawn_at text not null,
    withdrawn_by text not null,
    primary key (mark, task_key)
);

-- One row per clean start: every task of up to and including `until_on` is dealt with, of the whole school or of an afdeling,
-- for everybody or for a role. Nothing says that it was done.
create table settlement (
    settlement integer primary key,
    school text not null,
    afdeling text,
    role text,
    until_on text not null,
    settled_on text not null,
    initials text not null check (length(initials) <= 4),
    entered_at text not null,
    withdrawn_at text,
    withdrawn_by text check (length(withdrawn_by) <= 4)
);

-- Two people who settle the same at the same time make one.
create unique index settlement_standing
on settlement (school, coalesce(afdeling, ''), coalesce(role, ''), until_on)
where withdrawn_at is null;
