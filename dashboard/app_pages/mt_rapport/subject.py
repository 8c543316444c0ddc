"""What a management report is about, and who may have it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot
from pipelines.questions import school


@dataclass(frozen=True)
class Subject:
    """What a report is about: the whole school (no afdeling), or one afdeling of it."""

    school: str
    afdeling: str = ""
    afdeling_name: str = ""

    @property
    def name(self) -> str:
        return self.afdeling_name or "Hele school"


def subject_of(view: View, names: dict[str, str], school_name: str) -> Subject:
    """What the report of a view is about. Raises UsageError for more than one afdeling, or one that does not exist.

    The meeting is about the whole school: there is no report for who may see only a part of it.
    """
    if not view.viewer.sees_whole(view.school):
        raise UsageError("Het MT-rapport is voor wie de hele school mag zien.", "Vraag het aan de schoolleiding.")
    chosen = view.selection.afdelingen
    if not chosen:
        return Subject(school_name)
    if len(chosen) > 1:
        raise UsageError(
            "Een MT-rapport gaat over de hele school of over één afdeling.", "Kies in de zijbalk één afdeling, of geen."
        )
    if chosen[0] not in names:
        raise UsageError(f"Afdeling '{chosen[0]}' bestaat niet.", f"Kies een van: {', '.join(names)}.")
    return Subject(school_name, chosen[0], names[chosen[0]])


def week_end(snapshot: Snapshot, view: View) -> View:
    """The view on the last day of the last whole school week up to its day: two days of one week would tell of one day.

    Before the end of the first week of a school year it is the day before that week, on which there is no week yet.
    """
    weeks = school.week_ends(snapshot, view.on, view.school)
    over = weeks.filter("finished")["date"].to_list()
    if not weeks.height:
        return view
    return replace(view, on=over[-1] if over else weeks["week_start"][0] - timedelta(days=1))
