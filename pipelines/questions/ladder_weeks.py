"""The hours that each ladder counts, per pupil and school week, and the weeks in which stages were reached."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer


@dataclass(frozen=True)
class LadderWeeks:
    """A school by school week: the weeks, who was there on how many days, hours and stages reached per ladder.

    `by_length` are the stages that ask how long somebody is away without a break. `ranks` gives the school week of a date.
    """

    weeks: pl.DataFrame
    there: pl.DataFrame
    hours: pl.DataFrame
    reached: pl.DataFrame
    by_length: pl.DataFrame
    ranks: pl.DataFrame


def ladder_weeks(snapshot: Rows, viewer: Viewer, on: date, school: str) -> LadderWeeks:
    """The weeks of a school as known on a day, by the protocol in force; nobody without rights on the school.

    Holds the whole school, because similar pupils are sought in all of it: about single pupils nothing of it is shown.
    """
    values = {"viewer": viewer, "school": school, "on": on}
    return LadderWeeks(
        weeks=ask(snapshot, "ladder_weeks", **values),
        there=ask(snapshot, "ladder_presence", **values),
        hours=ask(snapshot, "ladder_hours", **values),
        reached=ask(snapshot, "ladder_reached", **values),
        by_length=ask(snapshot, "stages_by_length", school=school),
        ranks=ask(snapshot, "week_ranks", school=school),
    )
