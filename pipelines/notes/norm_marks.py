"""A report of the 16-hour norm is a step of the worklist and a row of the page Leerplicht: one mark counts on both."""

from collections.abc import Sequence

import polars as pl

from pipelines.notes.marks import MARKS, Step
from pipelines.notes.report_marks import Report

REPORT = ["school", "student_id", "end_date"]


def as_step_marks(report_steps: pl.DataFrame, report_marks: pl.DataFrame) -> pl.DataFrame:
    """The marks of reports as marks of their steps, one row per mark whose report the data hold."""
    made = report_marks.rename({"reported_on": "done_on"}).drop("begin_date")
    return report_steps.join(made, on=REPORT).select(MARKS.keys())


def apart(steps: Sequence[Step], report_steps: pl.DataFrame) -> tuple[list[Step], list[Report]]:
    """Steps of the ladders, and the reports of the norm that are among the steps."""
    found = {
        (row["school"], row["student_id"], row["protocol"], row["ladder"], row["stage"], row["reached_on"]): Report(
            row["school"], row["student_id"], row["begin_date"], row["end_date"]
        )
        for row in report_steps.iter_rows(named=True)
    }
    names = [(s.school, s.student_id, s.protocol, s.ladder, s.stage, s.reached_on) for s in steps]
    own = [step for step, name in zip(steps, names, strict=True) if name not in found]
    return own, [found[name] for name in names if name in found]
