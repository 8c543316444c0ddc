"""Forgetting or purging that was begun and not finished: in `audit/…bezig` stands whom it is about, until it is done."""

import json
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class PendingPurge:
    """Who is taken out by a purge, as fields of a `Person`, and who asked it."""

    people: Sequence[Mapping[str, str | bool]]
    by: str


def pending(folder: Path) -> Pending | None:
    """Who is being forgotten in this workspace, if anybody."""
    try:
        told = json.loads(_file(folder, Pending).read_bytes())
    except FileNotFoundError:
        return None
    return Pending(told["student_id"], told["person"], told["by"])


def pending_purge(folder: Path) -> PendingPurge | None:
    """Which purge is going on in this workspace, if any."""
    try:
        return PendingPurge(**json.loads(_file(folder, PendingPurge).read_bytes()))
    except FileNotFoundError:
        return None


def begin(folder: Path, what: Pending | PendingPurge) -> None:
    """Says that somebody is being forgotten, or a purge going on. Raises OSError."""
    write_whole(_file(folder, type(what)), json.dumps(asdict(what), ensure_ascii=False).encode())


def done(folder: Path, what: type[Pending | PendingPurge] = Pending) -> None:
    """Says that it is done."""
    _file(folder, what).unlink(missing_ok=True)
    sync_folder(folder / "audit")


def insist_on_nobody_pending(folder: Path) -> None:
    """Raises WorkspaceError when forgetting somebody was broken off, or a purge."""
    if who := pending(folder):
        raise WorkspaceError(
            "Het vergeten van een leerling is afgebroken en nog niet klaar.",
            f"Maak het af met: {in_command('vergeten', folder, who.student_id, '--by', who.by)}",
        )
    if purge := pending_purge(folder):
        raise WorkspaceError(
            "Het opschonen is afgebroken en nog niet klaar.",
            f"Maak het af met: {in_command('purge', folder, '--yes', '--by', purge.by)}",
        )


def _file(folder: Path, what: type[Pending | PendingPurge]) -> Path:
    return folder / "audit" / ("vergeten.bezig" if what is Pending else "opschonen.bezig")
