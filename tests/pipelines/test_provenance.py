"""Only what the demo itself imported is the demo, whatever school.toml says."""

import shutil
from pathlib import Path

import pytest

from pipelines.models.rebuild import rebuild
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.provenance import MARK, holds_only_the_demo
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.histories import make_workspace, settings, spread, write_csv

DEMO = "demo = true\n" + settings("nl-leerplicht")


@pytest.fixture
def demo(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, spread("1", "laat", 3), toml=DEMO, demo=True)


def store(workspace: Workspace) -> Path:
    """The folder of the newest store."""
    return max((part_of(workspace).home / "store").iterdir())


def test_the_demo_is_known_and_stays_so_when_it_is_built_again(demo: Workspace) -> None:
    assert holds_only_the_demo(demo)
    rebuild(part_of(demo))
    assert holds_only_the_demo(open_workspace(demo.path))


def test_an_import_that_changes_nothing_leaves_the_demo(demo: Workspace, tmp_path: Path) -> None:
    same = import_files(demo, [tmp_path / "export.csv"])
    assert not same.stored
    assert holds_only_the_demo(demo)


@pytest.mark.parametrize("says_demo", [True, False])
def test_anything_else_makes_it_real_for_good(demo: Workspace, tmp_path: Path, says_demo: bool) -> None:
    import_files(demo, [write_csv(tmp_path / "meer.csv", spread("2", "laat", 1))], demo=says_demo)
    assert not holds_only_the_demo(demo)
    import_files(demo, [write_csv(tmp_path / "export.csv", spread("1", "laat", 3))], demo=True)
    assert not holds_only_the_demo(demo)


def test_a_real_school_that_is_called_demo_is_none(tmp_path: Path) -> None:
    """Someone writes `demo = true` in school.toml, or copies that file from a demo."""
    real = make_workspace(tmp_path, spread("1", "laat", 3))
    (real.path / "school.toml").write_text(DEMO, encoding="utf-8")
    assert open_workspace(real.path).demo
    assert not holds_only_the_demo(open_workspace(real.path))


def test_a_demo_that_is_not_called_so_is_none(demo: Workspace) -> None:
    (demo.path / "school.toml").write_text(settings("nl-leerplicht"), encoding="utf-8")
    assert not holds_only_the_demo(open_workspace(demo.path))


def test_a_workspace_without_an_import_is_none(tmp_path: Path) -> None:
    assert not holds_only_the_demo(create_workspace(tmp_path / "werkmap", DEMO))


@pytest.mark.parametrize("mark", ["", "{}", "null", "[]", '{"registrations.parquet": "0"}'])
def test_a_damaged_mark_is_none(demo: Workspace, mark: str) -> None:
    (store(demo) / MARK).write_text(mark, encoding="utf-8")
    assert not holds_only_the_demo(demo)


def test_the_data_of_another_school_under_the_mark_are_no_demo(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "echt").mkdir()
    real = make_workspace(tmp_path / "echt", spread("9", "weg", 3))
    shutil.copy(store(real) / "registrations.parquet", store(demo) / "registrations.parquet")
    assert not holds_only_the_demo(demo)


@pytest.mark.parametrize("change", ["added", "gone", "byte"])
def test_a_store_that_is_not_as_it_was_marked_is_no_demo(demo: Workspace, change: str) -> None:
    table = store(demo) / "pupils.parquet"
    if change == "added":
        shutil.copy(table, store(demo) / "more.parquet")
    elif change == "gone":
        table.unlink()
    else:
        whole = bytearray(table.read_bytes())
        whole[len(whole) // 2] ^= 1
        table.write_bytes(whole)
    assert not holds_only_the_demo(demo)
