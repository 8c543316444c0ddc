"""Whether pupils still stand anywhere in a workspace: in the decoded values of every table of every file, else in its bytes."""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from pipelines.keeping.person import Person, any_of
from pipelines.models.database import connect, table_names


@dataclass(frozen=True)
class _Sought:
    """What a column holds of somebody (number, or the whole name: a surname may be another's), and what a text does."""

    values: frozenset[str]
    in_text: re.Pattern[str]

    def named(self, values: Iterable[object]) -> bool:
        return any(value in self.values for value in values)


def searched(folder: Path, people: Sequence[Person]) -> list[Path]:
    """The files in which a number or a name stands, or that are called after a pupil; sorted."""
    if not people:
        return []
    values = frozenset({value for who in people for value in (*who.numbers, who.name)} - {""})
    sought = _Sought(values, any_of(people))
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and _stands_in(path, sought)]


def _stands_in(path: Path, who: _Sought) -> bool:
    if who.in_text.search(path.name):
        return True
    kind = path.suffix
    try:
        if kind == ".parquet":
            frame = pl.read_parquet(path).select(pl.selectors.string())
            return any(who.named(frame[name].unique()) for name in frame.columns)
        if kind == ".duckdb":
            return _in_figures(path, who)
        if kind == ".sqlite" and _in_notes(path, who):
            return True
    except (pl.exceptions.PolarsError, duckdb.Error, sqlite3.Error):
        pass  # what is no table any more is searched as it stands
    return who.in_text.search(path.read_bytes().decode("utf-8", errors="replace")) is not None


def _in_figures(path: Path, who: _Sought) -> bool:
    with connect(path, read_only=True) as connection:
        for table in table_names(connection):
            relation = connection.table(table)
            texts = [
                name for name, kind in zip(relation.columns, relation.types, strict=True) if "VARCHAR" in str(kind)
            ]
            for name in texts:
                found = connection.table(table).project(f'cast("{name}" as varchar)').distinct().fetchall()
                if who.named(value for (value,) in found):
                    return True
    return False


def _in_notes(path: Path, who: _Sought) -> bool:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as notes:
        tables = [name for (name,) in notes.execute("select name from sqlite_master where type = 'table'")]
        rows = (row for table in tables for row in notes.execute(f"select * from {table}"))  # noqa: S608  # names are ours
        return any(who.named(row) or any(who.in_text.search(str(value)) for value in row) for row in rows)
