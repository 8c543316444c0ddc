"""A report of the 16-hour norm is a step of the worklist and a case of the page Leerplicht: words on one count on both."""

from collections.abc import Sequence

import polars as pl

from pipelines.notes.marks import MARKS, Step
from pipelines.notes.report_cases import NORM, Case

REPORT = ["school", "student_id", "begin_date"]


def as_step_marks(report_steps: pl.DataFrame, report_marks: pl.DataFrame) -> pl.DataFrame:
    """Reports that were made or left on purpose as marks of their steps, one row per report that the data hold."""
    settled = report_marks.rename({"reported_on": "done_on"}).drop("end_date")
    return report_steps.join(settled, on=REPORT).select(MARKS.keys())


def apart(steps: Sequence[Step], report_steps: pl.DataFrame) -> tuple[list[Step], list[Case]]:
    """Steps of the ladders, and the reports of the norm that are among the steps."""
    found = {
        (row["school"], row["student_id"], row["protocol"], row["ladder"], row["stage"], row["reached_on"]): Case(
            row["school"], row["student_id"], NORM, row["begin_date"]
        )
        for row in report_steps.iter_rows(named=True)
    }
    names = [(s.school, s.student_id, s.protocol, s.ladder, s.stage, s.reached_on) for s in steps]
    own = [step for step, name in zip(steps, names, strict=True) if name not in found]
    return own, [found[name] for name in names if name in found]
