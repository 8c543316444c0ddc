"""On which days lists showed a pupil, and which lists were of the whole school. Who left follows from both (`stg_left`).

Days and not lists are kept, put together where nothing lies between them, so that neither the order of the lists nor how
often one is imported matters.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from pipelines.readers.base import ReadResult
from pipelines.store.stores import STORE_TABLES, Store

# A whole day in the name of a file: 2026-10-01, 20261001, 1-10-2026.
_DAY = re.compile(
    r"(?<!\d)(?:(?P<year>20\d\d)(?P<sign>[-_.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"|(?P<day_first>\d\d?)[-_.](?P<month_second>\d\d?)[-_.](?P<year_last>20\d\d))(?!\d)"
)
_KEYS = ["school", "student_id"]


def list_day(path: Path, result: ReadResult, today: date) -> date:
    """The day of which a list tells: the day that the file says itself, else the one day in its name, else that of the
    import. A day still to come is none."""
    told = [date.fromisoformat(result.made_on)] if result.made_on else sorted(_days_in(path.stem))
    return told[0] if len(told) == 1 and told[0] <= today else today


def _days_in(name: str) -> set[date]:
    found = set()
    for match in _DAY.finditer(name):
        year, month, day = (int(match[one] or match[other]) for one, other in _PARTS)
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return found


_PARTS = (("year", "year_last"), ("month", "month_second"), ("day", "day_first"))


def with_lists(store: Store, school: str, result: ReadResult, day: date, whole: bool) -> Store:
    """The store with the days on which a list shows its pupils; with the day of the list when it is of the `whole` school.

    A stay that has a begin is shown from then on, up to its end or the day of the list.
    """
    shown = [_shown(frame, day) for frame in (result.placements,) if frame is not None]
    if result.is_list and result.pupils is not None:
        named = result.pupils.filter(~pl.col("student_id").is_in(list(result.gone)))
        placed = (
            result.placements.select("student_id") if result.placements is not None else named.select("student_id")[:0]
        )
        rest = named.join(placed, on="student_id", how="anti")
        shown.append(rest.select("student_id", pl.lit(day).alias("first"), pl.lit(day).alias("last")))
    if not shown:
        return store
    new = pl.concat(shown).with_columns(pl.lit(school).alias("school"))
    stays = pl.concat([store["list_stays"], new.select(*STORE_TABLES["list_stays"])])
    lists = store["whole_lists"]
    if whole and result.is_list:
        lists = pl.concat([lists, pl.DataFrame({"school": [school], "date": [day]})]).unique().sort("school", "date")
    return {**store, "list_stays": stays, "whole_lists": lists}


def _shown(placements: pl.DataFrame, day: date) -> pl.DataFrame:
    """From which day to which the stays of a list that is of this day are shown by it; one still to come on its first day."""
    first = pl.coalesce("valid_from", pl.lit(day))
    last = pl.min_horizontal(pl.coalesce(pl.col("valid_until") - timedelta(1), pl.lit(day)), pl.lit(day))
    future = pl.col("valid_from") > day
    return (
        placements.filter(pl.col("listed"))
        .select(
            "student_id",
            pl.when(pl.col("valid_from").is_null()).then(last).otherwise(first).alias("first"),
            pl.when(future).then("valid_from").otherwise(last).alias("last"),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )


def joined(stays: pl.DataFrame) -> pl.DataFrame:
    """The same days in as few rows as can be: those that touch or overlap are one. Sorted."""
    until = pl.col("last").cum_max().shift().over(_KEYS)
    begins = (pl.col("first") > until + timedelta(1)).fill_null(True)
    return (
        stays.sort(*_KEYS, "first", "last")
        .with_columns(begins.cum_sum().alias("run"))
        .group_by(*_KEYS, "run", maintain_order=True)
        .agg(pl.col("first").min(), pl.col("last").max())
        .select(*STORE_TABLES["list_stays"])
    )
