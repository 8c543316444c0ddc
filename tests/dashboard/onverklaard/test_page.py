"""The page Onverklaard: oldest and heaviest first, what it becomes by the protocol, and a call in one click."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app_pages.onverklaard import shapes
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.contacts import contacts
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, settings, spread

LAST = YEAR.index(schools.LAST)
CONTACTS = {"student_id": pl.String, "contact_on": pl.Date, "kind": pl.String, "side": pl.String}
# Protocol -> what an hour of Thursday is on Friday, and one of Wednesday.
BECOMES = {
    "maastricht-2019": ("telt nu mee als ongeoorloofd", "telt nu mee als ongeoorloofd"),
    "cgu-2024": ("ongeoorloofd als er t/m vr 11 dec geen reden is", "ongeoorloofd: de termijn liep t/m do 10 dec"),
}


def made(folder: Path, protocol: str) -> Workspace:
    """Pupil 1 has an hour of yesterday, 2 two of yesterday, 3 one of today, 4 one of three days ago; 5 is ill."""
    rows = [
        *spread("1", "onbekend", 1, start=LAST - 1),
        *spread("2", "onbekend", 2, start=LAST - 1, hours=2),
        *spread("3", "onbekend", 1, start=LAST),
        *spread("4", "onbekend", 1, start=LAST - 2),
        *spread("5", "ziek", 4, start=LAST, hours=4),
    ]
    return make_workspace(folder, rows, toml=settings(protocol), klas=dict.fromkeys("12345", "H4a"))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return made(tmp_path, "cgu-2024")


def table(page: AppTest) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = page.dataframe[0].value.to_dict("records")
    return rows


def test_the_oldest_and_of_these_the_most_hours_come_first(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "onverklaard")
    assert not page.exception
    assert [row["nummer"] for row in table(page)] == ["2", "1", "3"]
    assert [(row["Dagen oud"], row["Lesuren"]) for row in table(page)] == [(1, 2), (1, 1), (0, 1)]
    assert str(page.header[0].value).startswith("3 leerlingen hebben 4 lesuren van vandaag en gisteren")


def test_all_that_stands_open_is_one_choice_away(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "onverklaard", onverklaard=shapes.ALL)
    assert [row["nummer"] for row in table(page)] == ["4", "2", "1", "3"]


def test_a_pupil_opens_without_a_mouse(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "onverklaard").button(key="uit-lijst-onverklaard-lijst").click().run()
    [choice] = [box for box in page.selectbox if box.label.startswith("Zonder bekende reden")]
    assert choice.options == [row["Leerling"] for row in table(page)]


@pytest.mark.parametrize("protocol", BECOMES)
def test_what_it_becomes_and_when_follows_the_protocol(tmp_path: Path, open_page: OpenPage, protocol: str) -> None:
    page = open_page(made(tmp_path, protocol), "onverklaard", onverklaard=shapes.ALL)
    said = {row["nummer"]: row["Wordt"] for row in table(page)}
    assert (said["1"], said["4"]) == BECOMES[protocol]


def test_one_click_keeps_that_home_was_called(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "onverklaard")
    page.text_input(key="onverklaard-paraaf").set_value("ab").run()
    page.session_state["onverklaard-bel"] = {"row": 1, "label": shapes.CALLED}
    page.run()
    assert [row["Gebeld op"] for row in table(page)] == ["nog niet", "di 15 dec", "nog niet"]
    kept = contacts(workspace, open_snapshot(workspace), SCOPE, schools.LAST, "s", noted_until=TODAY)
    assert kept.select("student_id", "contact_on", "kind", "side").rows() == [("1", TODAY, shapes.CALL, "absence")]


def test_without_initials_nothing_is_kept(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "onverklaard")
    page.session_state["onverklaard-bel"] = {"row": 0, "label": shapes.CALLED}
    page.run()
    assert [error.value for error in page.error] == ["De paraaf ontbreekt. Vul 2 tot 4 letters in."]


def test_everything_explained_is_said(school: School, open_page: OpenPage) -> None:
    page = open_page(school("een leerling"), "onverklaard")
    assert page.header[0].value == shapes.NOBODY
    assert page.info[0].value == shapes.NOBODY


def row(student: str, on: date, hours: list[int], age: int) -> dict[str, Any]:
    return {"school": "s", "student_id": student, "name": student, "sort_name": student, "klas": "H4a", "mentor": None} | {
        "date": on, "lesson_hours": hours, "age_school_days": age, "is_recent": age < 2, "unknown_counts": False,
        "explain_until": None,
    }  # fmt: skip


def test_days_without_known_hours_are_days_and_a_care_contact_is_not_shown() -> None:
    schema: dict[str, Any] = {"lesson_hours": pl.List(pl.Int64), "explain_until": pl.Date}
    rows = pl.DataFrame([row("1", YEAR[3], [], 2), row("1", YEAR[4], [3], 1)], schema_overrides=schema)
    spoken = pl.DataFrame(
        [("1", YEAR[4], "schoolarts", "care"), ("1", YEAR[2], shapes.CALL, "absence")], schema=CONTACTS, orient="row"
    )
    (found,) = shapes.unexplained(rows, spoken, YEAR[5], recent=False).to_dicts()
    assert (found["Dagen oud"], found["Lesuren"]) == (2, 1)
    assert found["Wanneer"].endswith("hele dag")
    # A call before the oldest of these days was about something else.
    assert found["Gebeld op"] == "nog niet"
    assert "telefoon met de ouders" in found["Laatste contact"]


def test_registration_of_a_reason_takes_the_pupil_off_the_list(tmp_path: Path, open_page: OpenPage) -> None:
    rows = [Registration("1", schools.LAST, 1, "medisch")]
    page = open_page(make_workspace(tmp_path, rows, toml=settings("cgu-2024")), "onverklaard", onverklaard=shapes.ALL)
    assert page.header[0].value == shapes.NOTHING


@pytest.mark.parametrize(
    ("until", "counts", "said"),
    [
        (None, True, "telt nu mee als ongeoorloofd"),
        (None, False, "telt niet mee tot het beoordeeld is"),
        (YEAR[4], False, "ongeoorloofd: de termijn liep t/m vr 4 sep"),
        (YEAR[5], False, "ongeoorloofd als er t/m ma 7 sep geen reden is"),
        (YEAR[6], False, "ongeoorloofd als er t/m di 8 sep geen reden is"),
    ],
)
def test_what_it_becomes_the_day_before_on_and_after_the_last_to_explain(
    until: date | None, counts: bool, said: str
) -> None:
    assert shapes.becomes({"explain_until": until, "unknown_counts": counts}, YEAR[5]) == said
