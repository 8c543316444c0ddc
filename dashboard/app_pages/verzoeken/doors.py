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
from pipelines.keeping.what_goes import Goes, what_goes as count
from pipelines.models.snapshot import open_snapshot
from pipelines.store.pending import Pending, pending
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


def begun() -> Pending | None:
    """Whether a pupil of the viewer's schools is being forgotten, or that was broken off."""
    found = pending(access.folder())
    return found if found and _school_of(found) in _viewer().at else None


def may_finish(what: Pending) -> bool:
    """Whether this viewer may finish what was begun."""
    return access.looks_with_own_eyes() and requests.approves(access.workspace(), _viewer(), _school_of(what))


def finish(what: Pending, progress: Callable[[float, str], object]) -> list[str]:
    """Forgets the rest of a pupil; as `forget_now`."""
    if not may_finish(what):
        raise requests.CHANGED
    return _forgotten(what.student_id, _school_of(what), progress, lambda: None)


def is_decided(request: Request) -> bool:
    """Whether a request stands otherwise than on the page that somebody looks at."""
    now = requests.standing(access.workspace(), request)
    return now is None or (now.outcome, now.is_gone) != (request.outcome, request.is_gone)


def has_approver(request: Request) -> bool:
    """Whether anybody decides about requests of that school."""
    return requests.has_approver(access.workspace(), request.school, today())


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


def decide(request: Request, outcome: Outcome, reason: str = "") -> None:
    """Keeps a decision. Raises what `requests.decide` raises."""
    if not access.looks_with_own_eyes():
        raise OTHER_EYES
    requests.decide(access.workspace(), _viewer(), request, outcome, reason)


def what_goes(request: Request) -> Goes:
    """What forgetting would take away; that somebody looked at this pupil is written down first."""
    access_log.pupil_asked_about(request.school, request.student_id)
    snapshot = open_snapshot(access.workspace())
    try:
        return count(access.workspace(), snapshot, _viewer(), request)
    finally:
        snapshot.close()


def forget_now(request: Request, progress: Callable[[float, str], object]) -> list[str]:
    """Forgets the pupil of a request that was approved; files that the school wrote in which the name still stands."""
    if not access.looks_with_own_eyes():
        raise OTHER_EYES
    workspace, viewer = access.workspace(), _viewer()
    return _forgotten(
        request.student_id, request.school, progress, lambda: requests.insist_on_akkoord(workspace, viewer, request)
    )


def _forgotten(
    number: str, school: str, progress: Callable[[float, str], object], insist: Callable[[], object]
) -> list[str]:
    done = forget(access.workspace(), number, school, _by(), building(progress), insist)
    return [str(path.relative_to(access.folder())) for path in done.still]


def paper(request: Request) -> Callable[[], bytes]:
    """Makes the file of everything that is held of the pupil; the maker outlives this run of the page.

    It raises UsageError when the request is another one by then.
    """
    workspace, viewer, by = access.workspace(), _viewer(), _by()

    def made() -> bytes:
        requests.insist_on_akkoord(workspace, viewer, request)
        snapshot = open_snapshot(workspace)
        try:
            data = pupil_data(workspace, snapshot, request.student_id, request.school, by)
        finally:
            snapshot.close()
        return packed(files(data, by, today()))

    return made


def _school_of(what: Pending) -> str:
    return str(what.person["school"])


def _viewer() -> Viewer:
    return access.viewer(access.workspace())


def _by() -> str:
    return access_log.who().person or THIS_COMPUTER
