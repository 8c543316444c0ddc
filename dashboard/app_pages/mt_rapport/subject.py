"""What a management report is about, and who may have it."""

from dataclasses import dataclass

from dashboard.view import View
from pipelines.errors import UsageError
from pipelines.statistics.disclosure import Hidden


@dataclass(frozen=True)
class Subject:
    """What a report is about: the whole school (no afdeling), or one afdeling of it."""

    school: str
    afdeling: str = ""
    afdeling_name: str = ""

    @property
    def name(self) -> str:
        return self.afdeling_name or "Hele school"

    def hides(self, found: Hidden) -> bool:
        """Whether a figure of this report would tell of a small group, here or in another report."""
        return self.afdeling in found.parts if self.afdeling else found.whole


def subject_of(view: View, names: dict[str, str], school_name: str) -> Subject:
    """What the report of a view is about. Raises UsageError for more than one afdeling, or one that does not exist.

    Two afdelingen together minus one of them are the other: such a report could give a small group away. What may be
    told of one afdeling hangs on all of them, so there is none for who may see only a part of the school.
    """
    if view.viewer.afdelingen is not None or view.viewer.mentors is not None:
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
