"""The summaries of the schools of a board, and by name what keeps others from it."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import polars as pl

from pipelines.board.summary import SCHEMA
from pipelines.errors import WorkspaceError
from pipelines.models.fingerprint import fingerprint
from pipelines.store.part import Part, parts_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer

# Which file, when it was written and how large it is.
_State = tuple[Path, int, int]
# The rows that were read before: of hundreds of schools one or two change at a time.
_KNOWN: dict[_State, pl.DataFrame] = {}
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
        told = (*self.rows["snapshot"], *self.rows["made_with"], *self.empty, *self.wrong)
        return sha256("\n".join(map(str, told)).encode()).hexdigest()

    def table(self, name: str) -> pl.DataFrame:
        """One of the tables of the summaries, with the school of each row."""
        listed = self.rows.select("school", pl.col(name)).filter(pl.col(name).list.len() > 0)
        return listed.explode(name).unnest(name)


def read_board(workspace: Workspace, viewer: Viewer) -> Board:
    """The schools of which the viewer may see rounded figures."""
    own = viewer.for_figures().scope.schools
    parts = {part.id: part for part in parts_of(workspace) if part.id in own}
    empty, wrong, made = list[str](), dict[str, WorkspaceError](), dict[str, _State]()
    for school, part in parts.items():
        try:
            # Not whether the figures are whole: that takes opening them, and who looks at the school itself is told.
            state = _state(part) or _state(part)  # it was just built anew
            if state:
                made[school] = state
            elif part.current() is None:
                empty.append(part.schools[0].name)
            else:
                wrong[school] = _wrong(part, NONE)
        except WorkspaceError as error:
            wrong[school] = error
    read = _read(made.values())
    found = []
    for school, state in made.items():
        row = read.get(state)
        if row is None:
            wrong[school] = _wrong(parts[school], DAMAGED)
        elif row["made_with"].item() == fingerprint(parts[school]):
            found.append(row)
        else:
            wrong[school] = _wrong(parts[school], OLDER)
    rows = pl.concat([pl.DataFrame(schema=SCHEMA), *found])
    return Board(rows.sort("name", "school"), tuple(empty), wrong)


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
    new = [state for state in wanted if state not in _KNOWN]
    kept = {state: row for state, row in _KNOWN.items() if state in wanted or state[0] not in {each[0] for each in new}}
    kept |= dict(_rows(new))
    _KNOWN.clear()
    _KNOWN.update(kept)
    return {state: _KNOWN[state] for state in wanted if state in _KNOWN}


def _rows(states: list[_State]) -> Iterator[tuple[_State, pl.DataFrame]]:
    try:
        found = pl.read_parquet([path for path, _, _ in states]) if states else pl.DataFrame()
        if found.height == len(states) and (not states or found.schema == SCHEMA):
            yield from ((state, found[place]) for place, state in enumerate(states))
            return
    except (OSError, pl.exceptions.PolarsError):
        pass  # one of them, or more: each by itself
    for state in states:
        with suppress(OSError, pl.exceptions.PolarsError):
            row = pl.read_parquet(state[0])
            if row.height == 1 and row.schema == SCHEMA:
                yield state, row
