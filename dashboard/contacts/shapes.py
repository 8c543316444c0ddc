"""Contacts in words: their kind, side and what they were about."""

import polars as pl

from pipelines.notes.contacts import labels

# A kind that a later list of kinds no longer has is named as it was kept.
SIDES = {"absence": "verzuim", "care": "zorg"}


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """The same contacts with `kind` in words."""
    return rows.with_columns(pl.col("kind").replace(labels()))


def of_pupil(rows: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """One row per contact with a pupil: day, kind, what it was about, side, review, initials and its number.

    `rules` names the ladders that contacts were about; one that is gone is named as it was kept.
    """
    names = rules.select("protocol", "ladder", "ladder_name").unique()
    about = pl.coalesce("ladder_name", "ladder")
    return (
        in_words(rows)
        .join(names, on=["protocol", "ladder"], how="left", maintain_order="left")
        .select(
            pl.col("contact_on").alias("Op"),
            pl.col("kind").alias("Wat"),
            pl.concat_str(about, pl.col("stage"), separator=", trede ", ignore_nulls=True)
            .replace("", None)
            .alias("Over"),
            pl.col("side").replace_strict(SIDES, return_dtype=pl.String).alias("Bij"),
            pl.col("review_on").alias("Evaluatie"),
            pl.col("initials").alias("Paraaf"),
            "contact",
        )
    )
