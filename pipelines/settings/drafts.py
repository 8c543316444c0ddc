"""Drafts of protocols in a workspace: saved, deleted and exported.

They are files in `protocols/` of the workspace, in the format of the shipped ones. A file takes part in comparisons
only, until `pipelines.settings.in_force` gives it a table `[adopted]` and `school.toml` names it. A file that was adopted and is
named by no school any more is a draft again: `school.toml` alone decides what is in force.
"""

from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings.file import replace
from pipelines.settings.logbook import add
from pipelines.store.workspace import Workspace, open_workspace
from protocols.consistency import first_fault
from protocols.errors import VerzuimbeeldError
from protocols.load import category_file, load_protocol, load_protocols, shipped_names
from protocols.schema import Draft, Protocol
from protocols.write import to_toml

LOG = "protocols.jsonl"


def log_path(workspace: Workspace) -> Path:
    """The log of everything that was decided about protocols."""
    return workspace.path / "audit" / LOG


def _folder(workspace: Workspace) -> Path:
    return workspace.path / "protocols"


def _files(workspace: Workspace) -> list[Path]:
    return sorted(_folder(workspace).glob("*.toml"))


def _read(path: Path, in_force: set[str]) -> Protocol:
    if path.stem in shipped_names():
        raise WorkspaceError(f"{path} heet als een meegeleverd protocol.", "Geef het een eigen naam en id.")
    protocol = load_protocol(path)
    if (protocol.draft is None) == (protocol.adopted is None):
        raise WorkspaceError(
            f"{path} is geen concept en niet van kracht.",
            "Zet er een tabel [draft] in met base, author, reason en made_on.",
        )
    if protocol.adopted is None or protocol.id in in_force:
        return protocol
    made = Draft(**protocol.adopted.model_dump(include=set(Draft.model_fields)))
    return protocol.model_copy(update={"draft": made, "adopted": None})


def _own(workspace: Workspace) -> dict[str, Protocol]:
    in_force = {school.protocol for school in workspace.schools}
    return {path.stem: _read(path, in_force) for path in _files(workspace)}


def readable(workspace: Workspace) -> tuple[dict[str, Protocol], dict[str, VerzuimbeeldError]]:
    """Every protocol to read, drafts too, by id; and what is wrong with the files that cannot be used, by file name."""
    found, wrong = load_protocols(), {}
    in_force = {school.protocol for school in workspace.schools}
    for path in _files(workspace):
        try:
            found[path.stem] = _read(path, in_force)
        except VerzuimbeeldError as error:
            wrong[path.name] = error
    return found, wrong


def files_version(workspace: Workspace) -> tuple[tuple[str, int], ...]:
    """What changes with every change of the school's own protocol files, and of what is in force, for the key of a
    remembered answer."""
    in_force = ((f"{school.id} = {school.protocol}", 0) for school in workspace.schools)
    return (*((path.name, path.stat().st_mtime_ns) for path in _files(workspace)), *in_force)


def drafts(workspace: Workspace) -> dict[str, Protocol]:
    """The drafts of a workspace by id. Raises ProtocolError or WorkspaceError for a file that cannot be used."""
    return {name: protocol for name, protocol in _own(workspace).items() if protocol.draft is not None}


def known_protocols(workspace: Workspace) -> dict[str, Protocol]:
    """The shipped protocols and those of its own that are in force in this workspace; never a draft."""
    adopted = {name: protocol for name, protocol in _own(workspace).items() if protocol.adopted is not None}
    return load_protocols() | adopted


def origins(workspace: Workspace) -> dict[str, str]:
    """The school's own protocols and drafts that can be read, each with the shipped protocol that it started from."""
    bases: dict[str, str] = {}
    for path in _files(workspace):
        with suppress(VerzuimbeeldError):
            protocol = load_protocol(path)
            made = protocol.draft or protocol.adopted
            if made is not None:
                bases[protocol.id] = made.base
    found = dict(bases)
    for _ in bases:  # no line of drafts is longer than there are drafts
        found = {name: bases.get(base, base) for name, base in found.items()}
    return found


def save_draft(workspace: Workspace, draft: Protocol, base: str, author: str, reason: str, today: date) -> Path:
    """Saves a protocol as a draft with author and reason; an earlier draft of that id is replaced.

    Raises UsageError when its id is that of a protocol, when author or reason are missing, or when its file could not
    be read back.
    """
    known = known_protocols(workspace)
    if draft.id in known:
        raise UsageError(f"'{draft.id}' is al een protocol.", "Geef het concept een eigen id.")
    if base not in known:
        raise UsageError(f"Protocol '{base}' bestaat niet.", f"Kies een van: {', '.join(known)}.")
    if not author.strip() or not reason.strip():
        raise UsageError("Een concept heeft een maker en een reden.", "Vul beide in.")
    made = Draft(base=base, author=author.strip(), reason=reason.strip(), made_on=today)
    saved = draft.model_copy(update={"draft": made, "adopted": None, "preset": False, "norm": ()})
    fault = first_fault(saved, category_file())
    if fault is not None:
        raise UsageError(f"Het concept klopt niet: {fault.key} {fault.problem}.", fault.remedy)
    with workspace.locked():
        path = write(workspace, saved)
        log(workspace, "concept bewaard", saved, author)
    return path


def delete_draft(workspace: Workspace, draft_id: str, by: str) -> None:
    """Deletes a draft. Raises UsageError when there is none of that id; a protocol in force is not deleted."""
    with workspace.locked():
        # Read again under the lock: somebody may just have put it in force.
        found = _draft(open_workspace(workspace.path), draft_id)
        (_folder(workspace) / f"{found.id}.toml").unlink()
        log(workspace, "concept verwijderd", found, by)


def export_draft(workspace: Workspace, draft_id: str) -> str:
    """The text of the file of a draft, to keep or send."""
    return to_toml(_draft(workspace, draft_id))


def _draft(workspace: Workspace, draft_id: str) -> Protocol:
    found = drafts(workspace)
    if draft_id not in found:
        known = ", ".join(found) or "er zijn nog geen concepten"
        raise UsageError(f"Concept '{draft_id}' bestaat niet.", f"Kies een van: {known}.")
    return found[draft_id]


def write(workspace: Workspace, protocol: Protocol) -> Path:
    """Writes a protocol of the school's own to its file."""
    folder = _folder(workspace)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{protocol.id}.toml"
    replace(path, to_toml(protocol))
    return path


def content(protocol: Protocol) -> str:
    """What tells the rules of a protocol from any other's, whoever made it or put it in force."""
    bare = protocol.model_copy(update={"draft": None, "adopted": None})
    return sha256(to_toml(bare).encode()).hexdigest()


def log(workspace: Workspace, what: str, protocol: Protocol, by: str, **more: str) -> None:
    """Writes down what somebody decided about a protocol."""
    made = protocol.draft or protocol.adopted
    line = {
        "moment": datetime.now(UTC).isoformat(timespec="seconds"),
        "wat": what,
        "protocol": protocol.id,
        "door": by.strip(),
        "reden": made.reason if made else "",
        "inhoud": content(protocol),
    }
    add(log_path(workspace), line | more)
