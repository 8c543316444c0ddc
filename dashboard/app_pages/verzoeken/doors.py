"""What the page asks and does: requests as they stand at each run, and what was asked carried out."""

from collections.abc import Callable

from dashboard import access, access_log
from dashboard.building import building
from dashboard.inzage_files import files, packed
from pipelines.audit.events import THIS_COMPUTER
from pipelines.errors import UsageError
from pipelines.keeping import requests
from pipelines.keeping.forget import forget
from pipelines.keeping.pupil_data import pupil_data
from pipelines.keeping.requests import Kind, Outcome, Request
from pipelines.models.snapshot import open_snapshot
from pipelines.today import today
from pipelines.viewer import Viewer

OTHER_EYES = UsageError("U bekijkt dit als een ander.", "Kies links weer uzelf.")


def names() -> dict[str, str]:
    """The schools of the workspace, with their names."""
    return {school.id: school.name for school in access.workspace().schools}


def schools_to_ask() -> dict[str, str]:
    """The schools for which this viewer asks, with their names."""
    return {school: name for school, name in names().items() if requests.may_ask(_viewer(), school)}


def found() -> list[Request]:
    """The requests of the viewer's schools, the newest first."""
    return [each for each in requests.requests(access.workspace()) if each.school in _viewer().at]


def may_give(request: Request) -> bool:
    """Whether this viewer decides about a request."""
    return access.looks_with_own_eyes() and requests.may_give(access.workspace(), _viewer(), request)


def may_take_back(request: Request) -> bool:
    """Whether this viewer may take a request back."""
    return access.looks_with_own_eyes() and requests.may_ask(_viewer(), request.school)


def ask(kind: Kind, school: str, number: str) -> None:
    """Keeps a request. Raises what `requests.ask` raises."""
    if not access.looks_with_own_eyes():
        raise OTHER_EYES
    requests.ask(access.workspace(), _viewer(), kind, school, number)


def decide(request: Request, outcome: Outcome) -> None:
    """Keeps a decision. Raises what `requests.decide` raises."""
    if not access.looks_with_own_eyes():
        raise OTHER_EYES
    requests.decide(access.workspace(), _viewer(), request, outcome)


def forget_now(request: Request, progress: Callable[[float, str], object]) -> list[str]:
    """Forgets the pupil of a request that was approved; files that the school wrote in which the name still stands."""
    if not may_give(request) or request.outcome != "akkoord":
        raise requests.CHANGED
    done = forget(access.workspace(), request.student_id, request.school, _by(), building(progress))
    return [str(path.relative_to(access.folder())) for path in done.still]


def paper(request: Request) -> Callable[[], bytes]:
    """Makes the file of everything that is held of the pupil; the maker outlives this run of the page."""
    workspace, by = access.workspace(), _by()

    def made() -> bytes:
        snapshot = open_snapshot(workspace)
        try:
            data = pupil_data(workspace, snapshot, request.student_id, request.school, by)
        finally:
            snapshot.close()
        return packed(files(data, by, today()))

    return made


def _viewer() -> Viewer:
    return access.viewer(access.workspace())


def _by() -> str:
    return access_log.who().person or THIS_COMPUTER
