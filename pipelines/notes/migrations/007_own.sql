-- Step 7: what somebody keeps for the own use, under the id of who signed in (empty: whoever sits at this computer). Nobody
-- else is shown it.

-- One row per person and school: the role (empty: none) and the afdelingen (ids, one a line) that were last chosen on
-- Overzicht, and the last two days on which it was opened, each with the last day of the data then.
create table own_overview (
    person text not null,
    school text not null,
    role text not null default '',
    afdelingen text not null default '',
    looked_on text,
    seen_until text,
    before_on text,
    before_until text,
    primary key (person, school)
);

-- One row per page that was saved under a name, with the choices that stand in its address; never with a pupil in it. Two
-- names may become the same when a pupil is taken out of them.
create table saved_view (
    saved_view integer primary key,
    person text not null,
    school text not null,
    name text not null check (length(name) between 1 and 60),
    page text not null check (length(page) < 30 and page not glob '*[^a-z-]*'),
    choices text not null check (length(choices) < 2000),
    saved_at text not null
);
