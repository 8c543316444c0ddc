"""The cells that say which part of a day a row is about: lesson hours as people write them, and times."""

from collections.abc import Mapping

import polars as pl

from pipelines.readers import values
from pipelines.readers.hour_cells import read_hours
from pipelines.readers.lesson_clock import LessonTimes, lesson_clock
from pipelines.readers.registrations import is_short

# From this share of its rows on a table is one of times; of a single row the row itself is refused.
_SOME = 0.5
_CELLS = ("date", "last_date", "hour_from", "hour_to", "begin_time", "end_time", "whole_day")
_LAST_MINUTE = 23 * 60 + 59
# A run of lesson hours as text, "3-5", so that a row can hold several.
_SPANS = pl.List(pl.String)


def has_times(raw: pl.DataFrame, one_lesson: frozenset[str] = frozenset()) -> bool:
    """Whether most rows of a table tell a time of the day, in a column of its own or behind the date.

    What happens in one lesson needs no hour and is left out.
    """
    raw = raw.filter(~is_short(raw, one_lesson))
    if raw.is_empty():
        return False
    times = [values.minute(pl.col("date"))]
    times += [values.clock(pl.col(name)) for name in ("begin_time", "end_time") if name in raw.columns]
    timed = raw.select((pl.max_horizontal(times) > 0).fill_null(False).mean()).item()
    return bool(timed > _SOME)


def _end(span: pl.Expr, place: int) -> pl.Expr:
    return span.str.split("-").list.get(place, null_on_oob=True).cast(pl.Int64)


def with_cells(raw: pl.DataFrame) -> pl.DataFrame:
    """Adds `spans`, `by_hour`, `whole`, `backwards`, `times`, and `begins` and `ends` in minutes of the day.

    Each combination of cells is read once, because a file repeats its few days and hours.
    """
    keys = list(_CELLS)
    read = _read(raw.select(keys).unique())
    return raw.join(read, on=keys, how="left", nulls_equal=True, maintain_order="left")


def _read(raw: pl.DataFrame) -> pl.DataFrame:
    cells = read_hours(pl.concat([raw["hour_from"], raw["begin_time"]]))
    said = pl.DataFrame(
        {
            "hour_from": list(cells),
            "spans": [[f"{first}-{last}" for first, last in cell.spans] or None for cell in cells.values()],
            "says_whole": [cell.whole for cell in cells.values()],
            "backwards": [cell.backwards for cell in cells.values()],
            "cell_begin": [cell.begin for cell in cells.values()],
            "cell_end": [cell.end for cell in cells.values()],
        },
        schema={
            "hour_from": pl.String,
            "spans": _SPANS,
            "says_whole": pl.Boolean,
            "backwards": pl.Boolean,
            "cell_begin": pl.String,
            "cell_end": pl.String,
        },
    )
    of_time = said.select(
        pl.col("hour_from").alias("begin_time"),
        pl.col("cell_begin").alias("time_begin"),
        pl.col("cell_end").alias("time_end"),
    )
    raw = raw.join(said, on="hour_from", how="left", maintain_order="left").join(
        of_time, on="begin_time", how="left", maintain_order="left"
    )
    last = values.hour(pl.col("hour_to"))
    to_last = pl.concat_list(pl.format("{}-{}", _end(pl.col("spans").list.first(), 0), last))
    begins = pl.coalesce(
        values.clock(pl.coalesce("time_begin", "begin_time")),
        values.clock(pl.col("cell_begin")),
        values.minute(pl.col("date")),
    )
    ends = pl.coalesce(
        values.clock(pl.coalesce("time_end", "end_time")),
        values.clock(pl.col("cell_end")),
        values.minute(pl.col("last_date")),
    )
    marked = values.boolean(pl.col("whole_day")).fill_null(False)
    raw = raw.with_columns(
        pl.when(last.is_not_null() & (pl.col("spans").list.len() == 1)).then(to_last).otherwise("spans").alias("spans"),
        begins.alias("begins"),
        ends.alias("ends"),
        marked.alias("marked"),
    ).with_columns(
        (pl.col("spans").is_not_null()).alias("by_hour"),
        pl.col("backwards").fill_null(False),
        (
            pl.col("says_whole").fill_null(False)
            | marked
            | ((pl.col("begins") == 0) & ((pl.col("ends") == 0) | (pl.col("ends") >= _LAST_MINUTE))).fill_null(False)
        ).alias("whole"),
    )
    times = (pl.col("begins") > 0) | ((pl.col("ends") > 0) & (pl.col("ends") < _LAST_MINUTE))
    return raw.with_columns(times.fill_null(False).alias("times")).drop(
        "says_whole", "cell_begin", "cell_end", "time_begin", "time_end"
    )


def with_clock_hours(raw: pl.DataFrame, told: LessonTimes) -> pl.DataFrame:
    """Gives rows of one day with only times the lessons in which these times lie."""
    asked = raw.filter(pl.col("times") & ~pl.col("by_hour") & ~pl.col("whole")).select("begins", "ends").unique()
    if asked.is_empty():
        return raw
    known = raw.filter("by_hour").select(
        "begins",
        "ends",
        _end(pl.col("spans").list.first(), 0).alias("first"),
        _end(pl.col("spans").list.last(), 1).alias("last"),
    )
    clock = lesson_clock(known.unique().rows(), asked.rows(), told)
    found = {(begin, end): _lessons(begin, end, told, clock.starts, clock.ends) for begin, end in asked.rows()}
    table = pl.DataFrame(
        {
            "begins": [begin for begin, _ in found],
            "ends": [end for _, end in found],
            "by_clock": [[f"{span[0]}-{span[1]}"] if span else None for span in found.values()],
        },
        schema={"begins": pl.Int64, "ends": pl.Int64, "by_clock": _SPANS},
    )
    raw = raw.join(table, on=["begins", "ends"], how="left", nulls_equal=True, maintain_order="left")
    one_day = (pl.col("end_day") <= pl.col("first_day")).fill_null(True)
    timed = pl.col("times") & ~pl.col("by_hour") & ~pl.col("whole") & one_day
    return (
        raw.with_columns(pl.when(timed).then("by_clock").otherwise("spans").alias("spans"))
        .with_columns(pl.col("spans").is_not_null().alias("by_hour"))
        .drop("by_clock")
    )


def _lessons(
    begin: int | None, end: int | None, told: LessonTimes, starts: Mapping[int, int], ends: Mapping[int, int]
) -> tuple[int, int] | None:
    """First and last lesson of a time; without an end the one lesson in which it begins. None when it is not known."""
    if begin is None:
        return None
    first = starts.get(begin)
    last = ends.get(end) if end is not None else first
    if told:
        first = first if first is not None else next((h for h, start, stop in told if start <= begin < stop), None)
        if first is None:  # in a break: the lesson behind it
            first = next((h for h, start, _ in sorted(told, key=lambda each: each[1]) if start >= begin), None)
        if end is not None and last is None:
            last = max((h for h, start, _ in told if start < end), default=None)
        elif end is None:
            last = first
    if first is None or last is None:
        return None
    return (first, last) if first <= last else (first, first)
