"""The folder of the demo: what a broken-off start left is made anew, what is somebody else's stays as it was."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from dashboard.commands import demo
from data.board import BoardSchool
from pipelines.errors import UsageError, WorkspaceError
from pipelines.store.part import part_of, parts_of
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, create_workspace
from tests.pipelines.histories import make_workspace, settings, spread, write_csv

TOML = settings("nl-leerplicht")


@pytest.fixture
def small_school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo with one pupil: what it holds does not matter here."""
    (tmp_path / "export").mkdir()
    files = [write_csv(tmp_path / "export" / "registraties.csv", spread("1", "laat", 3))]
    school = SimpleNamespace(school_toml=TOML, files=files)
    monkeypatch.setattr(demo, "make_school", lambda *_, **__: school)
    monkeypatch.setattr(demo, "make_notes", lambda _: None)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, by its place."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def somebody_elses_files(folder: Path) -> None:
    folder.mkdir()
    (folder / "begroting.xlsx").write_bytes(b"niet van ons")


def settings_of_another_program(folder: Path) -> None:
    folder.mkdir()
    (folder / "school.toml").write_text("[[rooster]]\nid = 1\n", encoding="utf-8")


def new_workspace(folder: Path) -> None:
    create_workspace(folder, TOML)


def workspace_without_figures(folder: Path) -> None:
    made = make_workspace(folder.parent, spread("1", "laat", 3), toml=TOML)
    part_of(made).pointer.unlink()
    made.path.rename(folder)


def demo_with_an_import_without_figures(folder: Path) -> None:
    """Somebody read a real export into the demo: it says demo, and is none."""
    made = make_workspace(folder.parent, spread("1", "laat", 3), toml="demo = true\n" + TOML)
    part_of(made).pointer.unlink()
    made.path.rename(folder)


def demo_with_notes(folder: Path) -> None:
    create_workspace(folder, "demo = true\n" + TOML)
    (folder / "notes.sqlite").write_bytes(b"notities")


FOREIGN = [
    somebody_elses_files,
    settings_of_another_program,
    new_workspace,
    workspace_without_figures,
    demo_with_an_import_without_figures,
    demo_with_notes,
]


@pytest.mark.parametrize("kind", FOREIGN, ids=lambda kind: kind.__name__)
def test_a_folder_of_somebody_else_is_refused_and_stays_as_it_was(
    tmp_path: Path, small_school: None, kind: object
) -> None:
    folder = tmp_path / "map"
    assert callable(kind)
    kind(folder)
    before = contents(folder)
    with pytest.raises(WorkspaceError) as refused:
        demo.demo_workspace(folder)
    assert str(folder) in refused.value.what
    assert "--map" in refused.value.remedy
    assert contents(folder) == before


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path, small_school: None) -> None:
    (tmp_path / "map").write_bytes(b"een bestand")
    with pytest.raises(WorkspaceError) as refused:
        demo.demo_workspace(tmp_path / "map")
    assert "geen map" in refused.value.what
    assert (tmp_path / "map").read_bytes() == b"een bestand"


def _half_made(folder: Path) -> Workspace:
    """A demo that was broken off before its figures were there."""
    return create_workspace(folder, "demo = true\n" + TOML)


@pytest.mark.parametrize("left", ["nothing", "empty folder", "half"])
def test_what_a_start_left_that_was_broken_off_is_made_anew(tmp_path: Path, small_school: None, left: str) -> None:
    folder = tmp_path / "map"
    if left == "empty folder":
        folder.mkdir()
    if left == "half":
        half = _half_made(folder)
        (part_of(half).home / "store" / "000001").mkdir(parents=True)
        (part_of(half).home / "store" / "000001" / "registrations.parquet").write_bytes(b"half")
    made = demo.demo_workspace(folder)
    assert holds_only_the_demo(made)
    assert part_of(made).store()["registrations"].height == 3
    # The second start makes nothing.
    shutil.rmtree(tmp_path / "export")
    assert part_of(demo.demo_workspace(folder)).current() == part_of(made).current()


def test_a_board_is_made_once_and_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first school is imported, the others are the same with other numbers; here it has one pupil."""
    asked: list[list[str]] = []

    def make(folder: Path, schools: list[BoardSchool]) -> Iterator[tuple[BoardSchool, list[Path]]]:
        asked.append([school.id for school in schools])
        for school in schools:
            yield school, [write_csv(folder / f"{school.id}.csv", spread("1", "OA", 3))]

    monkeypatch.setattr(demo, "make_board", make)
    monkeypatch.setattr(demo, "DIFFERENT", 1)
    made = demo.board_workspace(2, tmp_path / "map")
    assert holds_only_the_demo(made)
    pupils = {part.id: part.store()["registrations"]["student_id"].unique().to_list() for part in parts_of(made)}
    assert pupils == {"school-1": ["1"], "school-2": ["21"]}
    part_of(made, "school-2").pointer.unlink()
    again = demo.board_workspace(2, tmp_path / "map")
    assert all(part.current() for part in parts_of(again))
    assert asked == [["school-1"], []]
    with pytest.raises(WorkspaceError, match="niet leeg"):
        demo.board_workspace(3, tmp_path / "map")
    with pytest.raises(UsageError):
        demo.board_workspace(0, tmp_path / "map")
