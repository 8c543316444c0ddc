"""A report of the 16-hour norm is a task of the worklist and a row of the page Leerplicht: one mark counts on both."""

from collections.abc import Sequence

import polars as pl

from pipelines.notes.marks import MARKS, Task
from pipelines.notes.report_marks import Report

REPORT = ["school", "student_id", "end_date"]


def as_task_marks(report_steps: pl.DataFrame, report_marks: pl.DataFrame) -> pl.DataFrame:
    """The marks of reports as marks of their tasks, one row per mark whose report the data hold."""
    made = report_marks.rename({"reported_on": "done_on"}).drop("begin_date")
    found = report_steps.join(made, on=REPORT)
    return found.with_columns(pl.lit(None, pl.Int64).alias("hour")).select(MARKS.keys())


def apart(tasks: Sequence[Task], report_steps: pl.DataFrame) -> tuple[list[Task], list[Report]]:
    """Tasks of the ladders, and the reports of the norm that are among the tasks."""
    found = {
        (row["school"], row["student_id"], row["task_key"], row["reached_on"]): Report(
            row["school"], row["student_id"], row["begin_date"], row["end_date"]
        )
        for row in report_steps.iter_rows(named=True)
    }
    names = [(task.school, task.student_id, task.task_key, task.reached_on) for task in tasks]
    own = [task for task, name in zip(tasks, names, strict=True) if name not in found]
    return own, [found[name] for name in names if name in found]
