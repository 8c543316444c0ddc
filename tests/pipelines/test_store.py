"""What was imported is kept with what was written down about it, and never read as less."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from dashboard.commands.cli import main
from pipelines.errors import StoreError, UsageError, WorkspaceError
from pipelines.models.build import build_snapshot
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.store.check import check
from pipelines.store.import_log import imported_files
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.stores import (
    MANIFEST,
    STORE_FORMAT,
    STORE_TABLES,
    empty_store,
    read_manifest,
    read_store,
    write_store,
)
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.exports import files_of
from tests.pipelines.histories import make_workspace, settings, spread, write_csv
from tests.shared import some

ROOT = Path(__file__).parents[2]

# The name of a file about one pupil may tell who it is: the log does not keep it.
OF_ONE_PUPIL = "bestand van één leerling.csv"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, spread("1", "weg", 12, hours=6))


@pytest.fixture
def folder(workspace: Workspace) -> Path:
    """The only store version."""
    return part_of(workspace).store_folder(1)


def test_a_manifest_says_what_was_written(workspace: Workspace, folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest
    assert {name: rows for name, (rows, _) in manifest.tables.items()} == {
        name: frame.height for name, frame in part_of(workspace).store().items()
    }
    assert set(manifest.tables) == set(STORE_TABLES)
    assert [line["file"] for line in manifest.imports] == [OF_ONE_PUPIL]
    assert (folder / MANIFEST).stat().st_mtime_ns >= max(path.stat().st_mtime_ns for path in folder.glob("*.parquet"))


def test_a_table_swapped_for_a_whole_one_is_not_the_one_that_was_written(workspace: Workspace, folder: Path) -> None:
    frame = part_of(workspace).store()["registrations"]
    frame.head(11).write_parquet(folder / "registrations.parquet")
    with pytest.raises(StoreError, match=r"registrations\.parquet is beschadigd"):
        part_of(workspace).store()


def test_a_store_without_manifest_opens_and_gets_one_with_a_build(workspace: Workspace, folder: Path) -> None:
    """As the version before this one left it."""
    before = part_of(workspace).store()
    (folder / MANIFEST).unlink()
    assert check(workspace.path) == []
    assert part_of(workspace).store()["registrations"].equals(before["registrations"])
    rebuild(part_of(workspace))
    assert (folder / MANIFEST).exists()
    assert check(workspace.path) == []


@pytest.mark.parametrize("lost", some(["registrations", "vacations"], "vacations"))
def test_a_store_without_manifest_is_held_against_its_figures(tmp_path: Path, lost: str) -> None:
    workspace = make_workspace(tmp_path, spread("1", "weg", 12, hours=6))
    day = pl.date(2026, 10, 1)
    holiday = pl.select(school=pl.lit("s"), name=pl.lit("Vrij"), start=day, end=day)
    store = part_of(workspace).store() | {"vacations": holiday}
    version = part_of(workspace).next_version()
    part_of(workspace).write_store(version, store)
    build_snapshot(part_of(workspace), store, version)
    folder = part_of(workspace).store_folder(version)
    (folder / MANIFEST).unlink()
    (folder / f"{lost}.parquet").unlink()
    assert [finding.level for finding in check(workspace.path)] == ["fout"]
    more = write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))
    with pytest.raises(StoreError, match=f"{lost}.parquet"):
        import_files(workspace, [more])
    assert rebuild(part_of(workspace))
    assert part_of(workspace).store()[lost].equals(store[lost])
    assert [finding.level for finding in check(workspace.path)] == ["let op"]


def test_a_store_of_a_newer_program_is_not_read_as_less(folder: Path) -> None:
    path = folder / MANIFEST
    content = json.loads(path.read_text())
    content["tables"]["gesprekken"] = {"rows": 1, "sha256": ""}
    path.write_text(json.dumps(content))
    with pytest.raises(WorkspaceError, match="nieuwere versie"):
        read_store(folder)


@pytest.mark.parametrize("newer", [0, 1])
def test_a_store_of_a_newer_format_is_left_alone(
    workspace: Workspace, folder: Path, tmp_path: Path, newer: int
) -> None:
    path = folder / MANIFEST
    content = json.loads(path.read_text())
    assert content["format"] == STORE_FORMAT
    path.write_text(json.dumps(content | {"format": STORE_FORMAT + newer, "program": "9.1"}))
    more = write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))
    if not newer:
        assert rebuild(part_of(workspace))
        assert import_files(workspace, [more]).stored
        return
    before = files_of(workspace.path)
    for use in (part_of(workspace).store, lambda: rebuild(part_of(workspace)), lambda: import_files(workspace, [more])):
        with pytest.raises(
            WorkspaceError, match=r"000001 is geschreven door een nieuwere versie .*\(9\.1, indeling 5\)"
        ):
            use()
    assert ["met die versie of een latere" in each.remedy for each in check(workspace.path)] == [True]
    assert files_of(workspace.path) == before


def test_the_format_of_a_store_goes_up_with_its_tables() -> None:
    """An older program would read a store with another column as one without, and write it back so."""
    tables = {name: {column: str(kind) for column, kind in schema.items()} for name, schema in STORE_TABLES.items()}
    assert (STORE_FORMAT, sha256(json.dumps(tables).encode()).hexdigest()[:12]) == (4, "f7c27bf62da3")


def test_a_column_that_an_older_version_did_not_know_is_unknown(tmp_path: Path) -> None:
    store = empty_store()
    store["lessons"] = pl.DataFrame({"school": ["s"], "student_id": ["1"]})
    write_store(tmp_path / "000001", store)
    assert read_store(tmp_path / "000001")["lessons"].row(0) == ("s", "1", None, None, None)


def test_an_import_that_ends_before_its_line_in_the_log_is_known(workspace: Workspace, tmp_path: Path) -> None:
    workspace.import_log.write_text("")
    assert imported_files(workspace)["file"].to_list() == [OF_ONE_PUPIL]
    workspace.import_log.write_text('{"moment": "2026-0')
    import_files(workspace, [write_csv(tmp_path / "meer.csv", [*spread("2", "weg", 3), *spread("3", "weg", 3)])])
    assert imported_files(workspace)["file"].to_list() == ["meer.csv", OF_ONE_PUPIL]
    assert len(workspace.import_log.read_text().splitlines()) == 3


def test_an_import_that_cannot_be_built_leaves_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {name for name in files_of(workspace.path) if not name.startswith("audit")}

    def fail(*_: object) -> None:
        raise RuntimeError("halverwege")

    monkeypatch.setattr("pipelines.models.build.run_model", fail)
    with pytest.raises(RuntimeError):
        import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))])
    assert {name for name in files_of(workspace.path) if not name.startswith("audit")} == before


def test_beginning_afresh_is_only_for_what_is_lost(workspace: Workspace, tmp_path: Path) -> None:
    more = write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))
    with pytest.raises(UsageError, match="is heel"):
        import_files(workspace, [more], afresh=True)
    (part_of(workspace).store_folder(1) / "registrations.parquet").unlink()
    with pytest.raises(UsageError, match="te herstellen"):
        import_files(workspace, [more], afresh=True)
    toml = workspace.path / "school.toml"
    toml.write_text(toml.read_text().replace('id = "s"', 'id = "t"'))
    with pytest.raises(WorkspaceError, match="ontbreekt school 's'"):
        import_files(open_workspace(workspace.path), [more], afresh=True)


def test_nothing_is_imported_beside_data_of_a_school_that_lost_its_id(workspace: Workspace, tmp_path: Path) -> None:
    toml = workspace.path / "school.toml"
    toml.write_text(toml.read_text().replace('id = "s"', 'id = "t"'))
    more = write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))
    before = part_of(workspace).current()
    with pytest.raises(WorkspaceError, match="ontbreekt school 's'"):
        import_files(open_workspace(workspace.path), [more])
    assert part_of(workspace).current() == before


def test_a_folder_with_nothing_but_settings_is_whole(tmp_path: Path) -> None:
    (tmp_path / "school.toml").write_text(settings("nl-leerplicht"))
    assert check(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["school.toml"]
    (tmp_path / "school.toml").unlink()
    with pytest.raises(WorkspaceError, match=r"school\.toml bestaat niet"):
        check(tmp_path)


def test_only_a_version_that_is_there_is_gone_back_to(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(workspace.path), "--store", "7"]) == 2
    assert "Kies er een die er is: 1." in capsys.readouterr().err
    assert main(["build", str(workspace.path), "--store", "1"]) == 0


def test_a_snapshot_that_did_not_reach_the_disk_is_never_the_current_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when closing the database loses the rest in silence."""
    before = part_of(workspace).current()
    monkeypatch.setattr("pipelines.models.build.lost_tables", lambda path: ["mart_finding"])
    with pytest.raises(WorkspaceError, match="De schijf is vol"):
        rebuild(part_of(workspace))
    assert part_of(workspace).current() == before
    assert part_of(workspace).built() == [before]


