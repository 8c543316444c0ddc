"""The folder of a school: private, one writer at a time, and whole whatever happens to a writer."""

import os
import stat
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.stages import stages
from pipelines.settings.in_force import adopt
from pipelines.store.imports import import_files
from pipelines.store.part import KEPT_SNAPSHOTS, part_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import brought, files_of, kept, registrations
from tests.pipelines.histories import SCOPE, YEAR, settings
from tests.shared import copied, once

ONE = "1 | 101 | 2026-09-07 | 1 | ongeoorloofd"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with one import."""

    def make(folder: Path) -> None:
        opened = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
        brought(opened, registrations(folder / "een.csv", ONE))

    return open_workspace(copied(once("workspace", make), tmp_path) / "werkmap")


def more(folder: Path, number: int) -> Path:
    """A file with one registration of another day."""
    return registrations(folder / f"meer-{number}.csv", f"{number} | 101 | 2026-09-{7 + number:02} | 1 | ongeoorloofd")


def test_everything_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "werkmap"
    old = os.umask(0o022)
    try:
        main(["init", str(folder), "--school", "s", "--name", "S", "--protocol", "cgu-2024", "--region", "noord"])
        os.umask(0o022)  # a second command is a new process
        main(["import", str(folder), str(registrations(tmp_path / "een.csv", ONE.replace("ongeoorloofd", "AO")))])
        os.umask(0o022)
        main(["build", str(folder)])
    finally:
        os.umask(old)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {modes[path] for path in modes if path.is_dir()} == {0o700}
    assert {modes[path] for path in modes if path.is_file()} == {0o600}
    assert len(modes) > 10


def test_a_rebuild_that_nobody_asked_for_is_readable_by_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "werkmap"
    opened = create_workspace(folder, settings("nl-leerplicht"))
    brought(opened, registrations(tmp_path / "een.csv", ONE))
    monkeypatch.setattr("pipelines.models.snapshot.fingerprint", lambda *_: "another version")
    monkeypatch.setattr("pipelines.models.build.fingerprint", lambda *_: "another version")
    before = part_of(opened).current()
    old = os.umask(0o022)  # the page and the commands that only look set none of their own
    try:
        open_snapshot(open_workspace(folder)).close()
        adopt(open_workspace(folder), "mlg-2020", "s", "De rector", YEAR[0])
    finally:
        os.umask(old)
    assert part_of(opened).current() != before
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_dir()} == {0o700}


def test_nothing_is_written_outside_the_workspace(workspace: Workspace, tmp_path: Path) -> None:
    assert sorted(path.name for path in tmp_path.iterdir()) == ["een.csv", "werkmap"]
    assert sorted(path.name for path in workspace.path.iterdir()) == ["audit", "scholen", "school.toml"]


def test_a_second_writer_is_told_to_wait(workspace: Workspace, tmp_path: Path) -> None:
    path = more(tmp_path, 2)
    with workspace.locked():
        before = files_of(workspace.path)
        for write in (lambda: rebuild(part_of(workspace)), lambda: import_files(workspace, [path])):
            with pytest.raises(
                WorkspaceError, match=rf"loopt al een import of opbouw van school s \(.+, proces {os.getpid()}\)"
            ) as error:
                write()
            assert "Wacht tot die klaar is" in error.value.remedy
            assert files_of(workspace.path) == before
    # Whose turn it was is forgotten, also when it ended badly.
    assert (workspace.path / "audit" / "lock").read_text(encoding="utf-8") == ""
    assert brought(workspace, path).new == 1


def test_readers_go_on_while_somebody_writes_and_the_last_three_versions_stay(
    workspace: Workspace, tmp_path: Path
) -> None:
    reading = open_snapshot(workspace)
    for number in range(2, 2 + KEPT_SNAPSHOTS + 1):
        brought(workspace, more(tmp_path, number))
    assert reading.rows("select count(*) from raw_registration").item() == 1
    assert open_snapshot(workspace).rows("select count(*) from raw_registration").item() == 5
    reading.close()
    rebuild(part_of(workspace))
    snapshots = sorted(path.stem for path in part_of(workspace).snapshots.glob("*.duckdb"))
    assert len(snapshots) == KEPT_SNAPSHOTS == 3
    assert sorted(path.name for path in (part_of(workspace).home / "store").iterdir()) == sorted(
        {name.split("-")[1] for name in snapshots}
    )
    assert part_of(workspace).pointer.read_text() == snapshots[-1] + ".duckdb\n"
    assert len(kept(workspace)) == 5


def test_what_a_killed_import_left_is_ignored_and_cleaned(workspace: Workspace, tmp_path: Path) -> None:
    unfinished = part_of(workspace).snapshots / ".000009-000008.duckdb"
    unfinished.write_bytes(b"half")
    unfinished.with_name(unfinished.name + ".wal").write_bytes(b"half")
    spilled = part_of(workspace).snapshots / ".000009-000008.duckdb.tmp"
    spilled.mkdir()
    (spilled / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"half")
    (part_of(workspace).snapshots / ".CURRENT.new").write_text("000009-00")
    folder = part_of(workspace).home / "store" / "000008"
    folder.mkdir()
    (folder / "registrations.parquet").write_bytes(b"PAR1 half")
    assert kept(workspace) == ["101 07-09 1 ongeoorloofd"]
    assert brought(workspace, more(tmp_path, 2)).new == 1
    assert sorted(path.name for path in part_of(workspace).snapshots.glob(".*")) == []
    assert not folder.exists()
    assert not spilled.exists()
    assert len(kept(open_workspace(workspace.path))) == 2


def test_a_pointer_to_a_missing_snapshot_is_told(workspace: Workspace, tmp_path: Path) -> None:
    for text in ("000077-000001.duckdb\n", "", "../een.csv.weg"):
        part_of(workspace).pointer.write_text(text)
        before = files_of(workspace.path)
        for use in (
            part_of(workspace).store,
            part_of(workspace).current,
            lambda: brought(workspace, more(tmp_path, 2)),
        ):
            with pytest.raises(WorkspaceError, match="CURRENT wijst naar") as error:
                use()
            assert error.value.remedy
        assert files_of(workspace.path) == before


def test_a_lost_pointer_does_not_lose_what_was_imported(workspace: Workspace, tmp_path: Path) -> None:
    brought(workspace, more(tmp_path, 2))
    part_of(workspace).pointer.unlink()
    with pytest.raises(WorkspaceError):
        brought(workspace, more(tmp_path, 3))


def test_a_new_workspace_has_nothing_yet(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    assert part_of(workspace).current() is None
    assert part_of(workspace).store()["registrations"].is_empty()
    assert rebuild(part_of(workspace)) is None
    with pytest.raises(WorkspaceError, match="nog niets ingelezen"):
        open_snapshot(workspace)


def test_a_workspace_is_not_made_twice(workspace: Workspace) -> None:
    before = files_of(workspace.path)
    with pytest.raises(WorkspaceError, match="is al een werkmap"):
        create_workspace(workspace.path, settings("cgu-2024"))
    assert files_of(workspace.path) == before


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"school\.toml bestaat niet"):
        open_workspace(tmp_path)
    assert not list(tmp_path.iterdir())


def test_which_school_is_meant(workspace: Workspace) -> None:
    assert workspace.school(None).id == workspace.school("s").id == "s"
    with pytest.raises(UsageError, match="'b' is hier niet bekend"):
        workspace.school("b")


def test_a_rebuild_gives_the_same_tables(workspace: Workspace) -> None:
    on = YEAR[5]
    before = open_snapshot(workspace).rows("select * from mart_stage_reached order by all")
    path = rebuild(part_of(workspace))
    assert path == part_of(workspace).current()
    assert open_snapshot(workspace).rows("select * from mart_stage_reached order by all").equals(before)
    assert stages(open_snapshot(workspace), SCOPE, on).is_empty()
