"""Pupils who were forgotten: a keyed hash (HMAC) of their numbers, so that no import or backup brings them back.

The key is that of the log, outside the workspace: from the list alone nobody learns who they were. The list stands in the
workspace and beside the key, because a workspace may be lost, and then an older backup of it does not know who was
forgotten since.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.audit.events import Keys
from pipelines.audit.key import alone, key_folder, known_keys, own_keys
from pipelines.readers.base import ReadResult
from pipelines.store.durable import write_whole

LIST = "vergeten.jsonl"
FRAMES = ("registrations", "pupils", "placements", "lessons", "followups", "refused")
Line = dict[str, object]


@dataclass(frozen=True)
class Forgotten:
    """Who was forgotten: their hashes, with the key that makes them; `unknown` hashes are of another key: nobody can be
    recognised by those."""

    tags: frozenset[str]
    keys: Keys | None
    unknown: int

    def among(self, school: str, numbers: Iterable[str]) -> set[str]:
        """Which of these numbers of a school are of somebody who was forgotten."""
        if not self.tags or self.keys is None:
            return set()
        return {number for number in numbers if self.keys.tag(school, number) in self.tags}


def forgotten(folder: Path) -> Forgotten:
    """The list of a workspace. Raises WorkspaceError when the key cannot be read."""
    return among_lines(list(lines_of(list_of(folder))))


def among_lines(lines: Sequence[Line]) -> Forgotten:
    """Whom the lines of a list are about, as far as the key of this account tells. Raises WorkspaceError."""
    keys = known_keys() if lines else None
    own = frozenset(str(line["hash"]) for line in lines if keys and line["key"] == keys.id)
    return Forgotten(own, keys, len({str(line["hash"]) for line in lines}) - len(own))


def remember(folder: Path, school: str, numbers: Sequence[str]) -> None:
    """Puts a pupil on the list. Raises WorkspaceError without a key, OSError."""
    keys = own_keys(folder)
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    new: list[Line] = [
        {"moment": moment, "school": school, "key": keys.id, "hash": keys.tag(school, number)} for number in numbers
    ]
    write_lines(list_of(folder), [*lines_of(list_of(folder)), *new])
    with alone(key_folder() / f"{LIST}.lock"):
        write_lines(key_folder() / LIST, [*lines_of(key_folder() / LIST), *new])


def keep_lists(old: Path, new: Path, schools: Sequence[str]) -> None:
    """Adds to the list of a workspace that is being put back who was forgotten since, by the list there and by the key's."""
    lines = [*lines_of(list_of(new)), *lines_of(list_of(old)), *lines_of(key_folder() / LIST)]
    if own := [line for line in lines if line["school"] in schools]:
        write_lines(list_of(new), own)


def list_of(folder: Path) -> Path:
    """Where the list of a workspace is."""
    return folder / "audit" / LIST


def lines_of(path: Path) -> Iterator[Line]:
    """The lines of a list; none when it is not there."""
    if path.exists():
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)


def write_lines(path: Path, lines: Iterable[Line]) -> None:
    """Writes a list, each hash once: the oldest line of it. Raises OSError."""
    once = {str(line["hash"]): line for line in reversed(list(lines))}
    text = "".join(f"{json.dumps(line)}\n" for line in reversed(once.values()))
    write_whole(path, text.encode())


def without_forgotten(
    folder: Path, school: str, results: Sequence[tuple[Path, ReadResult]]
) -> list[tuple[Path, ReadResult]]:
    """Files that were read, without the rows of who was forgotten; each says how many pupils and rows were left out."""
    known = forgotten(folder)
    if not known.tags and not known.unknown:
        return list(results)
    return [(path, _without(known, school, result)) for path, result in results]


def _without(known: Forgotten, school: str, result: ReadResult) -> ReadResult:
    left: dict[str, Any] = {}
    rows, out = 0, set[str]()
    for name in FRAMES:
        frame: pl.DataFrame | None = getattr(result, name)
        if frame is None:
            continue
        columns = [column for column in ("student_id", "leerling_id") if column in frame.columns]
        gone = pl.lit(False)
        for column in columns:
            found = known.among(school, frame[column].drop_nulls().unique().to_list())
            gone |= pl.col(column).is_in(found).fill_null(False)
        taken = frame.filter(gone)
        if taken.height:
            out |= set(taken.select(pl.coalesce(columns)).to_series().drop_nulls().to_list())
            rows += taken.height
            left[name] = frame.filter(~gone)
    told = list(result.warnings)
    if rows:
        who = (
            "1 leerling die is vergeten, blijft"
            if len(out) == 1
            else f"{len(out)} leerlingen die zijn vergeten, blijven"
        )
        told.append(f"{who} weg: {rows} {'rij' if rows == 1 else 'rijen'} overgeslagen.")
    if known.unknown:
        told.append(
            f"LET OP: {known.unknown} nummers zijn vergeten onder een andere sleutel dan die van dit account. Wie dat waren "
            "is niet te herkennen: zet de sleutel terug voordat u inleest, of kijk na of er niemand terugkomt."
        )
    return replace(result, warnings=tuple(told), **left)
