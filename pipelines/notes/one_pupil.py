"""All that the notes hold of one pupil: every row, also withdrawn ones, to be shown or to be taken away for good.

Tables are found by their columns, so that one that is added later is not forgotten: `school` and `student_id`.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.notes.file import newest_version, opened

# Texts in which anybody may be named, with how many signs fit, and what stands there in the place of who is forgotten.
TEXTS = (("decision", "text", 200), ("decision", "owner", 39), ("saved_view", "name", 60))
FORGOTTEN = "[leerling]"
Rows = dict[str, pl.DataFrame]


def rows_about(path: Path, school: str, numbers: Sequence[str], in_text: re.Pattern[str]) -> Rows:
    """Table -> its rows about the pupil, columns as they stand there; tables without one are left out.

    Raises WorkspaceError when the notes cannot be read.
    """
    if not path.exists():
        return {}
    with newest_version(path) as notes:
        both = (school, numbers[0], numbers[-1])
        own = "school = ? and student_id in (?, ?)"
        found = {
            table: _rows(notes, f"select * from {table} where {own}", both)  # noqa: S608  # a name of ours
            for table in about_pupils(notes)
        }
        taken_back = f"select * from step_mark_exception where mark in (select mark from step_mark where {own})"  # noqa: S608
        found["step_mark_exception"] = _rows(notes, taken_back, both)
        for table in dict.fromkeys(table for table, _, _ in TEXTS):
            rows = _rows(notes, f"select * from {table} where school = ?", (school,))  # noqa: S608  # a name of ours
            own_texts = [column for of, column, _ in TEXTS if of == table]
            texts = (" ".join(str(row[column]) for column in own_texts) for row in rows.iter_rows(named=True))
            found[table] = rows.filter(
                pl.Series([in_text.search(text) is not None for text in texts], dtype=pl.Boolean)
            )
    return {table: rows for table, rows in found.items() if rows.height}


def numbers_in(path: Path) -> set[tuple[str, str]]:
    """School and number of every pupil of whom there is a note."""
    if not path.exists():
        return set()
    with opened(path, "ro") as notes:
        found = [
            notes.execute(f"select distinct school, student_id from {table}").fetchall()  # noqa: S608
            for table in about_pupils(notes)
        ]
    return {(school, number) for rows in found for school, number in rows}


def about_pupils(notes: sqlite3.Connection) -> list[str]:
    """The tables of which a row is about a pupil."""
    return [name for name in _tables(notes) if {"school", "student_id"} <= _columns(notes, name)]


def take_away(path: Path, school: str, numbers: Sequence[str], in_text: re.Pattern[str]) -> int:
    """Takes every row about the pupil away, and the name out of texts, so that nothing of it stays in the file; how many
    rows. Of notes of any version; those stay of that version. Raises WorkspaceError when something holds them."""
    with opened(path, "rw") as notes, clear_away(notes) as gone:
        for table in about_pupils(notes):
            for number in numbers:
                notes.execute(f"delete from {table} where school = ? and student_id = ?", (school, number))  # noqa: S608
        _blot_all(notes, in_text)
    return gone.rows


def blot(path: Path, in_text: re.Pattern[str]) -> int:
    """Takes names out of the texts in which anybody may be named; in how many rows."""
    with opened(path, "rw") as notes, clear_away(notes) as gone:
        _blot_all(notes, in_text)
    return gone.rows


@dataclass
class Gone:
    """How many rows were taken away or changed."""

    rows: int = 0


@contextmanager
def clear_away(notes: sqlite3.Connection) -> Iterator[Gone]:
    """Around deleting, in one transaction: what hung on rows that went goes too, and nothing of it stays in the file."""
    gone = Gone()
    notes.execute("pragma secure_delete = on")
    before = notes.total_changes
    with notes:
        notes.execute("begin immediate")
        yield gone
        if "step_mark_exception" in _tables(notes):
            notes.execute("delete from step_mark_exception where mark not in (select mark from step_mark)")
    gone.rows = notes.total_changes - before
    # Pages that are free, and the journal, hold what was deleted before as well.
    notes.execute("vacuum")
    notes.execute("pragma wal_checkpoint(truncate)").fetchall()


def _blot_all(notes: sqlite3.Connection, in_text: re.Pattern[str]) -> None:
    for table, column, most in TEXTS:
        if column in _columns(notes, table):
            _blot_out(notes, table, column, most, in_text)


def _blot_out(notes: sqlite3.Connection, table: str, column: str, most: int, in_text: re.Pattern[str]) -> None:
    for row, text in notes.execute(f"select rowid, {column} from {table}").fetchall():  # noqa: S608  # names are ours
        if in_text.search(text):
            said = in_text.sub(FORGOTTEN, text)[:most]
            notes.execute(f"update {table} set {column} = ? where rowid = ?", (said, row))  # noqa: S608


def _tables(notes: sqlite3.Connection) -> list[str]:
    return [name for (name,) in notes.execute("select name from sqlite_master where type = 'table' order by name")]


def _columns(notes: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[1]) for row in notes.execute(f"pragma table_info({table})")}


def _rows(notes: sqlite3.Connection, sql: str, values: tuple[Any, ...]) -> pl.DataFrame:
    with closing(notes.execute(sql, values)) as found:
        names = [column[0] for column in found.description]
        return pl.DataFrame(found.fetchall(), schema=names, orient="row", infer_schema_length=None)
