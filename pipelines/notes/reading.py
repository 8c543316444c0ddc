"""How the file of the notes is read: once for everybody who asks the same, as long as nobody wrote in it."""

import time
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.notes.file import newest_version

# Time and size of each file of the notes.
State = tuple[tuple[int, int], ...]
Columns = tuple[tuple[str, type[pl.DataType]], ...]
# Longer than the time of a file is fine, in nanoseconds.
SETTLED = 100_000_000


def found(path: Path, state: State, sql: str, columns: Columns, values: Sequence[object]) -> pl.DataFrame:
    """What a static query finds, with days as dates; empty as long as there are no notes."""
    # Of a file that changed just now the time may not tell whether it changes once more.
    settled = all(time.time_ns() - changed > SETTLED for changed, _ in state)
    look = _found if settled else _found.__wrapped__
    return look(path, state, sql, columns, tuple(stored(value) for value in values)).clone()


@lru_cache(maxsize=32)
def _found(path: Path, _state: State, sql: str, columns: Columns, values: tuple[object, ...]) -> pl.DataFrame:
    days = [name for name, kind in columns if kind == pl.Date]
    schema = dict(columns) | dict.fromkeys(days, pl.String)
    return pl.DataFrame(rows(path, sql, values), schema=schema, orient="row").with_columns(pl.col(days).str.to_date())


@lru_cache(maxsize=256)
def version(path: Path, _state: State, sql: str) -> tuple[int, ...]:
    """The two numbers that a query counts; none of either as long as there are no notes."""
    return next(iter(rows(path, sql, ())), (0, 0))


def rows(path: Path, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    """The rows of a static query as SQLite has them."""
    if not path.exists():
        return []
    with newest_version(path) as notes:
        return notes.execute(sql, [stored(value) for value in values]).fetchall()


def stored(value: object) -> object:
    """A value as the notes hold it."""
    return value.isoformat() if isinstance(value, date) else value
