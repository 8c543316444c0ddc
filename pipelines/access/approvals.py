"""What was decided about rows of `toegang.toml`, in `audit/toegang.jsonl`: approved, withdrawn, subject pinned.

The line of an approval holds the whole row as the approver saw it: a row that was changed since is not that row, whatever
its own lines say. The newest line about a person counts. Each line is tied to the one before with the key of the log, which
is kept outside the workspace: who edits the table, or this file, makes no approval and takes no old one up again.
"""

import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.access.schema import Person
from pipelines.audit.events import Actor, Event, Keys
from pipelines.audit.key import known_keys, own_keys
from pipelines.errors import WorkspaceError
from pipelines.settings.logbook import add, lines
from pipelines.store.workspace import Workspace

LOG = "toegang.jsonl"
APPROVED, WITHDRAWN, PINNED = "akkoord", "akkoord ingetrokken", "account vastgelegd"


@dataclass(frozen=True)
class Approval:
    """The row that was approved, when (UTC) and by whom."""

    person: Person
    moment: datetime
    by: str


def approvals(workspace: Workspace) -> dict[str, Approval]:
    """The newest approval of each person by id in small letters; who lost it is not there."""
    log = workspace.path / "audit" / LOG
    if not log.exists():
        return {}
    now, keys = log.stat(), None
    # Without the key nobody can tell what was approved.
    with suppress(WorkspaceError):
        keys = known_keys()
    return _approvals(log, (now.st_ino, now.st_mtime_ns, now.st_size), keys)


# Every rerun of a page asks who is looking; the log is read again only when it changed.
@lru_cache(maxsize=16)
def _approvals(log: Path, _changed: tuple[int, int, int], keys: Keys | None) -> dict[str, Approval]:
    found: dict[str, Approval] = {}
    sealed = [line for line in lines(log) if line.get("wat") in (APPROVED, WITHDRAWN, PINNED)]
    before = ""
    for line in sealed:
        who, told, before = str(line.get("persoon", "")).casefold(), before, str(line.get("zegel", ""))
        genuine = keys is not None and line.get("vorige") == told and _is_seal(_seal(keys, line), before)
        try:
            if line["wat"] == WITHDRAWN or not genuine:
                raise ValueError
            person = Person.model_validate_json(json.dumps(line["rij"]))
            found[who] = Approval(person, datetime.fromisoformat(line["moment"]), str(line["door"]))
        except (KeyError, ValueError, ValidationError):
            # What was withdrawn, changed by hand or cannot be read approves nobody.
            found.pop(who, None)
    return found


def note(workspace: Workspace, what: str, person: Person, by: str, actor: Actor | None = None) -> None:
    """Adds a line about a row; the caller is the only writer. Raises WorkspaceError when it cannot be written."""
    log, keys = workspace.path / "audit" / LOG, own_keys(workspace.path)
    last: Mapping[str, Any] = next((each for each in reversed(lines(log)) if "zegel" in each), {})
    told = line(what, by) | {"persoon": person.id, "rij": row(person), "vorige": str(last.get("zegel", ""))}
    add(log, told | {"zegel": _seal(keys, told)}, Event("right", what=what, chosen=person.id), actor)


def _is_seal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _seal(keys: Keys, line: Mapping[str, Any]) -> str:
    body = {name: value for name, value in line.items() if name != "zegel"}
    return keys.mac(json.dumps(["toegang", body], sort_keys=True).encode())


def line(what: str, by: str) -> dict[str, Any]:
    """How every line of the log begins."""
    return {"moment": datetime.now(UTC).isoformat(timespec="microseconds"), "wat": what, "door": by}


def row(person: Person) -> dict[str, Any]:
    """A row as it is kept and compared: without what it leaves out."""
    found: dict[str, Any] = person.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found
