"""Where pupils stand on the ladders of the protocols."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def stages(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    protocol: str | None = None,
    every_protocol: bool = False,
    every_stage: bool = False,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and ladder: the highest stage on that day (or every stage reached so far this school year).

    Without a protocol the one in force at the school. `value` is the counter of the first condition of the group
    that holds, on that day and in its own unit; null for a stretch that lapsed. At a tested pattern it is the number of
    sick reports of the school year.
    """
    return ask(
        snapshot,
        "stages",
        viewer=viewer,
        selection=selection,
        on=on,
        protocol=protocol,
        every_protocol=every_protocol,
        every_stage=every_stage,
    )
