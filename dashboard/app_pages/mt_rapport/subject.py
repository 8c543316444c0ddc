"""What a management report is about, and who may have it."""

from dataclasses import dataclass

from dashboard.view import View
from pipelines.errors import UsageError


@dataclass(frozen=True)
class Subject:
    """What a report is about: the whole school (no afdeling), or one afdeling of it."""

    school: str
    afdeling: str = ""
    afdeling_name: str = ""

    @property
    def name(self) -> str:
        return self.afdeling_name or "Hele school"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The afdeling, or none for the whole school."""
        return (self.afdeling,) if self.afdeling else ()


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
