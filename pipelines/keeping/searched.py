"""Whether a pupil still stands anywhere in a workspace: in the decoded values of every table of every file, else in its bytes."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl

from pipelines.keeping.person import Person
from pipelines.models.database import connect, table_names


def searched(folder: Path, who: Person) -> list[Path]:
    """The files in which the number or the name stands, or that are called after the pupil; sorted."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and _stands_in(path, who)]


def _stands_in(path: Path, who: Person) -> bool:
    if who.in_text.search(path.name):
        return True
    kind = path.suffix
    try:
        if kind == ".parquet":
            frame = pl.read_parquet(path).select(pl.selectors.string())
            return any(_is_named(frame[name].unique(), who) for name in frame.columns)
        if kind == ".duckdb":
            return _in_figures(path, who)
        if kind == ".sqlite" and _in_notes(path, who):
            return True
    except (pl.exceptions.PolarsError, duckdb.Error, sqlite3.Error):
        pass  # what is no table any more is searched as it stands
    return who.in_text.search(path.read_bytes().decode("utf-8", errors="replace")) is not None


def _is_named(values: Iterable[object], who: Person) -> bool:
    """Whether a column holds the number, or the whole name; a surname may be that of somebody else."""
    sought = {*who.numbers, who.name} - {""}
    return any(value in sought for value in values)


def _in_figures(path: Path, who: Person) -> bool:
    with connect(path, read_only=True) as connection:
        for table in table_names(connection):
            relation = connection.table(table)
            texts = [
                name for name, kind in zip(relation.columns, relation.types, strict=True) if "VARCHAR" in str(kind)
            ]
            for name in texts:
                found = connection.table(table).project(f'cast("{name}" as varchar)').distinct().fetchall()
                if _is_named((value for (value,) in found), who):
                    return True
    return False


def _in_notes(path: Path, who: Person) -> bool:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as notes:
        tables = [name for (name,) in notes.execute("select name from sqlite_master where type = 'table'")]
        rows = (row for table in tables for row in notes.execute(f"select * from {table}"))  # noqa: S608  # names are ours
        return any(_is_named(row, who) or any(who.in_text.search(str(value)) for value in row) for row in rows)