@pytest.mark.parametrize("edited", [False, True])
def test_a_folder_in_which_nobody_may_write_is_told(workspace: Workspace, tmp_path: Path, edited: bool) -> None:
    """Of whoever writes; and of who only looks, when the settings are other ones than those of the figures."""
    more = write_csv(tmp_path / "meer.csv", spread("2", "weg", 3))
    place = workspace.path
    new = ["--school", "s", "--name", "S", "--protocol", "cgu-2024", "--region", "noord"]
    refused = [["import", str(place), str(more)], ["build", str(place)], ["init", str(place / "nieuw"), *new]]
    if edited:
        toml = place / "school.toml"
        toml.write_text(toml.read_text().replace("lessons_per_week = 30", "lessons_per_week = 25"))
        refused = [["stages", str(place), "--on", "2026-09-01"]]
    closed = [place, *(path for path in place.rglob("*"))]
    before = {path: path.stat().st_mode for path in closed}
    for path in closed:
        path.chmod(0o500 if path.is_dir() else 0o400)
    try:
        *done, looked = _as_anybody(*refused, ["check", str(place)])
    finally:
        for path, mode in before.items():
            path.chmod(mode)
    assert len(done) == len(refused)
    for code, out, err in done:
        assert (code, out) == (1, "")
        assert "voor u niet te schrijven" in err
        assert len(err.splitlines()) == 2
    assert (looked[0], "voor u niet te schrijven" in looked[1]) == (1, True)


def test_figures_in_a_folder_in_which_nobody_may_write_are_shown(workspace: Workspace) -> None:
    open_snapshot(workspace).close()
    workspace.path.chmod(0o500)
    try:
        [(code, _, err)] = _as_anybody(["stages", str(workspace.path), "--on", "2026-09-01"])
    finally:
        workspace.path.chmod(0o700)
    assert (code, err) == (0, "")


RUN = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from dashboard.commands.cli import main
told = []
for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    told.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(told))
"""


def _as_anybody(*commands: list[str]) -> list[tuple[int, str, str]]:
    """Runs commands as a user whom the rights on files hold for, also when these tests run as root."""
    dropped = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    words = [*dropped, sys.executable, "-c", RUN, json.dumps(commands)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]
