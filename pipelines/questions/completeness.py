"""Whether a school week has as many registrations as the school's own year makes likely."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Selection, Viewer


def completeness(snapshot: Rows, viewer: Viewer, on: date, school: str, chosen: Selection) -> pl.DataFrame:
    """One row per whole school week of this year and afdeling: registrations against what the year makes likely.

    `expected` is the school's median of registrations per scheduled lesson hour this year, times the hours of the
    afdeling that week. No registrations at all is null and suspicious, never zero; `suspicious` is null for a part
    too small to tell. `days_complete` is false when the whole school has a suspiciously quiet day that week.
    """
    return ask(snapshot, "completeness", viewer=viewer, selection=chosen, on=on, school=school)
