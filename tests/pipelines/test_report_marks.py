"""Marks of reports made at DUO: kept beside the data, by pupil and end date."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.models.build import rebuild
from pipelines.notes.report_marks import Report, mark_reported, report_marks, withdraw_reported
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import NOBODY, Viewer
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, rows_of, spread, write_csv

END = YEAR[1]
REPORT = Report("s", "a", YEAR[0], END)
MADE = END + timedelta(3)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with one report, of two whole days."""
    return make_workspace(tmp_path, spread("a", "weg", 16, hours=8))


def marked(workspace: Workspace, until: date | None = None) -> list[tuple[object, ...]]:
    """The marks that stand."""
    return rows_of(
        report_marks(workspace, SCOPE, until), "student_id", "begin_date", "end_date", "reported_on", "initials"
    )


def test_without_a_mark_there_is_none(workspace: Workspace) -> None:
    assert marked(workspace) == []


def test_a_mark_is_kept_through_import_and_build(workspace: Workspace, tmp_path: Path) -> None:
    assert mark_reported(workspace, SCOPE, [REPORT], MADE, " JdV ")
    import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("b", "weg", 1))])
    rebuild(workspace)
    assert marked(open_workspace(workspace.path)) == [("a", YEAR[0], END, MADE, "JdV")]


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True), (1, True)])
def test_on_an_earlier_day_a_mark_does_not_exist_yet(workspace: Workspace, days: int, there: bool) -> None:
    mark_reported(workspace, SCOPE, [REPORT], MADE, "JV")
    assert bool(marked(workspace, MADE + timedelta(days))) == there


def test_a_second_mark_changes_nothing(workspace: Workspace) -> None:
    mark_reported(workspace, SCOPE, [REPORT], MADE, "JV")
    assert not mark_reported(workspace, SCOPE, [REPORT], MADE + timedelta(1), "AB")
    assert [row[-2:] for row in marked(workspace)] == [(MADE, "JV")]


def test_a_mark_can_be_withdrawn_and_made_again(workspace: Workspace) -> None:
    mark_reported(workspace, SCOPE, [REPORT], MADE, "JV")
    assert withdraw_reported(workspace, SCOPE, REPORT, "AB")
    assert marked(workspace) == []
    assert not withdraw_reported(workspace, SCOPE, REPORT, "AB")
    assert mark_reported(workspace, SCOPE, [REPORT], MADE + timedelta(1), "CD")
    assert [row[-1] for row in marked(workspace)] == ["CD"]


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_nothing_can_be_reported_before_the_end_date(workspace: Workspace, days: int, refused: bool) -> None:
    if refused:
        with pytest.raises(UsageError, match="nog niets te melden"):
            mark_reported(workspace, SCOPE, [REPORT], END + timedelta(days), "JV")
    else:
        mark_reported(workspace, SCOPE, [REPORT], END + timedelta(days), "JV")
    assert bool(marked(workspace)) != refused


@pytest.mark.parametrize(
    ("initials", "right"),
    [("", False), ("J", False), ("JV", True), ("JdVr", True), ("JdVri", False), ("J1", False), ("J.V", False)],
)
def test_initials_are_two_to_four_letters(workspace: Workspace, initials: str, right: bool) -> None:
    if right:
        mark_reported(workspace, SCOPE, [REPORT], MADE, initials)
    else:
        with pytest.raises(UsageError):
            mark_reported(workspace, SCOPE, [REPORT], MADE, initials)
    assert bool(marked(workspace)) == right


@pytest.mark.parametrize("viewer", [NOBODY, Viewer(schools=("t",))])
def test_without_rights_nothing_is_marked_withdrawn_or_seen(workspace: Workspace, viewer: Viewer) -> None:
    with pytest.raises(UsageError, match="rechten"):
        mark_reported(workspace, viewer, [REPORT], MADE, "JV")
    mark_reported(workspace, SCOPE, [REPORT], MADE, "JV")
    with pytest.raises(UsageError, match="rechten"):
        withdraw_reported(workspace, viewer, REPORT, "JV")
    assert report_marks(workspace, viewer, None).is_empty()
    assert len(marked(workspace)) == 1


def test_many_reports_are_marked_at_once_or_none(workspace: Workspace) -> None:
    other = replace(REPORT, student_id="b", end_date=MADE + timedelta(1))
    with pytest.raises(UsageError, match="van leerling b nog niets te melden"):
        mark_reported(workspace, SCOPE, [REPORT, other], MADE, "JV")
    assert report_marks(workspace, SCOPE, None).is_empty()
    with pytest.raises(UsageError, match="geen rechten"):
        mark_reported(workspace, SCOPE, [REPORT, replace(REPORT, school="elders")], MADE, "JV")
    assert mark_reported(workspace, SCOPE, [REPORT, other], MADE + timedelta(1), "JV") == 2
    assert mark_reported(workspace, SCOPE, [REPORT, other], MADE + timedelta(1), "JV") == 0
