"""Registrations on days that cannot be: outside the school years of the calendar, or more than a year ahead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.holidays import Vacation
from pipelines.readers.base import REFUSED, ReadResult, conform
from pipelines.settings.settings import School
from protocols.settings_page import on_page

_REMEDY = (
    "Verbeter de datum in de bron; klopt hij, zet dan de vakanties van dat schooljaar "
    f"{on_page('Vakanties', '[[school.holiday]]')}."
)


def in_calendar(result: ReadResult, school: School, imported: Sequence[Vacation], now: date) -> ReadResult:
    """The result with rows on impossible days refused by number and value; a range goes as a whole."""
    frame = result.registrations
    if frame is None or frame.is_empty():
        return result
    latest = date(now.year + 1, now.month, min(now.day, 28))
    years = {SchoolYear.of(day) for day in frame["date"].unique() if day <= latest}
    unknown = {year.begins for year in years if not school.knows(year, imported)}
    begins = pl.col("date").dt.year() - (pl.col("date").dt.month() < 8).cast(pl.Int32)
    wrong = (pl.col("date") > latest) | begins.is_in(list(unknown))
    rows = frame.filter(wrong).unique("row", keep="first", maintain_order=True)
    if rows.height:
        column = result.columns.get("date", "datum")
        day = pl.col("date").dt.to_string("%d-%m-%Y")
        reason = (
            pl.when(pl.col("date") > latest)
            .then(pl.format("{} ligt meer dan een jaar vooruit.", day))
            .otherwise(pl.format("{} ligt buiten de schooljaren waarvan de vakanties bekend zijn.", day))
        )
        refused = rows.with_columns(
            pl.lit(column).alias("column"), day.alias("value"), reason.alias("reason"), pl.lit(_REMEDY).alias("remedy")
        )
        frame = frame.join(rows.select("row"), on="row", how="anti", maintain_order="left")
        result = replace(
            result,
            refused=pl.concat([result.refused, conform(refused, REFUSED)]).sort("row", maintain_order=True),
            registrations=frame,
        )
    return result
