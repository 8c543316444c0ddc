"""Who left by a list of the whole school, on the pages: asked at Inlezen, told at Datakwaliteit and Leerling."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.dashboard.conftest import OpenPage
from tests.dashboard.inlezen.test_page import pressed, texts, ticked
from tests.dashboard.test_access_log import events
from tests.pipelines.whole_lists import PUPILS, TODAY, rows, sixty, without


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", TODAY)


def given(page: AppTest, numbers: list[int]) -> AppTest:
    """The page after a list of the whole school was chosen."""
    page.file_uploader[0].set_value([("leerlingen 2026-11-02.csv", rows(numbers).encode(), "text/csv")])
    return ticked(page.run(), "Exports van de hele school")


def test_many_who_left_are_asked_first_and_few_are_told(tmp_path: Path, open_page: OpenPage) -> None:
    workspace = sixty(tmp_path)
    half = given(open_page(workspace, "inlezen"), [*PUPILS[20:]])
    button = next(each for each in half.button if each.label == "Inlezen")
    assert button.disabled
    assert "33 % van wie er ingeschreven stond" in texts(half, "warning")
    confirmed = ticked(half, "Klopt: 20 leerlingen die niet meer op de lijst staan, zijn van school")
    assert not next(each for each in confirmed.button if each.label == "Inlezen").disabled

    few = given(open_page(workspace, "inlezen"), without(102))
    assert "met als laatste dag 01-11-2026: Leerling 102 (H1A)." in texts(few, "markdown")
    done = pressed(few, "Inlezen")
    assert "1 leerling staat niet meer op de lijst van 02-11-2026" in texts(done, "warning")

    quality = open_page(workspace, "datakwaliteit")
    subjects = next(group for group in quality.pills if group.label == "Onderwerp")
    shown = subjects.set_value("van-school").run().dataframe[0].value
    assert shown[["Leerling", "Waaruit dat blijkt"]].to_numpy().tolist() == [
        ["Leerling 102", "niet meer op de lijst van 02-11-2026"]
    ]
    gone = "Van school: ingeschreven tot en met zo 1 nov 2026; niet meer op de leerlingenlijst van ma 2 nov 2026."
    before = open_page(workspace, "leerling", leerling="102", peildatum="2026-10-30")
    assert gone in texts(before, "markdown")
    now = open_page(workspace, "leerling", leerling="102")
    assert f"{gone} Kies een peildatum van toen." in texts(now, "header")
    assert events(workspace)[-2:] == ["page", "pupil"]  # it tells of one pupil
    there = open_page(workspace, "leerling", leerling="103")
    assert "Van school" not in texts(there, "markdown", "header")
