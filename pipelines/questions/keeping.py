"""What a purge asks: on which day each pupil was known last, and the weeks that stay when the pupils in them go."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer


def last_known(snapshot: Rows, viewer: Viewer) -> pl.DataFrame:
    """One row per pupil, who left too: `last_day` on which anything says that he or she was at school, null when nothing does.

    `listed`: a pupil list tells the placement. Who is still there has a day to come.
    """
    return ask(snapshot, "last_known", viewer=viewer)


def weeks_to_freeze(snapshot: Rows, viewer: Viewer, school: str, before: date) -> dict[str, pl.DataFrame]:
    """The rows of the `frozen_` tables of the store for the weeks before a day; who has those already gets them once."""
    of = {"viewer": viewer, "school": school, "before": before}
    return {f"frozen_{name}": ask(snapshot, f"freezing_{name}", **of) for name in ("weeks", "enrolments", "absences")}
