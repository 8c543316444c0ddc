"""A change of `school.toml` from a page: checked, kept with one line in the log, built, and undone in one step.

`audit/settings.jsonl` holds a line per change with the text of before. A change is undone as long as the file still is what
that change made of it: whoever edited it by hand since would lose that.
"""

from collections.abc import Callable
from dataclasses import replace as with_other
from datetime import datetime
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.build import Progress
from pipelines.models.fingerprint import fingerprint
from pipelines.models.rebuild import rebuild_locked
from pipelines.settings.changes import Change, digest, kept, now, standing, steps
from pipelines.settings.file import read_text, replace
from pipelines.settings.settings import schools_in
from pipelines.store.part import parts_of
from pipelines.store.workspace import Workspace, reopened
from protocols.errors import VerzuimbeeldError

LOG = "settings.jsonl"
CHANGED_SINCE = (
    "Intussen heeft iemand anders de instellingen veranderd, of school.toml met de hand. Van u is niets bewaard."
)
LOOK_AGAIN = "Kijk wat er nu staat en herhaal uw wijziging."


def version(workspace: Workspace) -> str:
    """What tells this text of `school.toml` from any other."""
    return digest(read_text(_file(workspace)))


def change(
    workspace: Workspace,
    seen: str,
    school: str,
    part: str,
    what: str,
    by: str,
    edit: Callable[[str, Path], str],
    progress: Progress | None = None,
) -> bool:
    """Keeps what `edit` makes of the text of `school.toml` and builds the figures again; False when that is the same.

    `seen` is the version that whoever decides looked at. Raises UsageError when it is another one by now, SettingsError
    when the new text may not be, and what a build raises: then the old text stands again, and nothing has changed.
    """
    workspace.school(school)
    path = _file(workspace)
    with workspace.locked():
        old = read_text(path)
        if digest(old) != seen:
            raise UsageError(CHANGED_SINCE, LOOK_AGAIN)
        new = edit(old, path)
        if new == old:
            return False
        schools_in(new, path)
        _put(workspace, old, new, Change(now(), school, part, what, by, undone=False), progress)
    return True


def last(workspace: Workspace) -> Change | None:
    """The change that `undo` takes back; None when there is none, or when the file was changed otherwise since."""
    found = standing(_log(workspace), read_text(_file(workspace)))
    return found[-1].change if found else None


def undo(workspace: Workspace, moment: datetime, by: str, progress: Progress | None = None) -> None:
    """Takes the last change back, which was made at that moment, and builds the figures again.

    Raises UsageError when it is not the last one any more or the file was changed otherwise since; as `change` does, it
    leaves everything as it was when the figures cannot be built.
    """
    path = _file(workspace)
    with workspace.locked():
        old = read_text(path)
        found = standing(_log(workspace), old)
        if not found or found[-1].change.moment != moment:
            raise UsageError(
                "Terugdraaien kan niet: de instellingen zijn sindsdien opnieuw veranderd.", "Kijk wat er nu staat."
            )
        back = with_other(found[-1].change, moment=now(), by=by, undone=True)
        _put(workspace, old, found[-1].text, back, progress)


def history(workspace: Workspace) -> tuple[Change, ...]:
    """Every change and every undoing of one, the newest first."""
    return tuple(step.change for step in reversed(steps(_log(workspace))))


def _put(workspace: Workspace, old: str, new: str, change: Change, progress: Progress | None) -> None:
    path = _file(workspace)
    kept(_log(workspace), old, new, change)
    before = {part.id: fingerprint(part) for part in parts_of(reopened(workspace.path))}
    replace(path, new)
    try:
        for part in parts_of(reopened(workspace.path)):
            if before.get(part.id) != fingerprint(part):
                rebuild_locked(part, progress)
    except BaseException as error:
        replace(path, old)
        if isinstance(error, VerzuimbeeldError):
            raise WorkspaceError(f"{error.what} Er is niets veranderd.", error.remedy) from error
        raise


def _log(workspace: Workspace) -> Path:
    return workspace.path / "audit" / LOG


def _file(workspace: Workspace) -> Path:
    return workspace.path / "school.toml"
