"""The day of figures that leave the team."""

from dataclasses import replace
from datetime import timedelta

from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.questions import school


def week_end(snapshot: Snapshot, view: View) -> View:
    """The view on the last day of the last whole school week up to its day: two days of one week would tell of one day.

    Before the end of the first week of a school year it is the day before that week, on which there is no week yet.
    """
    weeks = school.week_ends(snapshot, view.on, view.school)
    over = weeks.filter("finished")["date"].to_list()
    if not weeks.height:
        return view
    return replace(view, on=over[-1] if over else weeks["week_start"][0] - timedelta(days=1))
