"""What a purge took away stays away: rows of school years that are frozen, and pupils who left, by a keyed hash.

The hash is that of `vergeten`, but a pupil who comes back to the school comes back here too: as soon as anything with a day
in the years that are kept is about him or her.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.audit.key import own_keys
from pipelines.readers.base import ReadResult
from pipelines.store.forgotten import FRAMES, Forgotten, Line, among_lines, lines_of, write_lines
from pipelines.store.stores import Store

LIST = "opgeschoond.jsonl"
# Frame of a file -> the day on which a row of it is over; without a day it says nothing of when.
DAYS = {"registrations": "date", "lessons": "date", "followups": "date", "placements": "valid_until"}
BEGINS = {**DAYS, "placements": "valid_from"}
Results = Sequence[tuple[Path, ReadResult]]


def remember_purged(folder: Path, people: Iterable[tuple[str, Sequence[str]]]) -> None:
    """Puts pupils (school and numbers) on the list. Raises WorkspaceError without a key, OSError."""
    keys, path = own_keys(folder), folder / "audit" / LIST
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    new: list[Line] = [
        {"moment": moment, "school": school, "key": keys.id, "hash": keys.tag(school, number)}
        for school, numbers in people
        for number in numbers
    ]
    if new:
        write_lines(path, [*lines_of(path), *new])


def without_purged(folder: Path, school: str, known: Store, results: Results) -> list[tuple[Path, ReadResult]]:
    """Files that were read, without what was purged; each says how many rows and pupils were left out, and why."""
    purged = known["purges"].filter(pl.col("school") == school)["kept_from"].to_list()
    gone = among_lines(list(lines_of(folder / "audit" / LIST)))
    if not purged and not gone.tags:
        return list(results)
    kept_from = purged[0] if purged else date.min
    cut = [(path, *_cut(result, kept_from)) for path, result in results]
    back = _back(school, known, [result for _, result, _ in cut], kept_from)
    return [(path, _told(_Without(gone, school, back), result, rows, kept_from)) for path, result, rows in cut]


def _cut(result: ReadResult, kept_from: date) -> tuple[ReadResult, int]:
    """A file without rows of before a day, and how many those are."""
    left: dict[str, Any] = {}
    rows = 0
    for name, column in DAYS.items():
        frame: pl.DataFrame | None = getattr(result, name)
        if frame is None:
            continue
        first = pl.lit(kept_from)
        # A placement names the first day after it.
        over = pl.col(column) <= first if name == "placements" else pl.col(column) < first
        stays = frame.filter(~over.fill_null(False))
        if stays.height < frame.height:
            rows += frame.height - stays.height
            left[name] = stays
    return replace(result, **left), rows


def _back(school: str, known: Store, results: Sequence[ReadResult], kept_from: date) -> set[str]:
    """Numbers of whom the import knows somebody, or the files tell a day in the years that are kept."""
    found = {
        number
        for frame in known.values()
        if "student_id" in frame.columns
        for number in frame.filter(pl.col("school") == school)["student_id"].drop_nulls().unique()
    }
    for result in results:
        for name, column in BEGINS.items():
            frame: pl.DataFrame | None = getattr(result, name)
            if frame is not None:
                found |= _numbers(frame.filter((pl.col(column) >= pl.lit(kept_from)).fill_null(False)))
    return found


def _numbers(frame: pl.DataFrame) -> set[str]:
    names = [name for name in ("student_id", "leerling_id") if name in frame.columns]
    return {number for name in names for number in frame[name].drop_nulls().unique()}


@dataclass(frozen=True)
class _Without:
    """Who was purged at a school, apart from who is back."""

    gone: Forgotten
    school: str
    back: set[str]

    def rows(self, frame: pl.DataFrame) -> pl.Expr:
        """Which rows are about somebody who was purged, and not back."""
        away = self.gone.among(self.school, _numbers(frame) - self.back)
        names = [name for name in ("student_id", "leerling_id") if name in frame.columns]
        here = pl.any_horizontal(pl.lit(False), *(pl.col(name).is_in(self.back).fill_null(False) for name in names))
        return pl.any_horizontal(pl.lit(False), *(pl.col(name).is_in(away).fill_null(False) for name in names)) & ~here


def _told(without: _Without, result: ReadResult, old: int, kept_from: date) -> ReadResult:
    left: dict[str, Any] = {}
    out = set[str]()
    for name in FRAMES:
        frame: pl.DataFrame | None = getattr(result, name)
        if frame is None:
            continue
        taken = without.rows(frame)
        who = frame.filter(taken)
        if who.height:
            columns = [column for column in ("student_id", "leerling_id") if column in frame.columns]
            out |= set(who.select(pl.coalesce(columns)).to_series().drop_nulls())
            left[name] = frame.filter(~taken)
    told = list(result.warnings)
    if old:
        rows = "1 rij" if old == 1 else f"{old} rijen"
        told.append(f"{rows} van voor {kept_from:%d-%m-%Y} overgeslagen: die jaren zijn opgeschoond (bewaartermijn).")
    if out:
        who_ = "1 leerling die vertrok, blijft" if len(out) == 1 else f"{len(out)} leerlingen die vertrokken, blijven"
        told.append(
            f"{who_} weg (bewaartermijn). Wie terug is op school, komt mee met een registratie of plaatsing van na "
            f"{kept_from:%d-%m-%Y}."
        )
    return replace(result, warnings=tuple(told), **left)
