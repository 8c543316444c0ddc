"""What Python says of each value of a column, in the thread that asks."""

from collections.abc import Callable
from typing import Any

import polars as pl


def each(column: pl.Series, says: Callable[[Any], object], dtype: type[pl.DataType]) -> pl.Series:
    """What is said of each value, under the same name; of null nothing is said.

    `map_elements` in an expression runs in the threads that polars shares among all who ask. There it waits for Python,
    while whoever holds Python may wait for those threads (a table that is drawn does): then nobody gets an answer any more.
    """
    said = [None if value is None else says(value) for value in column.to_list()]
    return pl.Series(column.name, said, dtype)
