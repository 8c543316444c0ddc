"""Which letter an address asks for."""

from collections.abc import Mapping

from dashboard import school
from dashboard.letters import doors, tasks
from dashboard.letters.tasks import Wanted
from dashboard.listing import StaleLinkError, day_of, said
from dashboard.view import View
from protocols.errors import VerzuimbeeldError

ADDRESSEES = {"ouders": "de ouders", "leerling": "de leerling"}
# The part of an address that names a pupil, a ladder, a stage and a letter; `dag` may be absent.
PARTS = ("leerling", "ladder", "trede", "brief")


def letter(view: View, address: Mapping[str, str]) -> tuple[Wanted | None, str]:
    """The letter that an address names, else why there is none in words; empty words when it names none at all."""
    values = [address.get(part, "") for part in PARTS]
    if not any(values):
        return None, ""
    student_id, ladder, stage, name = values
    if student_id not in school.students(view):
        return None, "De leerling uit deze koppeling is er niet binnen deze keuze, op deze peildatum."
    try:
        day = day_of(address["dag"], view.first, view.on) if "dag" in address else None
        action = next((each for each in tasks.actions(view, ladder, stage) if each.letter == name), None)
        if action is None:
            return None, f"Bij trede {said(stage)} hoort geen brief {said(name)} (meer)."
        wanted = Wanted(student_id, ladder, stage, name, action.role, action.what, day)
        doors.letter(view, wanted)
    except StaleLinkError as stale:
        return None, f"Deze koppeling klopt niet (meer): {stale.what}."
    except VerzuimbeeldError as error:
        return None, f"{error.what} {error.remedy}"
    return wanted, ""
