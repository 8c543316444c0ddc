"""A change of the settings: checked, one line in the log, built, undone once, and never over somebody else's."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.snapshot import fits
from pipelines.settings.edit import with_items, with_values
from pipelines.settings.keep import LOG, change, history, last, undo, version
from pipelines.settings.logbook import lines
from pipelines.settings.settings import SettingsError
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace, reopened
from tests.pipelines.histories import make_workspace, settings, spread

BEFORE = "# van ons\n" + settings("kgc-2021")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "werkmap", BEFORE)


def named(name: str) -> Callable[[str, Path], str]:
    return lambda text, path: with_values(text, path, "s", {"name": name})


def renamed(workspace: Workspace, name: str, seen: str = "") -> bool:
    return change(workspace, seen or version(workspace), "s", "Algemeen", f"naam {name}", "AB", named(name))


def text(workspace: Workspace) -> str:
    return (workspace.path / "school.toml").read_text(encoding="utf-8")


def test_a_change_is_one_line_and_undone_once(empty: Workspace) -> None:
    assert renamed(empty, "Een")
    assert renamed(empty, "Twee")
    assert not renamed(empty, "Twee")
    assert len(lines(empty.path / "audit" / LOG)) == 2
    for name in ("Een", "School"):
        found = last(empty)
        assert found
        assert (found.part, found.by, found.school) == ("Algemeen", "AB", "s")
        undo(empty, found.moment, "CD")
        assert reopened(empty.path).school("s").name == name
    assert text(empty) == BEFORE
    assert last(empty) is None
    assert [each.undone for each in history(empty)] == [True, True, False, False]


def test_who_comes_second_is_refused_with_words(empty: Workspace) -> None:
    seen = version(empty)
    assert renamed(empty, "Een", seen)
    with pytest.raises(UsageError, match="heeft iemand anders de instellingen veranderd"):
        renamed(empty, "Twee", seen)
    assert reopened(empty.path).school("s").name == "Een"


def test_who_comes_second_while_the_first_is_busy_is_refused(empty: Workspace) -> None:
    with empty.locked(), pytest.raises(WorkspaceError, match="loopt al een import of opbouw"):
        renamed(empty, "Een")
    assert text(empty) == BEFORE


def test_a_file_that_was_changed_since_is_not_undone(empty: Workspace) -> None:
    renamed(empty, "Nul")
    renamed(empty, "Een")
    found = last(empty)
    assert found
    by_hand = text(empty).replace("Een", "Met de hand")
    (empty.path / "school.toml").write_text(by_hand, encoding="utf-8")
    assert last(empty) is None
    with pytest.raises(UsageError, match="sindsdien opnieuw veranderd"):
        undo(empty, found.moment, "AB")
    assert text(empty) == by_hand
    # What comes after it can be undone, up to what was written by hand.
    renamed(empty, "Drie")
    again = last(empty)
    assert again
    undo(empty, again.moment, "AB")
    assert text(empty) == by_hand
    assert last(empty) is None


def test_what_may_not_be_is_not_kept_and_says_where(empty: Workspace) -> None:
    with pytest.raises(SettingsError) as refused:
        change(empty, version(empty), "s", "x", "y", "AB", lambda t, p: with_values(t, p, "s", {"lesson_minutes": 5}))
    assert refused.value.key == ("school", 0, "lesson_minutes")
    assert text(empty) == BEFORE
    assert not (empty.path / "audit" / LOG).exists()


def test_figures_follow_and_what_cannot_be_built_changes_nothing(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, spread("1001", "weg", 3), "kgc-2021")
    renamed(workspace, "Een")
    kept = text(workspace)
    assert fits(part_of(reopened(workspace.path)))
    free = [{"date": date(2026, 11, 12)}]
    change(
        workspace, version(workspace), "s", "Vakanties", "x", "AB", lambda t, p: with_items(t, p, "s", "free_day", free)
    )
    found = last(workspace)
    assert found
    undo(workspace, found.moment, "AB")
    # Without the holidays of the region no calendar can be made of the year that has data.
    own = {"only_own_holidays": True}
    for _ in range(2):
        with pytest.raises(WorkspaceError, match="Er is niets veranderd"):
            change(workspace, version(workspace), "s", "x", "y", "AB", lambda t, p: with_values(t, p, "s", own))
    assert text(workspace) == kept
    assert fits(part_of(reopened(workspace.path)))
    # The step that was not taken stands in nobody's way.
    found = last(workspace)
    assert found
    assert found.what == "naam Een"
