"""Contacts in words: their kind, side and what they were about."""

import polars as pl

from pipelines.notes.contacts import kinds, labels
from protocols.reference import Side

SIDES = {"absence": "verzuim", "care": "zorg"}
LAST, LAST_KIND = "Laatste contact", "Soort contact"


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """The same contacts with `kind` in words; one that the list of kinds no longer has is named as it was kept."""
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


def choices(care: bool) -> dict[tuple[str, Side], str]:
    """What can be kept, as kind and side, with its words; those of care only with that right."""
    found: dict[tuple[str, Side], str] = {(kind, "absence"): label for kind, label in kinds("absence").items()}
    if care:
        found |= {(kind, "care"): f"zorg: {label}" for kind, label in kinds("care").items()}
    return found


def add_last(frame: pl.DataFrame, last: pl.DataFrame) -> pl.DataFrame:
    """A list of pupils (`nummer`) with the day and kind of the last contact; one that says so itself stays as it is."""
    if LAST in frame.columns:
        return frame
    named = last.select(nummer="student_id", **{LAST: "contact_on", LAST_KIND: "kind"})
    return frame.join(named, on="nummer", how="left", maintain_order="left")
