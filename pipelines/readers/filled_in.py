"""What a table leaves open and a reader fills in, always said aloud: an end that is not there, and lesson hours by number."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import no_refusals
from pipelines.readers.checks import Check, refuse
from pipelines.today import today


def running(rows: pl.DataFrame, back: pl.DataFrame, last: date | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A start without an end runs until the pupil is back, or else to the `last` day of the data, and no further than today.

    `back` are the rows (student_id, first_day) that say so.
    """
    open_ = (
        pl.col("last_date").is_null()
        & ~pl.col("by_hour")
        & ~pl.col("whole")
        & ~pl.col("short")
        & ~pl.col("times")
        & pl.col("amount").is_null()
        & pl.col("hour_from").is_null()
        & pl.col("first_day").is_not_null()
    )
    opened = rows.filter(open_)
    if opened.is_empty():
        return rows, ()
    now = today()
    until = min(last, now) if last else now
    rows = _back_again(rows.with_columns(open_.alias("open")), back)
    end = pl.min_horizontal(pl.lit(until), pl.col("back").dt.offset_by("-1d"))
    rows = rows.with_columns(
        pl.when("open").then(pl.max_horizontal("first_day", end)).otherwise("end_day").alias("end_day")
    ).drop("open", "back")
    return rows, (open_ends(opened["row"], until),)


def _back_again(rows: pl.DataFrame, back: pl.DataFrame) -> pl.DataFrame:
    """Adds `back`: the first later day on which the file says that the pupil was there."""
    days = back.select("student_id", pl.col("first_day").alias("back")).drop_nulls().unique().sort("back")
    ordered = rows.with_row_index("place").sort("first_day", nulls_last=True)
    joined = ordered.join_asof(
        days,
        left_on="first_day",
        right_on="back",
        by="student_id",
        strategy="forward",
        allow_exact_matches=False,
        check_sortedness=False,
    )
    return joined.sort("place").drop("place")


def open_ends(rows: pl.Series, until: date) -> str:
    """The sentence about rows with a begin and no end, that were read as running until a day."""
    what, runs = ("rij heeft", "zij loopt") if rows.len() == 1 else ("rijen hebben", "ze lopen")
    return (
        f"LET OP: {rows.len()} {what} een begin en geen einde (de eerste is rij {rows[0]}); {runs} door tot en met "
        f"{until:%d-%m-%Y}, de laatste dag van dit bestand, of tot de leerling er weer was. Klopt dat niet, vul dan de "
        "einddatum in."
    )


def lasting(rows: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One first lesson hour with a number of hours is a run of them; refused where it runs into another row or past the day."""
    number = pl.col("amount").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    first = pl.col("spans").list.first().str.extract(r"^(\d+)-").cast(pl.Int64)
    one = (pl.col("spans").list.len() == 1) & (pl.col("spans").list.first() == pl.format("{}-{}", first, first))
    runs = (one & pl.col("hour_to").is_null() & ~pl.col("short") & (number > 1) & (number == number.floor())).fill_null(
        False
    )
    if rows.filter(runs).is_empty():
        return rows, no_refusals()
    last = first + number.cast(pl.Int64) - 1
    rows = rows.with_columns(
        runs.alias("runs"), first.alias("run_first"), pl.when(runs).then(last).otherwise(first).alias("run_last")
    )
    # Each row with how far earlier rows of that pupil and day reach.
    reach = rows.sort("run_first", "row").with_columns(
        pl.col("run_last").cum_max().shift().over("student_id", "first_day").alias("reach")
    )
    clash = reach.filter(pl.col("reach") >= pl.col("run_first")).select("student_id", "first_day").unique()
    clashing = rows.join(clash, on=["student_id", "first_day"], how="semi").filter("runs")["row"]
    wrong = pl.col("runs") & (pl.col("row").is_in(clashing.implode()) | (pl.col("run_last") > values.LAST_HOUR))
    check = Check(
        wrong,
        "amount",
        "Het lesuur en het aantal lesuren passen niet bij elkaar, of niet bij een andere rij van die dag.",
    )
    good, refused = refuse(rows, [check], names)
    span = pl.concat_list(pl.format("{}-{}", "run_first", "run_last"))
    good = good.with_columns(pl.when("runs").then(span).otherwise("spans").alias("spans"))
    return good.drop("runs", "run_first", "run_last"), refused


def amounts(rows: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """A number of hours without the hours themselves: the first of the day, each hour of a pupil once."""
    counted = pl.col("amount").is_not_null() & ~pl.col("by_hour") & ~pl.col("whole") & ~pl.col("times")
    some = rows.filter(counted)
    if some.is_empty():
        return rows, ()
    number = pl.col("amount").str.replace(",", ".", literal=True).cast(pl.Float64).cast(pl.Int64)
    rows = rows.with_columns(pl.when(counted).then(number).otherwise(0).alias("number"))
    end = pl.col("number").cum_sum().over("student_id", "first_day")
    first, last = (end - pl.col("number") + 1, pl.min_horizontal(end, pl.lit(values.LAST_HOUR)))
    rows = rows.with_columns(
        pl.when(counted).then(pl.concat_list(pl.format("{}-{}", first, last))).otherwise("spans").alias("spans"),
        (pl.col("by_hour") | counted).alias("by_hour"),
    )
    sentence = (
        f"LET OP: {some.height} {'rij noemt' if some.height == 1 else 'rijen noemen'} een aantal lesuren en niet welke (de "
        f"eerste is rij {some['row'][0]}). Het aantal "
        "telt; als lesuren zijn de eerste van de dag genomen."
    )
    return rows, (sentence,)
