"""Imported data and built figures that lost something: how it is seen, what holds the same rows, and the way back."""

from pathlib import Path

import duckdb
import polars as pl

from pipelines.errors import WorkspaceError
from pipelines.models.database import connect, is_cut_off, row_counts, table_names
from pipelines.store.folder import Workspace
from pipelines.store.part import Part, parts_of, store_version
from pipelines.store.stores import (
    ALWAYS_THERE,
    STORE_TABLES,
    Store,
    empty_store,
    lost_table,
    read_manifest,
    read_store,
    shaped,
)

# What a snapshot calls the tables of the store that it was built from.
RAW = {f"raw_{name[:-1]}": name for name in STORE_TABLES}


def lost_tables(path: Path, thoroughly: bool = False) -> list[str]:
    """The tables of a built database that are not there as they were built; `thoroughly` reads each to its last row.

    A snapshot of before rows were written down loses nothing. Raises duckdb.Error when it cannot be read.
    """
    lost = []
    with connect(path, read_only=True) as connection:
        if is_cut_off(connection, path):
            return [path.name]
        names = table_names(connection)
        written: dict[str, int | None] = dict.fromkeys(names)
        if "ref_table" in names:
            written = dict(connection.execute("select table_name, rows from ref_table").fetchall())
        elif "ref_build" not in names:
            return ["ref_build"]
        found = row_counts(connection, [name for name in written if name in names])
        for name, rows in sorted(written.items()):
            if name not in names or rows not in (None, found[name]):
                lost.append(name)
            elif thoroughly:
                connection.table(name).aggregate("bit_xor(hash(columns(*)))").fetchall()
    return lost


def imported(part: Part, version: int | None = None) -> Store:
    """The imported data of a store version, else those in force, held against the snapshots built from them.

    A store of before there were manifests cannot tell by itself what it lost. Raises StoreError when it lost something.
    """
    store = part.store(version)
    if version is None and (current := part.current()):
        version = store_version(current)
    if version is None or read_manifest(part.store_folder(version)) is not None:
        return store
    before = salvaged(part, version)
    lost = [name for name, frame in (before or {}).items() if frame.height != store[name].height]
    if lost:
        raise lost_table(part.store_folder(version) / f"{lost[0]}.parquet")
    return store


def imported_by_all(workspace: Workspace) -> Store:
    """The imported data of every school that has any. Raises StoreError when one of them lost something."""
    stores = [imported(part) for part in parts_of(workspace) if part.newest_store() is not None]
    return {name: pl.concat([frame, *(store[name] for store in stores)]) for name, frame in empty_store().items()}


def salvaged(part: Part, version: int) -> Store | None:
    """The imported data of a store version as a whole snapshot of it holds them; None without one."""
    for path in reversed(part.built()):
        if store_version(path) != version:
            continue
        try:
            if lost_tables(path, thoroughly=True):
                continue
            with connect(path, read_only=True) as connection:
                names = set(table_names(connection)) & set(RAW)
                found = {RAW[name]: shaped(RAW[name], _frame(connection, name)) for name in names}
        except duckdb.Error:
            continue
        if set(ALWAYS_THERE) <= set(found):
            return empty_store() | found
    return None


def _frame(connection: duckdb.DuckDBPyConnection, table: str) -> pl.DataFrame:
    return pl.DataFrame(connection.table(table).to_arrow_table())


def way_back(part: Part, version: int | None = None) -> str:
    """How to go on when a store version is beyond repair: the newest other one that is whole, or all files again."""
    for older in reversed([number for number in part.stored() if number != version]):
        folder = part.store_folder(older)
        try:
            read_store(folder)
            manifest = read_manifest(folder)
        except WorkspaceError:
            continue
        when = f" van {manifest.made.astimezone():%d-%m-%Y %H:%M}" if manifest else ""
        return (
            f"Een eerdere versie{when} is heel. Ga daarnaar terug met: "
            f"{part.command('build', '--store', str(older))}; lees daarna in wat later is gekomen."
        )
    return f"Lees alle bestanden opnieuw in met: {part.command('import', '--afresh', 'BESTAND')}"
