-- Step 6: the columns that somebody pointed at belong to files with that header row. `layout` is the digest of the header
-- row, so that no text of a file stands here but the headers that were chosen. What the older versions kept per header stays
-- as it is: it is proposed for headers that are not understood.
create table column_layout (
    school text not null,
    layout text not null check (length(layout) = 64),
    field text not null check (length(field) < 30),
    header text not null,
    chosen_at text not null,
    primary key (school, layout, field)
);
