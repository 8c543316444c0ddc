"""What the figures of a school were made with: the program, its settings, own protocols and choices of codes."""

from hashlib import sha256
from pathlib import Path

from pipelines.models.program import rules_fingerprint
from pipelines.notes.file import files_state
from pipelines.notes.notes import code_choices
from pipelines.settings.drafts import files_version, readable
from pipelines.store.workspace import Workspace

# As many as there are schools: a board asks of each in turn.
KEPT = 1024
_KNOWN: dict[tuple[object, ...], str] = {}


def fingerprint(workspace: Workspace) -> str:
    """Changes with all that decides what stands in a snapshot; a draft, which is in none, changes nothing.

    Cheap enough for every run of a page: files are read again only when their time or size changed. Raises
    WorkspaceError when the notes cannot be read.
    """
    settings = tuple(school.model_dump_json() for school in workspace.schools)
    state = (workspace.path, settings, files_version(workspace), files_state(workspace), rules_fingerprint())
    if state not in _KNOWN:
        if len(_KNOWN) >= KEPT:
            _KNOWN.clear()
        _KNOWN[state] = _digest(workspace, settings)
    return _KNOWN[state]


def _digest(workspace: Workspace, settings: tuple[str, ...]) -> str:
    parts = [rules_fingerprint(), *settings]
    if files_version(workspace):
        found, wrong = readable(workspace)
        parts += [each.model_dump_json() for each in found.values() if each.adopted is not None]
        # Whoever broke the protocol in force is told so, by the build that follows.
        in_force = {school.protocol for school in workspace.schools}
        parts += [name for name in wrong if Path(name).stem in in_force]
    own = {school.id for school in workspace.schools}
    choices = code_choices(workspace).select("school", "code", "category").iter_rows()
    parts += ["\0".join(row) for row in choices if row[0] in own]
    return sha256("\n".join(parts).encode()).hexdigest()
