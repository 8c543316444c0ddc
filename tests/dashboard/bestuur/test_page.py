"""The page of a board: schools beside each other, by name who sent nothing, and no pupil anywhere."""

from datetime import timedelta
from pathlib import Path

import pytest

from dashboard import access
from pipelines.board.read import read_board
from pipelines.models.rebuild import rebuild
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import Viewer, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.shared import copied, once

ALL = ("s", "t", "u")
BOARD_MEMBER = Viewer("b@bestuur.test", aggregates=ALL, at=ALL, offices=("bestuur",), initials="BS")


def _board(place: Path) -> Workspace:
    workspace = schools.board(place)
    # The first one was read in before the others were there.
    for school in ALL:
        rebuild(part_of(workspace, school))
    return workspace


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    copied(once("board of three", _board), tmp_path)
    return open_workspace(tmp_path / "werkmap")


def test_a_board_sees_its_schools_beside_each_other(
    board: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: BOARD_MEMBER)
    page = open_page(board, "bestuur")
    assert not page.exception
    table = {row["School"]: row for row in page.dataframe[0].value.to_dict("records")}
    one, other = (float(table[name]["Ongeoorloofd"].replace(",", ".")) for name in ("School", "Tweede school"))
    assert other > 3 * one > 0
    # Three pupils are no figure.
    assert not isinstance(table["Kleine school"]["Ongeoorloofd"], str)
    assert "3 scholen" in page.header[0].value
    assert "Tweede school (hoger)" in " ".join(text.value for text in page.markdown)
    steps = page.segmented_control(key="bestuur-deel").set_value("Stappen").run()
    assert not steps.exception
    assert "Op tijd" in steps.dataframe[1].value.columns
    columns = {column for frame in (*page.dataframe, *steps.dataframe) for column in frame.value.columns}
    assert not {"Leerling", "nummer", "Klas", "key"} & columns


def test_who_may_see_one_school_sees_one(
    board: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_one = Viewer("r@school.test", aggregates=("s",), at=("s",), offices=("rector",), initials="RE")
    monkeypatch.setattr(access, "viewer", lambda _: of_one)
    page = open_page(board, "bestuur")
    assert set(page.dataframe[0].value["School"]) == {"School"}
    monkeypatch.setattr(access, "viewer", lambda _: of_schools("s"))
    assert read_board(board, Viewer(offices=("bestuur",))).rows.is_empty()


def test_a_school_that_sent_nothing_this_week_is_named(
    board: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = read_board(board, of_schools(*ALL)).rows["last_date"].to_list()
    assert len(set(last)) > 1
    monkeypatch.setattr("dashboard.app_pages.bestuur.doors.today", lambda: max(last) + timedelta(30))
    for summary in part_of(board, "u").home.glob("*.parquet"):
        summary.write_bytes(b"niets")
    page = open_page(board, "bestuur")
    assert not page.exception
    told = {row["School"]: row["Wat er is"] for row in page.dataframe[0].value.to_dict("records")}
    assert "build" in told.pop("u")
    assert all("Deze week" in text for text in told.values())


@pytest.mark.parametrize("case", ["leeg", "normaal", "een leerling"])
def test_a_school_by_itself_says_what_there_is(school: School, open_page: OpenPage, case: str) -> None:
    page = open_page(school(case), "bestuur")
    assert not page.exception
    assert page.header[0].value == "Er is één school: daar is niets naast te zetten."
