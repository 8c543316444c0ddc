"""What the figures hold of one pupil over all school years, for who asks what is kept of him or her."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer


def stages(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str, protocol: str) -> pl.DataFrame:
    """One row per stretch of days at a stage of the protocol, newest first; also of who left the school."""
    values = {"viewer": viewer, "on": on, "school": school, "student_id": student_id, "protocol": protocol}
    return ask(snapshot, "held_stages", **values)


def reports(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per report of the norm, newest first; hours are lesson hours; also of who left the school."""
    return ask(snapshot, "held_reports", viewer=viewer, on=on, school=school, student_id=student_id)


def codes(snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str) -> pl.DataFrame:
    """One row per code, type and flag of the pupil's registrations, with what it counts as."""
    return ask(snapshot, "held_codes", viewer=viewer, on=on, school=school, student_id=student_id)
