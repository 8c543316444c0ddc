"""The stages of ladders and the pupils on them, with what is missing to the next stage."""

import polars as pl

from dashboard import words

NONE = "geen trede"


def labelled(frame: pl.DataFrame) -> pl.DataFrame:
    """Stages with the label that is read: short name and name."""
    return frame.with_columns((pl.col("stage") + ": " + pl.col("stage_name")).alias("stage_label"))


def ladder_stages(ladders: pl.DataFrame, protocol: str, ladder: str) -> pl.DataFrame:
    """The stages of one ladder that can be computed, from low to high, with their labels."""
    chosen = (pl.col("protocol") == protocol) & (pl.col("ladder") == ladder) & pl.col("computable")
    return labelled(ladders.filter(chosen)).sort("level", "stage_order")


def standing(rows: pl.DataFrame, ahead: pl.DataFrame, ladders: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and ladder: present stage, since when, counter, next stage and what is missing to it."""
    names = ladders.select("protocol", "ladder", "ladder_name", "stage", "stage_name", "stage_order", "legal", "place")
    joined = rows.join(names, on=["protocol", "ladder", "stage"], how="left").join(
        ahead.select("school", "student_id", "ladder", "next_stage", "label", "distance"),
        on=["school", "student_id", "ladder"],
        how="left",
    )
    return labelled(joined.with_columns(distance_words(joined))).sort("level", "sort_name", descending=[True, False])


def distance_words(rows: pl.DataFrame) -> pl.Series:
    """What is missing to the next stage, in words."""
    found = [
        f"nog {words.counter(row['distance'], row['label'])} tot {row['next_stage']}"
        if row["next_stage"]
        else "hoogste trede"
        for row in rows.iter_rows(named=True)
    ]
    return pl.Series("distance_words", found, dtype=pl.String)


def on_stage(standing_rows: pl.DataFrame, ladder: str, stage: str = "") -> pl.DataFrame:
    """The pupils of one ladder, or of one stage of it, as a list."""
    chosen = standing_rows.filter(pl.col("ladder") == ladder)
    if stage:
        chosen = chosen.filter(pl.col("stage") == stage)
    return chosen.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("stage_label").alias("Trede"),
        pl.col("reached_on").alias("Sinds"),
        pl.col("value").alias("Teller nu"),
        pl.col("distance").alias("Nog"),
        pl.col("distance_words").alias("Volgende trede"),
    )
