"""Read-only doors to a built snapshot: static SQL, bound values, one cursor per call."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.calendar import SchoolYear
from pipelines.errors import UsageError, WorkspaceError, in_command
from pipelines.models.database import connect, fetch, is_cut_off, table_names
from pipelines.models.fingerprint import fingerprint
from pipelines.models.noted_since import KEPT, MISSED, Since, lay_over, noted_since
from pipelines.models.rebuild import Said, rebuild_locked
from pipelines.questions.attached import TABLES, attached
from pipelines.questions.kept import Kept
from pipelines.store.part import Part, parts_of
from pipelines.store.workspace import Workspace, renewed, reopened
from pipelines.trouble import is_damage
from protocols.errors import VerzuimbeeldError

BUILT = f"select * from {MISSED} where not list_contains($schools, school)"  # noqa: S608  # names are ours
WAIT_SECONDS = 30
CHANGED = (
    "De instellingen, een protocol, een codekeuze of het programma is veranderd: de cijfers zijn opnieuw opgebouwd."
)
DAMAGED = "De opgebouwde cijfers waren beschadigd: ze zijn opnieuw opgebouwd uit wat is ingelezen."


class Snapshot:
    """Opened snapshots of one school or more; safe to use from several threads.

    `since` is, by school, what was noted after its snapshot was built. `kept` are the answers that are found once for all
    who ask (`pipelines.questions.question`).
    """

    def __init__(self, paths: Mapping[str, Path], since: Mapping[str, Since] | None = None) -> None:
        self.paths = dict(paths)
        self.shares = len(self.paths) == 1
        self.kept = Kept()
        self._root = attached(*self.paths.values())
        if since:
            with self.cursor() as cursor:
                others = fetch(cursor, BUILT, {"schools": list(since)})
                noted = pl.concat([others, *(each.missed for each in since.values())])
                lay_over(self._root, cursor, noted)

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


def newest_snapshot(part: Part, said: Said | None = None) -> Path | None:
    """The newest snapshot of a school, built anew first when it is damaged or made with other settings, rules or choices.

    None as long as nothing was imported. `said` is told why it was built. Raises WorkspaceError when it cannot be built,
    so that figures never differ from the files beside them.
    """
    part = renewed(part)
    if fits(part):
        return part.current()
    with part.locked(WAIT_SECONDS):
        if fits(part):  # somebody else built it meanwhile
            return part.current()
        why = CHANGED if _made_with(part) else DAMAGED
        path = rebuild_locked(part, said=said)
    if said:
        said(why)
    return path


def fits(part: Part) -> bool:
    """Whether the newest snapshot belongs to the settings, rules and choices of now, or there is none yet."""
    return part.current() is None or _made_with(part) == fingerprint(renewed(part))


def _made_with(part: Part) -> str | None:
    """The fingerprint in the newest snapshot; None when it has none or cannot be read."""
    current = part.current()
    try:
        return _fingerprint_in(current) if current else None
    except duckdb.Error as error:
        if not is_damage(error):
            raise
        return None


@lru_cache(maxsize=KEPT)
def _fingerprint_in(path: Path) -> str | None:
    """Which models and rules built a snapshot; None for one of before that was written down, or cut off."""
    with connect(path, read_only=True) as connection:
        if is_cut_off(connection, path) or "ref_build" not in table_names(connection):
            return None
        found: str = fetch(connection, "select fingerprint from ref_build").item()
        return found


def open_snapshot(workspace: Workspace, said: Said | None = None) -> Snapshot:
    """Opens the newest snapshots of all schools with data (or of the one of a `Part`), see `newest_snapshot`.

    Raises WorkspaceError when nothing has been imported yet. A school of which the figures cannot be built is left out when
    `said` can be told so, and there are others.
    """
    paths: dict[str, Path] = {}
    since: dict[str, Since] = {}
    failed: dict[str, VerzuimbeeldError] = {}
    for part in parts_of(workspace if isinstance(workspace, Part) else reopened(workspace.path)):
        try:
            path = newest_snapshot(part, said)
        except VerzuimbeeldError as error:
            if said is None:
                raise
            failed[part.id] = error
            continue
        if path is not None:
            paths[part.id] = path
            if noted := noted_since(part, path):
                since[part.id] = noted
    if not paths:
        raise next(iter(failed.values()), _nothing_yet(workspace))
    for school, wrong in failed.items():
        if said:
            said(f"LET OP: school '{school}' ontbreekt hieronder. {wrong.what} {wrong.remedy}")
    return Snapshot(paths, since)


def _nothing_yet(workspace: Workspace) -> WorkspaceError:
    return WorkspaceError(
        f"In {workspace.path} is nog niets ingelezen.",
        f"Lees bestanden in met: {in_command('import', workspace.path, 'BESTAND')}",
    )
