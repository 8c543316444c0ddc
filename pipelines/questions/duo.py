"""What can be reported at DUO, in DUO's own kinds, with the days and lesson hours: unauthorised only.

Kinds: `relatief` (16 hours in four school weeks), `luxe` (unauthorised holiday, at once), `maand` (every school day of
more than four school weeks) and `achttien` (18 up to 23, four school weeks: a duty without a startkwalificatie).
"""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def report_days(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per report of any kind of the school year up to that day and day with hours in it, latest report first.

    Of the report, pupils who left included: `reached_on` is the day that made it one, on which `age` is
    taken; `end_date` of a month that goes on is its last day so far; `due_on` is null where no date is set. Of the day:
    `hours` are those of the norm, of which `late_hours` by the weight of lates. In lesson hours: `missed_lessons`, of
    which `unknown_lessons` have no known reason yet (only where they count), and `lessons`, null without a timetable.
    A report of which the protocol in force counts no hour has one row without a day.
    """
    return ask(snapshot, "report_days", viewer=viewer, selection=selection, on=on)
