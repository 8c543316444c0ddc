"""What was decided about rows of `toegang.toml`, in `audit/toegang.jsonl`: approved, withdrawn, subject pinned.

The line of an approval holds the whole row as the approver saw it: a row that was changed since is not that row, whatever
its own lines say. The newest line about a person counts.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines.access.schema import Person
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
    now = log.stat() if log.exists() else None
    return _approvals(log, (now.st_ino, now.st_mtime_ns, now.st_size) if now else None)


# Every rerun of a page asks who is looking; the log is read again only when it changed.
@lru_cache(maxsize=16)
def _approvals(log: Path, _changed: tuple[int, int, int] | None) -> dict[str, Approval]:
    found: dict[str, Approval] = {}
    for line in lines(log):
        who = str(line.get("persoon", "")).casefold()
        if line.get("wat") == WITHDRAWN:
            found.pop(who, None)
        elif line.get("wat") in (APPROVED, PINNED):
            try:
                person = Person.model_validate_json(json.dumps(line["rij"]))
                found[who] = Approval(person, datetime.fromisoformat(line["moment"]), str(line["door"]))
            except (KeyError, ValueError, ValidationError):
                # What cannot be read approves nobody.
                found.pop(who, None)
    return found


def note(workspace: Workspace, what: str, person: Person, by: str) -> None:
    """Adds a line about a row. Raises WorkspaceError when it cannot be written."""
    add(workspace.path / "audit" / LOG, line(what, by) | {"persoon": person.id, "rij": row(person)})


def line(what: str, by: str) -> dict[str, Any]:
    """How every line of the log begins."""
    return {"moment": datetime.now(UTC).isoformat(timespec="microseconds"), "wat": what, "door": by}


def row(person: Person) -> dict[str, Any]:
    """A row as it is kept and compared: without what it leaves out."""
    found: dict[str, Any] = person.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found
