"""Who may write what: the right, the pupil and the task are checked in this one place, and the initials are the signer's."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from pipelines.errors import UsageError
from pipelines.notes.notes import checked_initials
from pipelines.questions.attached import one_look
from pipelines.questions.ladders import stage_rules
from pipelines.questions.pupil import own
from pipelines.settings.drafts import known_protocols
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer


class Asked(Protocol):
    """A task of a pupil, as far as it says of whom it is asked."""

    @property
    def school(self) -> str: ...
    @property
    def student_id(self) -> str: ...
    @property
    def protocol(self) -> str: ...
    @property
    def ladder(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def role(self) -> str: ...


def signed(viewer: Viewer, part: str, initials: str) -> str:
    """The initials under what is written in a part of `access_pages.toml`: of who signed in, else those that were typed.

    Raises UsageError for who may not write there, looks through the eyes of another, or has odd initials.
    """
    if not viewer.writes(part):
        raise UsageError("U mag hier niets vastleggen.", "Vraag wie dit in uw school vastlegt, of de beheerder.")
    return checked_initials(viewer.initials if viewer.offices else initials)


def may_report(workspace: Workspace, viewer: Viewer, school: str) -> bool:
    """Whether the viewer says how reports of a school stand: by the right, or as a role that the protocol gives them to."""
    if not viewer.writes("leerplicht"):
        return False
    return (
        not viewer.offices or viewer.may_at("leerplicht", school) or bool(viewer.roles & _reporters(workspace, school))
    )


def signed_reports(workspace: Workspace, viewer: Viewer, schools: Iterable[str], initials: str) -> str:
    """The initials under what is said of reports of some schools. Raises UsageError as `signed`, and for who says nothing."""
    by = signed(viewer, "leerplicht", initials)
    if not all(may_report(workspace, viewer, school) for school in schools):
        raise UsageError("U legt geen meldingen vast.", "Vraag wie in uw school de meldingen doet.")
    return by


def insist_on_pupils(workspace: Workspace, viewer: Viewer, pupils: Iterable[tuple[str, str]]) -> None:
    """Raises UsageError for a pupil (school and number) who is not the viewer's today."""
    asked = set(pupils)
    if any(school not in viewer.schools for school, _ in asked):
        raise UsageError("U heeft geen rechten op deze school.", "Vraag de verzuimcoördinator om dit te doen.")
    unsure = {(school, student) for school, student in asked if not viewer.sees_whole(school)}
    if unsure and unsure - _own(workspace, viewer, {school for school, _ in unsure}):
        raise UsageError(
            "Deze leerling is niet (meer) van u.", "Ververs de pagina, of vraag de verzuimcoördinator om dit te doen."
        )


def insist_on_tasks(workspace: Workspace, viewer: Viewer, tasks: Sequence[Asked]) -> None:
    """Raises UsageError for a task that is not shown to the viewer: of another's pupil, of another role, or about sickness."""
    insist_on_pupils(workspace, viewer, ((task.school, task.student_id) for task in tasks))
    others = [task for task in tasks if task.role not in viewer.roles]
    if others and (viewer.own_tasks or (not viewer.may("care") and _any_sick(workspace, others))):
        raise UsageError("Deze taak is van een andere rol.", "Kies alleen uw eigen taken.")


def _own(workspace: Workspace, viewer: Viewer, schools: Iterable[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for school in schools:
        with one_look(_current(workspace, school)) as snapshot:
            found |= set(own(snapshot, viewer).iter_rows())
    return found


def _any_sick(workspace: Workspace, tasks: Sequence[Asked]) -> bool:
    with one_look(_current(workspace, tasks[0].school)) as snapshot:  # the rules are those of all schools
        rules = stage_rules(snapshot).filter("sick").select("protocol", "ladder", "stage")
    return not {(task.protocol, task.ladder, task.stage) for task in tasks}.isdisjoint(rules.iter_rows())


def _current(workspace: Workspace, school: str) -> Path:
    path = part_of(workspace, school).current()
    if path is None:
        raise UsageError("Er is nog niets ingelezen.", "Lees eerst bestanden in.")
    return path


def _reporters(workspace: Workspace, school: str) -> set[str]:
    in_force = known_protocols(workspace)[workspace.school(school).protocol]
    stages = (stage for ladder in in_force.ladder for stage in ladder.stage)
    return {action.role for stage in stages for action in stage.action if action.report}
