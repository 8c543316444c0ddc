"""Missed appointments that people noted after a snapshot was built: laid over it, so that they count at once.

A build takes a minute and a note a second, so nothing is built for a note. The ladders that count nothing but missed
appointments are worked out anew from all of these, by the same models, in memory beside the snapshot; everything else is
read from it as before. The next build takes the notes in. A counter that mixes missed appointments with registrations,
as a protocol of the school's own could, waits for that build, and so does a draft on the workbench.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from pipelines.models.build import run_aside
from pipelines.models.database import connect, fetch
from pipelines.models.model import model
from pipelines.notes.appointments import noted
from pipelines.notes.file import files_state
from pipelines.store.part import Part, part_of
from pipelines.store.workspace import reopened

MISSED = "int_missed_appointment"
# As many as there are schools: a board asks of each in turn.
KEPT = 1024
# The models between a missed appointment and what it asks, in their order, and by which of its columns a row is theirs.
BY_COUNTER = ("int_contribution", "int_counter_day")
BY_LADDER = (
    "int_group_met",
    "int_group_reached",
    "mart_stage_reached",
    "int_recurrence",
    "mart_action",
    "mart_recurrence",
)
# What the ladders that count nothing else have nothing of.
NOTHING = (
    "int_slot",
    "int_whole_day",
    "int_lesson_amount",
    "int_spell_day",
    "int_short_spell",
    "int_week_run",
    "int_share_day",
    "int_scheduled_window",
    "int_registration_number",
    "int_norm_stage",
    "int_norm_report",
    "int_pattern_stage",
)
OWN = (
    """
create table noted_counter as
select term.counter
from ref_counter_term as term
join ref_category_set as member on member.category_set = term.category_set
left join ref_appointment as of_kind on of_kind.missed = member.category
group by term.counter
having count(*) = count(of_kind.missed)
""",
    """
create table noted_ladder as
select counted.protocol, counted.ladder
from (
    select protocol, ladder, counter from ref_condition
    union
    select protocol, ladder, counter from ref_recurrence
) as counted
left join noted_counter as own on own.counter = counted.counter
group by counted.protocol, counted.ladder
having count(*) = count(own.counter)
""",
)
OF_COUNTERS = ("ref_counter", "ref_counter_term")
OF_LADDERS = ("ref_condition", "ref_stage_group", "ref_stage", "ref_recurrence", "ref_action")
SETS = """
create temp table ref_category_set as
select * from snap.main.ref_category_set
where category_set in (select category_set from ref_counter_term)
"""
IN_ORDER = f"select * from {MISSED} order by school, student_id, date, category"  # noqa: S608  # names are ours


@dataclass(frozen=True)
class Since:
    """Missed appointments as they are now, where the snapshot was built with others; `key` changes with them."""

    key: str
    missed: pl.DataFrame


def noted_since(part: Part, snapshot: Path) -> Since | None:
    """What was noted since a snapshot of a school was built, or None when it holds the same missed appointments.

    Cheap enough for every run of a page: the notes are read again when their file changed, and held against the snapshot
    when one about an appointment did.
    """
    return _held_against(snapshot, _noted(part.path, part.id, files_state(part)))


@dataclass(frozen=True)
class _Notes:
    """The notes of coming that stand; two with the same digest are alike."""

    digest: str
    rows: pl.DataFrame = field(compare=False)


@lru_cache(maxsize=KEPT)
def _noted(folder: Path, school: str, state: tuple[tuple[int, int], ...]) -> _Notes:
    rows = noted(part_of(reopened(folder), school))
    return _Notes(_digest(rows), rows)


@lru_cache(maxsize=KEPT)
def _held_against(snapshot: Path, notes: _Notes) -> Since | None:
    with connect(":memory:") as connection:
        connection.execute("attach $path as snap (read_only)", {"path": str(snapshot)})
        connection.execute("set search_path = 'memory.main,snap.main'")
        built = fetch(connection, IN_ORDER)
        connection.register("raw_appointment", notes.rows.to_arrow())
        run_aside(connection, model(MISSED))
        missed = fetch(connection, IN_ORDER)
    return None if missed.equals(built) else Since(_digest(missed), missed)


def _digest(rows: pl.DataFrame) -> str:
    return sha256(rows.write_json().encode()).hexdigest()[:16]


def lay_over(root: duckdb.DuckDBPyConnection, cursor: duckdb.DuckDBPyConnection, missed: pl.DataFrame) -> None:
    """Shows missed appointments in place of those of the snapshot, on a connection that looks in memory first.

    `cursor` is one of `root`, of which the temporary tables are dropped with it.
    """
    for sql in OWN:
        root.execute(sql)
    for name in (*OF_COUNTERS, *OF_LADDERS):
        rows = _rows(name, "exists")
        _run(cursor, f"create temp table {name} as {rows}")
    _run(cursor, SETS)
    for name in NOTHING:
        _run(cursor, f"create temp table {name} as from snap.main.{name} limit 0")
    cursor.register("incoming", missed.to_arrow())
    _run(cursor, f"create temp table {MISSED} as from incoming")
    cursor.unregister("incoming")
    run_aside(cursor, model("int_set_day"))
    for name in (*BY_COUNTER, *BY_LADDER):
        run_aside(cursor, model(name))
    _run(cursor, f"create table memory.main.{MISSED} as from temp.{MISSED}")
    for name in (*BY_COUNTER, *BY_LADDER):
        _run(cursor, f"create table memory.main.noted_{name} as from temp.{name}")
        rows = _rows(name, "not exists")
        _run(cursor, f"create view memory.main.{name} as {rows} union all by name from memory.main.noted_{name}")


def _rows(name: str, exists: str) -> str:
    """The rows of a table of the snapshot that belong to counters or ladders of missed appointments only, or not."""
    by_counter = name in (*OF_COUNTERS, *BY_COUNTER)
    own = "noted_counter" if by_counter else "noted_ladder"
    columns = ("counter",) if by_counter else ("protocol", "ladder")
    same = " and ".join(f"own.{column} = built.{column}" for column in columns)
    return (
        f"select built.* from snap.main.{name} as built"  # noqa: S608  # names are ours
        f" where {exists} (select 1 from memory.main.{own} as own where {same})"
    )


def _run(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    connection.execute(sql).fetchall()
