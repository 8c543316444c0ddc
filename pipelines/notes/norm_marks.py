"""A report of the 16-hour norm is a task of the worklist and a case of the page Leerplicht: words on one count on both."""

from collections.abc import Sequence

import polars as pl

from pipelines.notes.marks import MARKS, Task
from pipelines.notes.report_cases import NORM, Case

REPORT = ["school", "student_id", "begin_date"]


def as_task_marks(report_steps: pl.DataFrame, report_marks: pl.DataFrame) -> pl.DataFrame:
    """Reports that were made or left on purpose as marks of their tasks, one row per report that the data hold."""
    settled = report_marks.rename({"reported_on": "done_on"}).drop("end_date")
    found = report_steps.join(settled, on=REPORT)
    return found.with_columns(pl.lit(None, pl.Int64).alias("hour")).select(MARKS.keys())


def apart(tasks: Sequence[Task], report_steps: pl.DataFrame) -> tuple[list[Task], list[Case]]:
    """Tasks of the ladders, and the reports of the norm that are among the tasks."""
    found = {
        (row["school"], row["student_id"], row["task_key"], row["reached_on"]): Case(
            row["school"], row["student_id"], NORM, row["begin_date"]
        )
        for row in report_steps.iter_rows(named=True)
    }
    names = [(task.school, task.student_id, task.task_key, task.reached_on) for task in tasks]
    own = [task for task, name in zip(tasks, names, strict=True) if name not in found]
    return own, [found[name] for name in names if name in found]
