"""Lessons, holidays and follow-ups of one imported file laid over the store."""

import polars as pl

from pipelines.each import each
from pipelines.holidays import Vacation, is_free_day
from pipelines.readers.base import ReadResult
from pipelines.store.stores import STORE_TABLES, Store


def with_timetable(store: Store, school: str, result: ReadResult) -> Store:
    """The store with what a file says of the timetable and of follow-ups; a re-export replaces what it covers."""
    merged = dict(store)
    if result.lessons is not None and result.lessons.height:
        merged["lessons"] = _replaced(store["lessons"], _own(result.lessons, school, "lessons"))
    if result.vacations is not None and result.vacations.height:
        merged["vacations"] = _with_days(store["vacations"], _own(result.vacations, school, "vacations"), school)
    if result.followups is not None and result.followups.height:
        new = _own(result.followups, school, "followups")
        kept = store["followups"].join(new, on=["school", "source_id"], how="anti")
        merged["followups"] = pl.concat([kept, new]).sort("school", "student_id", "date", "source_id")
    return merged


def _with_days(old: pl.DataFrame, new: pl.DataFrame, school: str) -> pl.DataFrame:
    """A list of holidays replaces those between its first and last; one of days without lessons such days only."""
    old, new = (rows.with_columns(each(rows["name"], is_free_day, pl.Boolean).alias("free")) for rows in (old, new))
    for kind in (pl.col("free"), ~pl.col("free")):
        own = new.filter(kind)
        if own.height:
            between = pl.col("start").le(own["end"].max()) & pl.col("end").ge(own["start"].min())
            old = old.filter(~((pl.col("school") == school) & kind & between))
    return pl.concat([old, new]).drop("free").sort("school", "start")


def _own(frame: pl.DataFrame, school: str, table: str) -> pl.DataFrame:
    columns = [pl.col(name).cast(dtype) for name, dtype in STORE_TABLES[table].items() if name != "school"]
    return frame.select(pl.lit(school).alias("school"), *columns).unique(maintain_order=True)


def _replaced(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """A lesson that vanished from a re-exported day of a pupil was cancelled: whole days are replaced."""
    days = new.select("school", "student_id", "date").unique()
    span = new.group_by("school", "student_id").agg(
        pl.col("date").min().alias("first"), pl.col("date").max().alias("last")
    )
    covered = (
        old.join(span, on=["school", "student_id"])
        .filter(pl.col("date").is_between(pl.col("first"), pl.col("last")))
        .select("school", "student_id", "date")
        .unique()
    )
    kept = old.join(pl.concat([days, covered]).unique(), on=["school", "student_id", "date"], how="anti")
    return pl.concat([kept, new]).sort("school", "student_id", "date", "lesson_hour")


def imported_vacations(school: str, store: Store) -> list[Vacation]:
    """Holidays that a file of the school brought."""
    rows = store["vacations"].filter(pl.col("school") == school)
    return [Vacation(row["name"], row["start"], row["end"]) for row in rows.iter_rows(named=True)]
