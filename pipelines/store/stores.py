"""What was imported: a Parquet file per table in a folder per version, and a manifest of what was written.

The manifest comes last and holds rows and digest of every file, so that a store that lost something is never read as
one with fewer registrations. A store of before there were manifests is read as it is, with the tables it always had.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import StoreError, WorkspaceError, in_command
from pipelines.models.program import UNKNOWN, program_version
from pipelines.store.durable import sync, sync_folder, write_whole
from pipelines.store.frozen import FROZEN
from pipelines.store.lock import PARTS

MANIFEST = "manifest.json"
# Goes up with every change of STORE_TABLES or of the manifest, so that an older program leaves alone what it would lose.
STORE_FORMAT = 4
STORE_TABLES: dict[str, dict[str, type[pl.DataType]]] = {
    "registrations": {
        "school": pl.String,
        "source": pl.String,
        "source_id": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "hour_from": pl.Int64,
        "hour_to": pl.Int64,
        "code": pl.String,
        "authorised": pl.Boolean,
        "kind": pl.String,
        "subject": pl.String,
        "entered_on": pl.Date,
        "minutes_late": pl.Int64,
        "handled": pl.Boolean,
        # Of what does not tell how far the data run: a day of a range of days, a day that was still to come when imported.
        "spread": pl.Boolean,
        "ahead": pl.Boolean,
    },
    "pupils": {
        "school": pl.String,
        "student_id": pl.String,
        "leerling_id": pl.String,
        "roepnaam": pl.String,
        "tussenvoegsel": pl.String,
        "achternaam": pl.String,
        "birth_date": pl.Date,
    },
    "placements": {
        "school": pl.String,
        "student_id": pl.String,
        "klas": pl.String,
        "studie": pl.String,
        "leerjaar": pl.Int64,
        "mentor": pl.String,
        "valid_from": pl.Date,
        "valid_until": pl.Date,
        # By a pupil list, else by what registrations show; unknown of what was imported before this was told.
        "listed": pl.Boolean,
    },
    # The days of which a list of the whole school was imported, and from which day to which lists showed a pupil.
    "whole_lists": {"school": pl.String, "date": pl.Date},
    "list_stays": {"school": pl.String, "student_id": pl.String, "first": pl.Date, "last": pl.Date},
    "codes": {
        "school": pl.String,
        "code": pl.String,
        "description": pl.String,
        "kind": pl.String,
        "authorised": pl.Boolean,
        "luxeverzuim": pl.Boolean,
    },
    "lessons": {
        "school": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "lesson_hour": pl.Int64,
        "subject": pl.String,
    },
    "vacations": {"school": pl.String, "name": pl.String, "start": pl.Date, "end": pl.Date},
    "followups": {
        "school": pl.String,
        "source_id": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "measure": pl.String,
        "shown": pl.Boolean,
    },
    # moment: of the import that corrected, in UTC.
    "corrections": {
        "school": pl.String,
        "student_id": pl.String,
        "date": pl.Date,
        "hour_from": pl.Int64,
        "old_code": pl.String,
        "new_code": pl.String,
        "kind": pl.String,
        "moment": pl.Datetime,
    },
    # One row per school that was purged: the data began on `known_from`, and from `kept_from` on there are pupils in them.
    "purges": {"school": pl.String, "known_from": pl.Date, "kept_from": pl.Date, "moment": pl.Datetime},
    # What stays of the school years before `kept_from`: weeks added up per klas, and nobody in them. `date` is the last day.
    "frozen_weeks": {"school": pl.String, "week_start": pl.Date, "complete": pl.Boolean},
    "frozen_enrolments": {
        **FROZEN,
        "by_timetable": pl.Boolean,
        "students": pl.Int64,
        "scheduled_fifths": pl.Float64,
        "table_fifths": pl.Float64,
    },
    "frozen_absences": {**FROZEN, "category": pl.String, "missed_hours": pl.Int64, "whole_days": pl.Int64},
}
Store = dict[str, pl.DataFrame]
# What the first version of the program wrote: a store without manifest has these at least.
ALWAYS_THERE = ("registrations", "pupils", "placements", "codes")


@dataclass(frozen=True)
class Manifest:
    """What a store version was written with: moment (UTC), version of the program, rows and sha256 per table.

    `imports` holds the lines of `audit/imports.jsonl` about the import that made it; none when it was restored.
    """

    made: datetime
    program: str
    tables: Mapping[str, tuple[int, str]]
    imports: tuple[Mapping[str, Any], ...]


def empty_store() -> Store:
    """The store tables without rows."""
    return {name: pl.DataFrame(schema=schema) for name, schema in STORE_TABLES.items()}


def write_store(folder: Path, store: Store, imports: Sequence[Mapping[str, Any]] = ()) -> None:
    """Writes a new store version; without its manifest, the last file, it is nothing yet. Raises OSError."""
    folder.mkdir(mode=0o700, parents=True)
    for name, frame in store.items():
        path = folder / f"{name}.parquet"
        frame.write_parquet(path, compression="zstd")
        sync(path)
    write_manifest(folder, store, imports)
    sync_folder(folder.parent)


def write_manifest(folder: Path, store: Store, imports: Sequence[Mapping[str, Any]] = ()) -> None:
    """Writes down what the files of a store version hold. Raises OSError."""
    tables = {}
    for name, frame in store.items():
        path = folder / f"{name}.parquet"
        if path.exists():  # a store of an older version lacks the tables of later ones
            tables[name] = {"rows": frame.height, "sha256": sha256(path.read_bytes()).hexdigest()}
    made = datetime.now(UTC).isoformat(timespec="microseconds")
    told = {"format": STORE_FORMAT, "made": made, "program": program_version()}
    content = told | {"tables": tables, "imports": list(imports)}
    write_whole(folder / MANIFEST, json.dumps(content, ensure_ascii=False, indent=1).encode())


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a store version; None for one of before there were any.

    Raises StoreError when it is damaged, WorkspaceError when a newer program wrote it.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        written = int(found.get("format", 1))  # the first format was not written down at first
        if written > STORE_FORMAT or set(found["tables"]) - set(STORE_TABLES):
            raise _newer(folder, written, str(found.get("program", UNKNOWN)))
        tables = {name: (int(each["rows"]), str(each["sha256"])) for name, each in found["tables"].items()}
        made = datetime.fromisoformat(found["made"])
        return Manifest(made, str(found["program"]), tables, tuple(dict(line) for line in found["imports"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damage(path, "is beschadigd") from None


def read_store(folder: Path) -> Store:
    """The tables of a store version as they were written.

    Raises StoreError when a file is missing or holds something else, WorkspaceError when a newer program wrote it.
    """
    if not folder.is_dir():
        raise _damage(folder, "ontbreekt")
    manifest = read_manifest(folder)
    there = [name for name in STORE_TABLES if name in ALWAYS_THERE or (folder / f"{name}.parquet").exists()]
    names = manifest.tables if manifest else there
    return empty_store() | {name: read_table(folder, name, manifest) for name in names}


def read_table(folder: Path, name: str, manifest: Manifest | None) -> pl.DataFrame:
    """One table of a store version and its manifest, as `read_store` reads all of them."""
    return _read_table(folder / f"{name}.parquet", *(manifest.tables[name] if manifest else ()))


def _read_table(path: Path, rows: int | None = None, digest: str | None = None) -> pl.DataFrame:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _damage(path, "ontbreekt") from None
    if digest is not None and sha256(data).hexdigest() != digest:
        raise _damage(path, "is beschadigd")
    try:
        frame = shaped(path.stem, pl.read_parquet(BytesIO(data)))
    except (pl.exceptions.PolarsError, OSError, ValueError):
        raise _damage(path, "is beschadigd") from None
    if rows not in (None, frame.height):
        raise _damage(path, "is beschadigd")
    return frame


def shaped(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of a store table with the columns of today: one that an older version did not know is unknown."""
    return frame.select(
        (pl.col(column) if column in frame.columns else pl.lit(None)).cast(dtype).alias(column)
        for column, dtype in STORE_TABLES[name].items()
    )


def _newer(folder: Path, written: int, program: str) -> WorkspaceError:
    return WorkspaceError(
        f"{folder} is geschreven door een nieuwere versie van het programma ({program}, indeling {written}); dit programma "
        f"({program_version()}) kent indelingen tot en met {STORE_FORMAT}. Er is niets veranderd.",
        "Er is niets mis met de gegevens: open deze werkmap met die versie of een latere.",
    )


def lost_table(path: Path) -> StoreError:
    """A table of a store version that lost rows."""
    return _damage(path, "is beschadigd")


def _damage(path: Path, what: str) -> StoreError:
    home = (path if path.suffix == "" else path.parent).parents[1]
    workspace = home.parents[1] if home.parent.name == PARTS else home
    return StoreError(
        f"{path} {what}: de ingelezen gegevens zijn niet heel. Er is niets veranderd, en de notities staan er los van.",
        f"Herstel ze uit de opgebouwde cijfers met: {in_command('build', workspace)}",
    )
