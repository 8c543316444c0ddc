"""What `/gezond` says of a workspace: every damage that it looks for, at once, and nothing of what a workspace holds."""

import shutil
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.audit.events import Actor, Event
from pipelines.audit.key import FILE, VARIABLE, key_folder
from pipelines.audit.log import add, log_path
from pipelines.keeping import health as looked
from pipelines.keeping.health import PARTS, health
from pipelines.store.import_log import imported_files
from pipelines.store.workspace import create_workspace, open_workspace
from protocols.load import load_settings
from tests.damage import DAMAGES, made
from tests.pipelines.histories import settings
from tests.shared import copied, once

# What only a look at every row finds, as `check` takes.
DEEP = {"figures flipped", "one table of the notes"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole workspace of one's own, in which somebody did something."""
    found = copied(once("damage", made), tmp_path) / "de werkmap"
    for _ in range(3):
        add(found, [Event("page", what="trends")], Actor())
    return found


def wrong(folder: Path) -> set[str]:
    return {name for name, is_whole in health(folder).parts.items() if not is_whole}


def test_a_whole_workspace_is_whole_and_tells_its_last_import(folder: Path) -> None:
    found = health(folder)
    assert (found.is_whole, set(found.parts)) == (True, set(PARTS))
    newest = imported_files(open_workspace(folder))["moment"][0]
    assert found.last_import == newest.replace(tzinfo=UTC)


def test_a_new_school_is_whole_before_its_first_import(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "nieuw", settings("nl-leerplicht"))
    assert (health(workspace.path).is_whole, health(workspace.path).last_import) == (True, None)


@pytest.mark.parametrize("place", ["er is niets", "map zonder school"])
def test_a_folder_without_a_school_is_not_whole(tmp_path: Path, place: str) -> None:
    (tmp_path / "map zonder school").mkdir()
    assert wrong(tmp_path / place) == set(PARTS)
    assert not (tmp_path / "er is niets").exists()


@pytest.mark.parametrize("name", sorted(set(DAMAGES) - DEEP))
def test_a_damage_shows_and_is_gone_when_it_is_mended(folder: Path, name: str) -> None:
    assert wrong(folder) == set()
    kept = folder.with_name("heel")
    shutil.copytree(folder, kept)
    DAMAGES[name].act(folder)
    assert bool(wrong(folder)) == (not DAMAGES[name].whole)
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    assert wrong(folder) == set()


def _cut(path: Path) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


def _changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"trends", b"ladder"))


def _more(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"n": 99}\n')


def _unfinished(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'{"n": 9')


@pytest.mark.parametrize(
    ("act", "is_whole"), [(_cut, False), (_changed, False), (Path.unlink, False), (_more, True), (_unfinished, True)]
)
def test_the_end_of_the_log(folder: Path, act: Callable[[Path], None], is_whole: bool) -> None:
    """What stands behind the end that is known is of who is just writing, or was stopped; the log itself tells of it."""
    act(log_path(folder))
    assert wrong(folder) == (set() if is_whole else {"logboek"})


def test_a_log_of_another_account(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "elders"))
    assert wrong(folder) == {"logboek"}
    monkeypatch.undo()
    assert (key_folder() / FILE).exists()
    assert wrong(folder) == set()


def test_a_wrong_table_of_persons_lets_nobody_in(folder: Path) -> None:
    table = folder / "toegang.toml"
    table.write_text('[[person]]\nid = "a@school.test"\n', encoding="utf-8")
    table.chmod(0o600)
    assert wrong(folder) == {"toegang"}


@pytest.mark.parametrize(("less", "is_whole"), [(-1, False), (0, True), (1, True)])
def test_room_on_the_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, less: int, is_whole: bool) -> None:
    least = int(dict(load_settings().select("name", "value").iter_rows())["disk_free_megabytes"]) * 1_000_000
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=least + less))
    assert wrong(folder) == (set() if is_whole else {"schijf"})


def test_what_did_not_change_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    health(folder)

    def refused(*_: object) -> None:
        raise AssertionError

    for name in ("Snapshot", "imported_files"):
        monkeypatch.setattr(looked, name, refused)
    assert health(folder).is_whole
    assert health(folder).last_import
