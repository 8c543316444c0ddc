"""Coming that people noted, beside what files say of it: what tells whether a task that is an appointment is done."""

import polars as pl

KEY = ("school", "student_id", "ladder")


def with_notes(tasks: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """The same tasks with what was noted in `came_on` and `missed_on`: the first coming, and every time not, in order.

    A task is found by pupil, ladder, the day of its step (`reached_on`) and its kind of appointment (`followup`); `notes`
    are those of `pipelines.notes.appointments.appointments`. A note is about its own task only, a file about any since.
    """
    if notes.is_empty():
        return tasks
    said = notes.group_by(*KEY, pl.col("asked_on").alias("reached_on"), pl.col("kind").alias("followup")).agg(
        pl.col("appointment_on").filter("came").min().alias("noted_came"),
        pl.col("appointment_on").filter(~pl.col("came")).alias("noted_missed"),
    )
    missed = pl.concat_list(pl.col("missed_on").fill_null([]), pl.col("noted_missed").fill_null([]))
    missed = missed.list.unique().list.sort()
    return (
        tasks.join(said, on=[*KEY, "reached_on", "followup"], how="left", maintain_order="left")
        .with_columns(
            pl.min_horizontal("came_on", "noted_came").alias("came_on"),
            pl.when(pl.col("noted_came").is_null() & (pl.col("noted_missed").fill_null([]).list.len() == 0))
            .then("missed_on")
            .otherwise(missed)
            .alias("missed_on"),
        )
        .drop("noted_came", "noted_missed")
    )
