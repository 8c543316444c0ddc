"""What Python says of each value of a column."""

from datetime import date

import polars as pl
import pytest

from pipelines.each import each


@pytest.mark.parametrize(
    ("values", "dtype", "said"),
    [
        ([date(2026, 9, 1), None], pl.Date, ["2026-09-01", None]),
        ([["a", "b"], [], None], pl.List(pl.String), ["['a', 'b']", "[]", None]),
        ([], pl.Int64, []),
    ],
)
def test_of_each_value_something_is_said_and_of_none_nothing(
    values: list[object], dtype: pl.DataType, said: list[str | None]
) -> None:
    found = each(pl.Series("name", values, dtype), str, pl.String)
    assert (found.name, found.to_list()) == ("name", said)
    assert found.dtype == pl.String
