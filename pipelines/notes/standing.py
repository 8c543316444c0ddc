"""How tasks stand: done by a mark, fulfilled by coming back, dealt with by a clean start, or open."""

import polars as pl

from pipelines.notes.marks import DAY, TASK


def standing(tasks: pl.DataFrame, marks: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Tasks with how they stand: open, or closed (`is_done`) by `done_on` or `settled_on`.

    Of each task its columns of `TASK`, `recurring`, `hours` (null: once that day), `role`, `afdeling`, `followup` and
    `came_on`. `marked_on` is the day of the last mark when every hour has one, with its `initials` and moment
    (`marked_at`); `by_mark` says whether any hour has one, `open_hours` are those without (null: the day). Coming fulfils
    an appointment to come and nothing else. `done_on` is the day of the mark, else of coming; a task that was settled and
    not done has `settled_on` and no `done_on`.
    """
    rows = tasks.with_row_index("row")
    by_hour = rows.select("row", *TASK, "recurring", pl.col("hours").alias("hour")).explode("hour")
    by_hour = by_hour.with_columns(pl.col("hour").fill_null(DAY))
    made = marks.sort("done_on", maintain_order=True)
    said = ["done_on", "initials", "marked_at"]
    of_hour = made.filter(pl.col("hour").is_not_null()).unique([*TASK, "hour"], keep="last", maintain_order=True)
    of_step = made.filter(pl.col("hour").is_null()).unique([*TASK, "recurring"], keep="last", maintain_order=True)
    marked = by_hour.join(of_hour.select(*TASK, "hour", *said), on=[*TASK, "hour"], how="left").join(
        of_step.select(*TASK, "recurring", *said), on=[*TASK, "recurring"], how="left", suffix="_of_step"
    )
    marked = marked.with_columns(pl.coalesce(name, f"{name}_of_step").alias(name) for name in said)
    done = pl.col("done_on").is_not_null()
    found = marked.group_by("row").agg(
        pl.when(done.all()).then(pl.col("done_on").max()).alias("marked_on"),
        pl.col("initials", "marked_at").sort_by("done_on", nulls_last=False).last(),
        done.any().alias("by_mark"),
        pl.col("hour").filter(~done).sort().alias("open_hours"),
    )
    came = pl.when(pl.col("followup").is_not_null()).then("came_on")
    settled = _settled(rows, settlements)
    return (
        rows.join(found, on="row", how="left", maintain_order="left")
        .join(settled, on="row", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("marked_on", came).alias("done_on"),
            pl.when(pl.col("hours").is_not_null()).then("open_hours").alias("open_hours"),
        )
        .with_columns(
            pl.when(pl.col("done_on").is_null()).then("settled_on").alias("settled_on"),
            pl.any_horizontal(pl.col("done_on").is_not_null(), pl.col("settled_on").is_not_null()).alias("is_done"),
        )
        .drop("row")
    )


def _settled(rows: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """The tasks that a clean start closed, with the day on which that was said first."""
    said = settlements.select("school", "until_on", "settled_on", said_of="afdeling", said_to="role")
    return (
        rows.select("row", "school", "reached_on", "afdeling", "role")
        .join(said, on="school")
        .filter(
            pl.col("reached_on") <= pl.col("until_on"),
            pl.col("said_of").is_null() | (pl.col("said_of") == pl.col("afdeling")),
            pl.col("said_to").is_null() | (pl.col("said_to") == pl.col("role")),
        )
        .group_by("row")
        .agg(pl.col("settled_on").min())
    )


def without_task(marks: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The marks of which `known` tasks (columns of `TASK`, `hours`) hold no longer the task, or not for that hour.

    A mark of a whole step is known as long as any of its tasks is.
    """
    hours = known.select(*TASK, pl.col("hours").alias("hour")).explode("hour")
    of_hour, of_step = marks.filter(pl.col("hour").is_not_null()), marks.filter(pl.col("hour").is_null())
    step = ["school", "student_id", "protocol", "ladder", "stage", "reached_on", "recurring"]
    of_a_day = known.filter(pl.col("hours").is_null())
    lost = of_hour.join(hours, on=[*TASK, "hour"], how="anti").join(of_a_day, on=list(TASK), how="anti")
    there = of_step.join(known, on=list(TASK), how="semi")
    return pl.concat([of_step.join(there, on=step, how="anti"), lost])
