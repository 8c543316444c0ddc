"""The summaries of the schools of a board, and by name what keeps others from it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

import polars as pl

from pipelines.board.summary import SCHEMA
from pipelines.errors import WorkspaceError
from pipelines.models.fingerprint import fingerprint
from pipelines.models.program import rules_fingerprint
from pipelines.notes.file import files_state
from pipelines.settings.drafts import files_version
from pipelines.store.part import Part, parts_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

# Which file, when it was written and how large it is.
_State = tuple[Path, int, int]
DAMAGED = "De samenvatting van de cijfers is niet te lezen."
OLDER = "De samenvatting hoort niet bij de cijfers van nu: de instellingen, een protocol of het programma is veranderd."
NONE = "Er is nog geen samenvatting van de cijfers."


@dataclass(frozen=True)
class Board:
    """One row per school of which the summary is that of the figures of now (`pipelines.board.summary`), sorted by name.

    `empty` are the names of schools that never sent data; `wrong` says by school why it is left out, and what to do.
    """

    rows: pl.DataFrame
    empty: tuple[str, ...]
    wrong: Mapping[str, WorkspaceError]

    @property
    def key(self) -> str:
        """Changes with every figure and every school of it."""
        told = (*self.rows["school"], *self.rows["snapshot"], *self.rows["made_with"], *self.empty, *self.wrong)
        return sha256("\n".join(map(str, told)).encode()).hexdigest()

    def table(self, name: str) -> pl.DataFrame:
        """One of the tables of the summaries, with the school of each row."""
        listed = self.rows.select("school", pl.col(name)).filter(pl.col(name).list.len() > 0)
        return listed.explode(name).unnest(name)


# The rows that were read before, as of hundreds of schools one or two change at a time; and the board that was read last.
_READING = Lock()
_KNOWN: dict[_State, pl.DataFrame] = {}
_LAST: dict[tuple[object, ...], tuple[Workspace, Board]] = {}


def read_board(workspace: Workspace, viewer: Viewer) -> Board:
    """The schools of which the viewer may see rounded figures."""
    own = frozenset(viewer.for_figures().scope.schools)
    parts = {part.id: part for part in parts_of(workspace) if part.id in own}
    empty, wrong, made = list[str](), dict[str, WorkspaceError](), dict[str, _State]()
    for school, part in parts.items():
        try:
            # Not whether the figures are whole: that takes opening them, and who looks at the school itself is told.
            state = _state(part) or _state(part)  # it may be built anew right now
            if state:
                made[school] = state
            elif part.current() is None:
                empty.append(part.schools[0].name)
            else:
                wrong[school] = _wrong(part, NONE)
        except WorkspaceError as error:
            wrong[school] = error
    shared = (files_version(workspace), files_state(workspace), rules_fingerprint())
    told = (tuple(made.items()), tuple(empty), tuple(map(str, wrong.values())), shared)
    with _READING:
        there, found = _LAST.get(told, (None, None))
        if found is None or there is not workspace:
            found = _board(parts, made, tuple(empty), wrong)
            _LAST.clear()
            _LAST[told] = workspace, found
        return found


def _board(
    parts: Mapping[str, Part], made: Mapping[str, _State], empty: tuple[str, ...], wrong: Mapping[str, WorkspaceError]
) -> Board:
    """Those of these summaries that can be read and are of the settings and rules of now."""
    read, found, left = _read(made.values()), [pl.DataFrame(schema=SCHEMA)], dict(wrong)
    for school, state in made.items():
        row = read.get(state)
        if row is None:
            left[school] = _wrong(parts[school], DAMAGED)
        elif row["made_with"].item() != fingerprint(parts[school]):
            left[school] = _wrong(parts[school], OLDER)
        else:
            found.append(row)
    return Board(pl.concat(found).sort("name", "school"), empty, left)


def _wrong(part: Part, what: str) -> WorkspaceError:
    return WorkspaceError(what, f"Bouw haar opnieuw op met: {part.command('build')}")


def _state(part: Part) -> _State | None:
    """The summary of the figures that are in force; None without one."""
    with suppress(FileNotFoundError):
        path = part.summary_of(part.pointer.read_bytes().decode("ascii", errors="replace").strip())
        now = path.stat()
        return path, now.st_mtime_ns, now.st_size
    return None


def _read(states: Iterable[_State]) -> dict[_State, pl.DataFrame]:
    """The row in each of these files; one that cannot be read is left out."""
    wanted = set(states)
    homes = {path.parent for path, _, _ in wanted}
    kept = {state: row for state, row in _KNOWN.items() if state in wanted or state[0].parent not in homes}
    kept |= dict(_rows([state for state in wanted if state not in kept]))
    _KNOWN.clear()
    _KNOWN.update(kept)
    return {state: kept[state] for state in wanted if state in kept}


def _rows(states: list[_State]) -> Iterator[tuple[_State, pl.DataFrame]]:
    with suppress(OSError, pl.exceptions.PolarsError):  # of one of them, or more: then each by itself
        found = pl.read_parquet([path for path, _, _ in states]) if states else pl.DataFrame()
        if found.height == len(states) and found.schema == SCHEMA:
            yield from ((state, found[place]) for place, state in enumerate(states))
            return
    for state in states:
        with suppress(OSError, pl.exceptions.PolarsError):
            row = pl.read_parquet(state[0])
            if row.height == 1 and row.schema == SCHEMA:
                yield state, row
