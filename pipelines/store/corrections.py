"""The history of corrections: what a later import changed or withdrew, so that a school sees how its data move."""

from datetime import datetime

import polars as pl

from pipelines.store.stores import STORE_TABLES

SLOT = ["student_id", "date", "hour_from", "hour_to"]


def corrections(
    pairs: pl.DataFrame, gone: pl.DataFrame, added: pl.DataFrame, school: str, moment: datetime
) -> pl.DataFrame:
    """One row per registration that an import changed (`gewijzigd`) or withdrew (`ingetrokken`).

    `pairs` holds a changed registration with its old values as `..._old`; the row keeps the pupil, day and hour
    that it had. A source without ids cannot change a code, only withdraw one registration and add another:
    `new_code` of a withdrawn row is the code that now stands in the same slot, null when nothing does.
    """
    changed = pairs.select(
        pl.col("student_id_old").alias("student_id"),
        pl.col("date_old").alias("date"),
        pl.col("hour_from_old").alias("hour_from"),
        pl.col("code_old").alias("old_code"),
        pl.col("code").alias("new_code"),
        pl.lit("gewijzigd").alias("kind"),
    )
    instead = added.select(*SLOT, pl.col("code").alias("new_code")).unique(SLOT, keep="first", maintain_order=True)
    withdrawn = gone.join(instead, on=SLOT, how="left", nulls_equal=True, maintain_order="left").select(
        "student_id",
        "date",
        "hour_from",
        pl.col("code").alias("old_code"),
        "new_code",
        pl.lit("ingetrokken").alias("kind"),
    )
    return pl.concat([changed, withdrawn]).select(
        (
            pl.lit(school)
            if name == "school"
            else pl.lit(moment.replace(tzinfo=None))
            if name == "moment"
            else pl.col(name)
        )
        .cast(dtype)
        .alias(name)
        for name, dtype in STORE_TABLES["corrections"].items()
    )
