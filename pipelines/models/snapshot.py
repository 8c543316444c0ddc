"""Read-only doors to a built snapshot: static SQL, bound values, one cursor per call."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.errors import UsageError, WorkspaceError, in_command
from pipelines.models.build import rebuild_locked
from pipelines.models.database import fetch, is_cut_off
from pipelines.models.fingerprint import fingerprint
from pipelines.models.noted_since import Since, lay_over, noted_since
from pipelines.questions.attached import TABLES, attached
from pipelines.store.workspace import Workspace, reopened
from pipelines.trouble import is_damage

Said = Callable[[str], object]
WAIT_SECONDS = 30
CHANGED = (
    "De instellingen, een protocol, een codekeuze of het programma is veranderd: de cijfers zijn opnieuw opgebouwd."
)
DAMAGED = "De opgebouwde cijfers waren beschadigd: ze zijn opnieuw opgebouwd uit wat is ingelezen."


class Snapshot:
    """An opened snapshot; safe to use from several threads. `since` is what was noted after it was built."""

    def __init__(self, path: Path, since: Since | None = None) -> None:
        self.path = path
        self._root = attached(path)
        if since:
            with self.cursor() as cursor:
                lay_over(self._root, cursor, since.missed)

    @property
    def name(self) -> str:
        """Name of the snapshot: changes with every import or build."""
        return self.path.stem

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Runs one of our static queries with bound values."""
        with self.cursor() as cursor:
            return fetch(cursor, sql, values)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the snapshot: what is made on it (temporary tables) nobody else sees."""
        cursor = self._root.cursor()
        cursor.execute(TABLES)
        return cursor

    def close(self) -> None:
        self._root.close()

    @property
    def fingerprint(self) -> str | None:
        """Which models and rules built it; None for a snapshot of before that was written down."""
        known = "select 1 from information_schema.tables where table_name = 'ref_build'"
        if self.rows(known).is_empty():
            return None
        found: str = self.rows("select fingerprint from ref_build").item()
        return found

    @cached_property
    def ranges(self) -> dict[str, tuple[date, date]]:
        """First and last day of the imported data per school."""
        rows = self.rows("select school, first_date, last_date from ref_data_range order by school")
        return {school: (first, last) for school, first, last in rows.iter_rows()}

    @cached_property
    def settings(self) -> dict[str, float]:
        """The defaults that are in no protocol, and the numbers of the national norm, by name."""
        rows = self.rows("select name, value from ref_setting union all select name, value from ref_norm")
        return dict(rows.iter_rows())

    def check_day(self, on: date, school: str | None = None) -> None:
        """Raises UsageError when a day lies outside the school years and the end of the imported data."""
        ranges = [self.ranges[school]] if school in self.ranges else list(self.ranges.values())
        last = max((found[1] for found in ranges), default=None)
        first = min((found[0] for found in ranges), default=None)
        if first is None or last is None:
            raise UsageError("Er zijn nog geen registraties ingelezen.", "Lees ze in met: verzuimbeeld import.")
        if not SchoolYear.of(first).first_day <= on <= last:
            raise UsageError(
                f"Op {on:%d-%m-%Y} zijn er geen gegevens: ze lopen van {first:%d-%m-%Y} tot en met {last:%d-%m-%Y}.",
                f"Kies een peildatum tot en met {last:%Y-%m-%d}.",
            )


def newest_snapshot(workspace: Workspace, said: Said | None = None) -> Path | None:
    """The newest snapshot, built anew first when it is damaged or made with other settings, rules or choices.

    None as long as nothing was imported. `said` is told why it was built. Raises WorkspaceError when it cannot be built,
    so that figures never differ from the files beside them.
    """
    workspace = reopened(workspace.path)
    if fits(workspace):
        return workspace.current()
    with workspace.locked(WAIT_SECONDS):
        if fits(workspace):  # somebody else built it meanwhile
            return workspace.current()
        why = CHANGED if _made_with(workspace) else DAMAGED
        path = rebuild_locked(workspace, said=said)
    if said:
        said(why)
    return path


def fits(workspace: Workspace) -> bool:
    """Whether the newest snapshot belongs to the settings, rules and choices of now, or there is none yet."""
    return workspace.current() is None or _made_with(workspace) == fingerprint(reopened(workspace.path))


def _made_with(workspace: Workspace) -> str | None:
    """The fingerprint in the newest snapshot; None when it has none or cannot be read."""
    current = workspace.current()
    try:
        return _fingerprint_in(current) if current else None
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        return None


@lru_cache(maxsize=64)
def _fingerprint_in(path: Path) -> str | None:
    snapshot = Snapshot(path)
    try:
        return None if is_cut_off(snapshot.cursor(), path) else snapshot.fingerprint
    finally:
        snapshot.close()


def open_snapshot(workspace: Workspace, said: Said | None = None) -> Snapshot:
    """Opens the newest snapshot, see `newest_snapshot`. Raises WorkspaceError when nothing has been imported yet."""
    path = newest_snapshot(workspace, said)
    if path is None:
        raise WorkspaceError(
            f"In {workspace.path} is nog niets ingelezen.",
            f"Lees bestanden in met: {in_command('import', workspace.path, 'BESTAND')}",
        )
    return Snapshot(path, noted_since(workspace, path))
