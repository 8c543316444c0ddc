"""From which day to which day the data of a school run: what is planned, or runs on, does not move the last day."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.settings.settings import School
from pipelines.store.stores import Store
from protocols.load import load_categories

# The source's own word for what is known beforehand, of a code that the school did not map.
PLANNED_KINDS = ("vrijgesteld",)


def stored_range(school: School, store: Store) -> tuple[date, date] | None:
    """First and last day that the data of the school are about, weeks that were frozen too; None without a registration."""
    dates = store["registrations"].filter(pl.col("school") == school.id)["date"]
    first, last = dates.min(), dates.max()
    if not (isinstance(first, date) and isinstance(last, date)):
        return None
    purged = kept(school, store)
    return (purged[0] if purged else first), last


def kept(school: School, store: Store) -> tuple[date, date] | None:
    """Of a school that was purged the day on which its data began, and from which day on there are pupils in them."""
    rows = store["purges"].filter(pl.col("school") == school.id).select("known_from", "kept_from").rows()
    return rows[0] if rows else None


def data_range(
    school: School, store: Store, categories: Mapping[str, str], calendar: pl.DataFrame
) -> tuple[date, date] | None:
    """First day with a registration, or from which a purge kept them, and the last school day with one made that day.

    Ranges of days, what is planned (leave and the like), and days still to come when they were imported do not count,
    unless there is nothing else. `categories` gives the category of a code; `calendar` the days of the school.
    """
    found = stored_range(school, store)
    if found is None:
        return None
    purged = kept(school, store)
    first = purged[1] if purged else found[0]
    rows = store["registrations"].filter(pl.col("school") == school.id)
    category = pl.col("code").replace_strict(categories, default=None, return_dtype=pl.String)
    beforehand = load_categories().filter("planned")["category"].to_list()
    planned = category.is_in(beforehand).fill_null(False) | pl.col("kind").is_in(PLANNED_KINDS).fill_null(False)
    come = ~pl.col("ahead").fill_null(False)
    school_days = pl.col("date").is_in(calendar.filter("is_school_day")["date"].implode())
    for test in (
        come & ~planned & ~pl.col("spread").fill_null(False) & school_days,
        come & ~planned & school_days,
        come,
    ):
        last = rows.filter(test)["date"].max()
        if isinstance(last, date):
            return first, last
    return first, first
