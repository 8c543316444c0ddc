"""Drafts of protocols in a workspace: saved, deleted, exported, and put in force by one explicit, logged step.

They are files in `protocols/` of the workspace, in the format of the shipped ones. A file with a `[draft]` table takes
part in comparisons only; only `adopt` turns it into one with `[adopted]`, which a build knows like a shipped protocol.
"""

import json
import os
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings import load_schools
from pipelines.workspace import Workspace
from protocols.consistency import first_fault
from protocols.errors import VerzuimbeeldError
from protocols.load import category_file, load_protocol, load_protocols, shipped_names
from protocols.schema import Adopted, Draft, Protocol
from protocols.write import to_toml

LOG = "protocols.jsonl"


def _folder(workspace: Workspace) -> Path:
    return workspace.path / "protocols"


def _files(workspace: Workspace) -> list[Path]:
    return sorted(_folder(workspace).glob("*.toml"))


def _read(path: Path) -> Protocol:
    if path.stem in shipped_names():
        raise WorkspaceError(f"{path} heet als een meegeleverd protocol.", "Geef het een eigen naam en id.")
    protocol = load_protocol(path)
    if (protocol.draft is None) == (protocol.adopted is None):
        raise WorkspaceError(
            f"{path} is geen concept en niet van kracht.",
            "Zet er een tabel [draft] in met base, author, reason en made_on.",
        )
    return protocol


def _own(workspace: Workspace) -> dict[str, Protocol]:
    return {path.stem: _read(path) for path in _files(workspace)}


def readable(workspace: Workspace) -> tuple[dict[str, Protocol], dict[str, VerzuimbeeldError]]:
    """Every protocol to read, drafts too, by id; and what is wrong with the files that cannot be used, by file name."""
    found, wrong = load_protocols(), {}
    for path in _files(workspace):
        try:
            found[path.stem] = _read(path)
        except VerzuimbeeldError as error:
            wrong[path.name] = error
    return found, wrong


def files_version(workspace: Workspace) -> tuple[tuple[str, int], ...]:
    """What changes with every change of the school's own protocol files, for the key of a remembered answer."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in _files(workspace))


def drafts(workspace: Workspace) -> dict[str, Protocol]:
    """The drafts of a workspace by id. Raises ProtocolError or WorkspaceError for a file that cannot be used."""
    return {name: protocol for name, protocol in _own(workspace).items() if protocol.draft is not None}


def known_protocols(workspace: Workspace) -> dict[str, Protocol]:
    """The shipped protocols and those that this workspace put in force; never a draft."""
    adopted = {name: protocol for name, protocol in _own(workspace).items() if protocol.adopted is not None}
    return load_protocols() | adopted


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
    path = _write(workspace, saved)
    _log(workspace, "concept bewaard", saved, author)
    return path


def delete_draft(workspace: Workspace, draft_id: str, by: str) -> None:
    """Deletes a draft. Raises UsageError when there is none of that id; a protocol in force is not deleted."""
    found = _draft(workspace, draft_id)
    (_folder(workspace) / f"{found.id}.toml").unlink()
    _log(workspace, "concept verwijderd", found, by)


def export_draft(workspace: Workspace, draft_id: str) -> str:
    """The text of the file of a draft, to keep or send."""
    return to_toml(_draft(workspace, draft_id))


def adopt(workspace: Workspace, draft_id: str, school: str, by: str, today: date) -> None:
    """Puts a draft in force at a school: the one step that does, written to `audit/protocols.jsonl`.

    It marks the file, changes the school's `protocol` in `school.toml` and nothing else; figures follow with a build.
    Raises UsageError for an unknown draft or school, or when nobody says who decides.
    """
    found = _draft(workspace, draft_id)
    workspace.school(school)
    if not by.strip():
        raise UsageError("Wie besluit dit?", "Vul in wie het protocol vaststelt.")
    settings = workspace.path / "school.toml"
    changed = _with_protocol(settings.read_text(encoding="utf-8"), school, found.id)
    made = found.draft
    if made is None:
        raise UsageError(f"'{draft_id}' is geen concept.", "Kies een concept.")
    adopted = Adopted(**made.model_dump(), adopted_by=by.strip(), adopted_on=today)
    with workspace.locked():
        _write(workspace, found.model_copy(update={"draft": None, "adopted": adopted}))
        _replace(settings, changed)
        load_schools(settings)
        _log(workspace, f"van kracht bij {school}", found, by)


def _draft(workspace: Workspace, draft_id: str) -> Protocol:
    found = drafts(workspace)
    if draft_id not in found:
        known = ", ".join(found) or "er zijn nog geen concepten"
        raise UsageError(f"Concept '{draft_id}' bestaat niet.", f"Kies een van: {known}.")
    return found[draft_id]


def _write(workspace: Workspace, protocol: Protocol) -> Path:
    folder = _folder(workspace)
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{protocol.id}.toml"
    _replace(path, to_toml(protocol))
    return path


def _replace(path: Path, text: str) -> None:
    """Writes a file in one step, readable by its owner only."""
    new = path.with_name(f".{path.name}.new")
    handle = os.open(new, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    new.replace(path)


def _with_protocol(text: str, school: str, protocol: str) -> str:
    """`school.toml` with another protocol for one school; every other line stays as it is."""
    lines = text.splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if line.strip().startswith("[[school]]")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        head = next((n for n in range(start + 1, end) if lines[n].lstrip().startswith("[")), end)
        keys = {lines[n].split("=")[0].strip(): n for n in range(start + 1, head) if "=" in lines[n]}
        if "id" in keys and lines[keys["id"]].split("=")[1].split("#")[0].strip().strip("\"'") == school:
            place = keys.get("protocol")
            if place is not None:
                lines[place] = f'protocol = "{protocol}"\n'
                return "".join(lines)
    raise WorkspaceError(
        f"In school.toml is het protocol van '{school}' niet te vinden.", f'Zet daar zelf: protocol = "{protocol}".'
    )


def _log(workspace: Workspace, what: str, protocol: Protocol, by: str) -> None:
    line = {
        "moment": datetime.now(UTC).isoformat(timespec="seconds"),
        "wat": what,
        "protocol": protocol.id,
        "door": by.strip(),
        "reden": protocol.draft.reason if protocol.draft else "",
        "inhoud": sha256(to_toml(protocol).encode()).hexdigest(),
    }
    path = workspace.path / "audit" / LOG
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
