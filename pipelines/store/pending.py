"""Forgetting that was begun and not finished: in `audit/vergeten.bezig` stands who it is about, until it is done."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.errors import WorkspaceError, in_command
from pipelines.store.durable import sync_folder, write_whole


@dataclass(frozen=True)
class Pending:
    """Who is being forgotten, as fields of a `Person`, and who asked it."""

    student_id: str
    person: Mapping[str, str | bool]
    by: str


def pending(folder: Path) -> Pending | None:
    """Who is being forgotten in this workspace, if anybody."""
    try:
        told = json.loads(_file(folder).read_bytes())
    except FileNotFoundError:
        return None
    return Pending(told["student_id"], told["person"], told["by"])


def begin(folder: Path, who: Pending) -> None:
    """Says that somebody is being forgotten. Raises OSError."""
    write_whole(_file(folder), json.dumps(asdict(who), ensure_ascii=False).encode())


def done(folder: Path) -> None:
    """Says that it is done."""
    _file(folder).unlink(missing_ok=True)
    sync_folder(folder / "audit")


def insist_on_nobody_pending(folder: Path) -> None:
    """Raises WorkspaceError when forgetting somebody was broken off."""
    if who := pending(folder):
        raise WorkspaceError(
            "Het vergeten van een leerling is afgebroken en nog niet klaar.",
            f"Maak het af met: {in_command('vergeten', folder, who.student_id, '--by', who.by)}",
        )


def _file(folder: Path) -> Path:
    return folder / "audit" / "vergeten.bezig"
