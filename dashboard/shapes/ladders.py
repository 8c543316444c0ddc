"""Pupils on the stages of ladders: bars, lists, weeks, and what is missing to the next stage."""

import polars as pl

from dashboard import words


def _stage_label(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns((pl.col("stage") + ": " + pl.col("stage_name")).alias("stage_label"))


def standing(rows: pl.DataFrame, ahead: pl.DataFrame, ladders: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and ladder: present stage, since when, counter, next stage and what is missing to it."""
    names = ladders.select("protocol", "ladder", "ladder_name", "stage", "stage_name", "stage_order", "legal", "place")
    joined = rows.join(names, on=["protocol", "ladder", "stage"], how="left").join(
        ahead.select("school", "student_id", "ladder", "next_stage", "label", "distance"),
        on=["school", "student_id", "ladder"],
        how="left",
    )
    distance = [
        f"nog {words.counter(row['distance'], row['label'])} tot {row['next_stage']}"
        if row["next_stage"]
        else "hoogste trede"
        for row in joined.iter_rows(named=True)
    ]
    return _stage_label(joined.with_columns(pl.Series("distance_words", distance, dtype=pl.String))).sort(
        "level", "sort_name", descending=[True, False]
    )


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
        pl.col("distance_words").alias("Volgende trede"),
    )


def stage_bars(standing_rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage; a stage that needs data which are missing says so instead of counting zero."""
    counts = (
        standing_rows.filter(pl.col("ladder") == ladder)
        .group_by("stage")
        .agg(pl.len().cast(pl.Int64).alias("students"))
    )
    stages = _stage_label(ladders.filter((pl.col("protocol") == protocol) & (pl.col("ladder") == ladder)))
    return (
        stages.filter("computable")
        .join(counts, on="stage", how="left")
        # Every pupil is on the list of stages or on none: no row here truly means nobody.
        .with_columns(pl.col("students").fill_null(0), pl.col("stage").alias("key"))
        .sort("level", "stage_order")
        .select("stage_label", "level", "students", "key")
    )


def stage_weeks(
    rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str
) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage and week, and the labels of the stages from low to high."""
    stages = _stage_label(
        ladders.filter((pl.col("protocol") == protocol) & (pl.col("ladder") == ladder) & pl.col("computable"))
    ).sort("level", "stage_order")
    return rows.join(stages.select("stage", "stage_label"), on="stage"), stages["stage_label"].to_list()
