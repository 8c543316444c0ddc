"""A damaged workspace in the browser: the page says what is wrong and what mends it, in words of ours."""

import resource
import shutil
import sqlite3
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import marks
from pipelines.notes.report_cases import report_marks
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from tests.damage import DAMAGES, made
from tests.dashboard.conftest import OpenPage
from tests.dashboard.werklijst.test_page import press
from tests.pipelines.histories import SCOPE, YEAR
from tests.shared import copied, once

# What a page shows: figures, or figures with notes.
PAGE = "werklijst"
SHOWN = {name: damage for name, damage in DAMAGES.items() if damage.stages == "told" or "notes" in name}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(once("damage", made), tmp_path_factory.mktemp("heel")) / "de werkmap"


@pytest.fixture
def workspace(whole: Path, tmp_path: Path) -> Workspace:
    """A workspace of one's own to break."""
    return open_workspace(Path(shutil.copytree(whole, tmp_path / "de werkmap")))


@pytest.mark.parametrize("name", SHOWN)
def test_a_damage_is_told_on_the_page(workspace: Workspace, open_page: OpenPage, name: str) -> None:
    SHOWN[name].act(workspace.path)
    shown = open_page(workspace, PAGE)
    assert not shown.exception
    [said] = [error.value.replace("\\", "") for error in shown.error]
    assert str(workspace.path) in said or "school.toml" in said
    assert "verzuimbeeld" in said or SHOWN[name].by_hand


@pytest.mark.parametrize("name", ["figures cut off", "figures emptied", "figures flipped at the start"])
def test_damaged_figures_are_built_anew_by_the_page(workspace: Workspace, open_page: OpenPage, name: str) -> None:
    DAMAGES[name].act(workspace.path)
    before = part_of(workspace).current()
    shown = open_page(workspace, PAGE)
    assert not shown.exception
    assert not shown.error
    assert part_of(workspace).current() != before
    assert shown.dataframe


def test_a_page_tells_what_happens_while_it_is_open_and_goes_on_after_it(
    workspace: Workspace, open_page: OpenPage
) -> None:
    shown = open_page(workspace, PAGE)
    rows = len(shown.dataframe[0].value)
    settings = workspace.path / "school.toml"
    right = settings.read_text()
    settings.write_text(right + "geen sleutel")
    shown = shown.run()
    assert not shown.exception
    assert "geen geldige TOML" in shown.error[0].value
    assert not shown.dataframe
    settings.write_text(right)
    shown = shown.run()
    assert not shown.error
    assert len(shown.dataframe[0].value) == rows


def test_settings_changed_while_a_page_is_open_are_built_in(workspace: Workspace, open_page: OpenPage) -> None:
    shown = open_page(workspace, "trends")
    before = part_of(workspace).current()
    settings = workspace.path / "school.toml"
    settings.write_text(settings.read_text().replace("lessons_per_week = 30", "lessons_per_week = 25"))
    shown = shown.run()
    assert not shown.exception
    assert not shown.error
    assert part_of(workspace).current() != before
    hours = open_snapshot(open_workspace(workspace.path)).rows("select hours_a_week from ref_lesson_table")
    assert hours.to_series().to_list() == [25.0]
    after = part_of(workspace).current()
    settings.write_text("# alleen een regel erbij\n" + settings.read_text())
    assert not shown.run().error
    assert part_of(workspace).current() == after


def test_locked_notes_are_told(workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.notes.file.WAIT_SECONDS", 0.1)
    holder = sqlite3.connect(workspace.path / "notes.sqlite", isolation_level=None)
    holder.execute("pragma locking_mode = exclusive")
    holder.execute("begin exclusive")
    holder.execute("update code_choice set category = category")
    shown = open_page(workspace, PAGE)
    assert not shown.exception
    assert "vastgehouden" in shown.error[0].value
    holder.execute("rollback")
    holder.close()
    assert not shown.run().error


def marked(page: AppTest) -> AppTest:
    """The page after the button that marks the first task as done."""
    page.session_state["paraaf"] = "JdV"
    shown: AppTest = press(page.run(), 0)
    return shown


def kept(workspace: Workspace) -> int:
    """Marks of steps, and of reports of the norm."""
    return marks(workspace, SCOPE, YEAR[-1]).height + report_marks(workspace, SCOPE, YEAR[-1]).height


def test_a_full_disk_while_marking_is_told_and_keeps_nothing(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, PAGE)
    before = kept(workspace)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        page = marked(page)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert not page.exception
    assert any("De schijf is vol" in error.value for error in page.error)
    assert kept(workspace) == before
    page = marked(page)
    assert not page.error
    assert kept(workspace) == before + 1
