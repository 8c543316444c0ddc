"""The history of corrections: what a later import changed or withdrew."""

from pathlib import Path

import polars as pl

from pipelines.store.import_log import imported_files
from pipelines.store.imports import import_files
from pipelines.store.merge import _one_number_each
from pipelines.store.part import part_of
from pipelines.store.preview import preview
from pipelines.store.stores import MANIFEST
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import brought, registrations
from tests.pipelines.histories import make_workspace, rows_of, settings, table, write_csv
from tests.shared import copied, key, once

FIRST = """
1 | 2026-09-01 | 1 | onbekend
1 | 2026-09-02 | 1 | weg
2 | 2026-09-03 | 2 | ziek
"""
# The next day: a reason became known, and one registration is gone.
LATER = """
1 | 2026-09-01 | 1 | ziek
2 | 2026-09-03 | 2 | ziek
1 | 2026-09-03 | 1 | weg
"""
COLUMNS = ("student_id", "date", "hour_from", "old_code", "new_code", "kind")


def imported_again(folder: Path) -> Workspace:
    """A workspace with both imports, built once and copied; `later.csv` stands beside it."""

    def make(place: Path) -> None:
        workspace = make_workspace(place, table(FIRST))
        import_files(workspace, [write_csv(place / "later.csv", table(LATER))])

    copied(once(key(FIRST, LATER), make), folder)
    return open_workspace(folder / "werkmap")


def test_a_first_import_corrects_nothing(tmp_path: Path) -> None:
    assert part_of(make_workspace(tmp_path, table(FIRST))).store()["corrections"].is_empty()


def test_withdrawn_registrations_are_kept_with_what_came_instead(tmp_path: Path) -> None:
    found = (
        part_of(imported_again(tmp_path))
        .store()["corrections"]
        .with_columns(pl.col("date").cast(pl.String))
        .sort("date")
    )
    assert rows_of(found, *COLUMNS) == [
        ("1", "2026-09-01", 1, "onbekend", "ziek", "ingetrokken"),
        ("1", "2026-09-02", 1, "ongeoorloofd", None, "ingetrokken"),
    ]


def test_the_moment_and_the_numbers_are_those_of_the_log(tmp_path: Path) -> None:
    workspace = imported_again(tmp_path)
    last = imported_files(workspace).row(0, named=True)
    found = part_of(workspace).store()["corrections"].filter(moment=last["moment"])
    assert last["changed"] + last["withdrawn"] == found.height == 2
    assert imported_files(workspace)["file"].to_list() == ["later.csv", "export.csv"]


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    workspace = imported_again(tmp_path)
    import_files(workspace, [tmp_path / "later.csv"])
    assert part_of(workspace).store()["corrections"].height == 2


def test_a_rehearsal_stores_no_history(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, table(FIRST))
    preview(workspace, [write_csv(tmp_path / "later.csv", table(LATER))])
    assert part_of(workspace).store()["corrections"].is_empty()


def test_a_store_of_an_older_version_has_no_history(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, table(FIRST))
    for name in ("corrections.parquet", MANIFEST):
        for path in (part_of(workspace).home / "store").rglob(name):
            path.unlink()
    assert part_of(workspace).store()["corrections"].is_empty()
    import_files(workspace, [write_csv(tmp_path / "later.csv", table(LATER))])
    assert part_of(workspace).store()["corrections"].height == 2


def test_a_source_with_ids_changes_a_registration_in_place(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    brought(workspace, registrations(tmp_path / "een.csv", "7 | 101 | 2026-09-07 | 1 | onbekend"))
    brought(workspace, registrations(tmp_path / "twee.csv", "7 | 101 | 2026-09-08 | 2 | ziek"))
    found = part_of(workspace).store()["corrections"].with_columns(pl.col("date").cast(pl.String))
    assert rows_of(found, *COLUMNS) == [("101", "2026-09-07", 1, "onbekend", "ziek", "gewijzigd")]


def test_a_correction_moves_along_when_the_stamnummer_becomes_known(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    history = part_of(workspace).store()
    pupils = pl.DataFrame(
        [("s", "5101", "5101"), ("s", "101", "5101")], schema=["school", "student_id", "leerling_id"], orient="row"
    )
    rows = pl.DataFrame({"school": ["s", "t"], "student_id": ["5101", "5101"]})
    filled = history | {
        "pupils": pl.concat([history["pupils"], pupils], how="diagonal"),
        "corrections": pl.concat([history["corrections"], rows], how="diagonal"),
    }
    moved = _one_number_each(filled, "s")["corrections"]
    assert rows_of(moved, "school", "student_id") == [("s", "101"), ("t", "5101")]
