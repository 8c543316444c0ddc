"""A change of `school.toml` from a page: checked, kept with one line in the log, built, and undone in one step.

`audit/settings.jsonl` holds a line per change with the text of before. A change is undone as long as the file still is what
that change made of it: whoever edited it by hand since would lose that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.build import Progress, rebuild_locked
from pipelines.settings.file import read_text, replace
from pipelines.settings.logbook import add, lines
from pipelines.settings.settings import schools_in
from pipelines.store.workspace import Workspace, reopened
from protocols.errors import VerzuimbeeldError

LOG = "settings.jsonl"
CHANGED, UNDONE = "gewijzigd", "teruggedraaid"
CHANGED_SINCE = (
    "Intussen heeft iemand anders de instellingen veranderd, of school.toml met de hand. Van u is niets bewaard."
)
LOOK_AGAIN = "Kijk wat er nu staat en herhaal uw wijziging."


@dataclass(frozen=True)
class Change:
    """One change of the settings: moment (UTC), school, part of the page, in words what changed, and by whom."""

    moment: datetime
    school: str
    part: str
    what: str
    by: str
    undone: bool


@dataclass(frozen=True)
class _Step:
    change: Change
    before: str
    after: str
    text: str


def version(workspace: Workspace) -> str:
    """What tells this text of `school.toml` from any other."""
    return _digest(read_text(_file(workspace)))


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
        if _digest(old) != seen:
            raise UsageError(CHANGED_SINCE, LOOK_AGAIN)
        new = edit(old, path)
        if new == old:
            return False
        schools_in(new, path)
        _put(
            workspace,
            old,
            new,
            {"wat": CHANGED, "school": school, "onderdeel": part, "wijziging": what, "door": by},
            progress,
        )
    return True


def last(workspace: Workspace) -> Change | None:
    """The change that `undo` takes back; None when there is none, or when the file was changed otherwise since."""
    steps = _standing(workspace)
    return steps[-1].change if steps else None


def undo(workspace: Workspace, moment: datetime, by: str, progress: Progress | None = None) -> None:
    """Takes the last change back, which was made at that moment, and builds the figures again.

    Raises UsageError when it is not the last one any more or the file was changed otherwise since; as `change` does, it
    leaves everything as it was when the figures cannot be built.
    """
    path = _file(workspace)
    with workspace.locked():
        steps, old = _standing(workspace), read_text(path)
        if not steps or steps[-1].change.moment != moment:
            raise UsageError(
                "Terugdraaien kan niet: de instellingen zijn sindsdien opnieuw veranderd.", "Kijk wat er nu staat."
            )
        done = steps[-1].change
        line = {"wat": UNDONE, "school": done.school, "onderdeel": done.part, "wijziging": done.what, "door": by}
        _put(workspace, old, steps[-1].text, line, progress)


def history(workspace: Workspace) -> tuple[Change, ...]:
    """Every change and every undoing of one, the newest first."""
    return tuple(step.change for step in reversed(_steps(workspace)))


def _put(workspace: Workspace, old: str, new: str, line: dict[str, str], progress: Progress | None) -> None:
    path = _file(workspace)
    moment = {"moment": datetime.now(UTC).isoformat(timespec="microseconds")}
    # Before the step itself: a line about a step that was not taken is known by the file that it did not make.
    add(workspace.path / "audit" / LOG, moment | line | {"voor": _digest(old), "na": _digest(new), "tekst": old})
    replace(path, new)
    try:
        rebuild_locked(reopened(workspace.path), progress)
    except BaseException as error:
        replace(path, old)
        if isinstance(error, VerzuimbeeldError):
            raise WorkspaceError(f"{error.what} Er is niets veranderd.", error.remedy) from error
        raise


def _standing(workspace: Workspace) -> list[_Step]:
    """The changes that can be taken back one after the other, the last one, which made the file of now, at the end."""
    stack: list[_Step] = []
    for step in _steps(workspace):
        if step.change.undone:
            del stack[-1:]
        else:
            stack.append(step)
    # What did not make this text was not taken (a build that failed), or is from before a change by hand.
    now = version(workspace)
    while stack and stack[-1].after != now:
        stack.pop()
    return stack


def _steps(workspace: Workspace) -> list[_Step]:
    return [
        _Step(
            Change(
                datetime.fromisoformat(line["moment"]),
                line["school"],
                line["onderdeel"],
                line["wijziging"],
                line["door"],
                line["wat"] == UNDONE,
            ),
            line["voor"],
            line["na"],
            line["tekst"],
        )
        for line in lines(workspace.path / "audit" / LOG)
    ]


def _file(workspace: Workspace) -> Path:
    return workspace.path / "school.toml"


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
