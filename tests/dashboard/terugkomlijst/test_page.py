"""The page Terugkomlijst on real workspaces: who must come, one click, undo, a print without anything but names."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import words
from dashboard.pdf import printed
from dashboard.steps import tasks
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.appointments import Appointment, appointments, note_coming
from pipelines.notes.came import with_notes
from pipelines.notes.marks import marks
from pipelines.notes.settlements import settlements
from pipelines.questions.worklist import worklist
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School
from tests.dashboard.pdf_text import pages
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, settings, spread

LAST = schools.LAST
NEXT = YEAR[YEAR.index(LAST) + 1]


def answer(page: AppTest) -> str:
    return str(page.header[0].value)


def click(page: AppTest, label: str, row: int, group: int = 0) -> AppTest:
    """A click on a button of a row, as a browser reports it."""
    page.session_state[f"terugkomen-{group}-{label}"] = {"row": row, "label": label}
    return page.run()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school of maastricht-2019 where three pupils were late on the last day of the data."""
    last = YEAR.index(LAST)
    rows = [row for student in ("1", "2", "3") for row in spread(student, "laat", 1, start=last)]
    return make_workspace(tmp_path, rows, toml=settings("maastricht-2019"), klas=dict.fromkeys("123", "H4a"))


def test_who_was_late_must_come_on_the_next_school_day(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "terugkomlijst")
    assert not page.exception
    assert answer(page) == "3 leerlingen moeten op ma 14 dec komen."
    table = page.dataframe[0].value
    assert list(table["Klas"]) == ["H4a"] * 3
    assert set(table["Tijd en plaats"]) == {"De volgende dag om 7.45 uur"}
    assert set(table["Stand"]) == {"Verwacht"}


def test_one_click_notes_that_a_pupil_came_or_not_and_takes_it_back(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "terugkomlijst")
    page = click(page, "Kwam", 0)
    assert [error.value for error in page.error] == ["De paraaf ontbreekt. Vul 2 tot 4 letters in."]
    page.text_input(key="terugkomen-paraaf").set_value("ab").run()
    page = click(page, "Kwam", 0)
    page = click(page, "Kwam niet", 1)
    assert list(page.dataframe[0].value["Stand"]) == ["Gekomen (ab)", "Niet gekomen (ab)", "Verwacht"]
    noted = appointments(workspace, SCOPE, TODAY)
    assert noted.select("student_id", "appointment_on", "came").rows() == [("1", NEXT, True), ("2", NEXT, False)]
    page = click(page, "Intrekken", 0)
    assert list(page.dataframe[0].value["Stand"]) == ["Verwacht", "Niet gekomen (ab)", "Verwacht"]


def test_a_missed_appointment_stays_open_on_a_later_day_and_counts_at_once(
    workspace: Workspace, open_page: OpenPage
) -> None:
    page = open_page(workspace, "terugkomlijst", terugkomdag=words.day(LAST, year=True))
    assert answer(page) == "Op vr 11 dec hoeft er niemand te komen."
    page = open_page(workspace, "terugkomlijst")
    page.text_input(key="terugkomen-paraaf").set_value("ab").run()
    click(page, "Kwam niet", 0)
    later = open_page(workspace, "terugkomlijst", terugkomdag=words.day(YEAR[YEAR.index(NEXT) + 1], year=True))
    assert "1 leerling miste eerder een afspraak die openstaat" in answer(later)
    snapshot = open_snapshot(workspace)
    found = snapshot.rows(
        "select student_id, protocol, stage from mart_stage_reached where ladder = 'afspraken'"
    ).rows()
    # At cgu it asks corvee; maastricht counts only who does not come to make up hours.
    assert found == [("1", "cgu-2024", "nk-745")]


def test_a_day_that_is_still_to_come_has_no_buttons(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "terugkomlijst", terugkomdag=words.day(NEXT, year=True), peildatum=str(LAST))
    assert "Kwam" in page.dataframe[0].value
    late = max(day for day in YEAR if day <= YEAR[YEAR.index(LAST) + 5])
    assert late > TODAY
    page = open_page(workspace, "terugkomlijst", terugkomdag=words.day(late, year=True), toon=["niet vastgelegd"])
    assert any("nog niet geweest" in text.value for text in page.caption)
    assert page.dataframe[0].value["Kwam"].isna().all()


@pytest.mark.parametrize("case", ["een leerling", "eerste week", "zonder lessentabel"])
def test_small_schools_have_words_of_their_own(school: School, open_page: OpenPage, case: str) -> None:
    page = open_page(school(case), "terugkomlijst")
    assert not page.exception
    assert answer(page).endswith(".")


def test_nobody_to_come_is_said(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "terugkomlijst", peildatum=str(YEAR[0]))
    assert any("vroeg binnen deze keuze" in info.value for info in page.info)


def test_the_print_shows_names_and_klas_only() -> None:
    rows = [{"name": "Noor Jansen", "klas": "H4a", "came": True}]
    values = {
        "title": "Terugkomlijst ma 14 dec 2026",
        "described": "Hele school",
        "groups": [{"name": "Vroeg melden", "rows": rows}],
    }
    (text,) = pages(printed("terugkomlijst/terugkomlijst.typ", values))
    assert "Noor Jansen" in text
    assert "H4a" in text


def test_who_came_by_a_note_has_done_that_task_and_no_other(workspace: Workspace) -> None:
    coming = Appointment("s", "1", "maastricht-2019", "te-laat", "tl-1", "tl-1/1", "melden", LAST, None, NEXT)
    note_coming(workspace, SCOPE, [coming], True, "ab", TODAY)
    note_coming(workspace, SCOPE, [replace(coming, student_id="2")], False, "ab", TODAY)
    told = tasks.told(worklist(open_snapshot(workspace), SCOPE, LAST), LAST)
    no_marks, no_starts = marks(workspace, SCOPE, TODAY), settlements(workspace, SCOPE, TODAY)
    found = tasks.tasks(with_notes(told, appointments(workspace, SCOPE, TODAY)), no_marks, no_starts, LAST)
    asked = found.filter(ladder="te-laat", stage="tl-1").sort("student_id", "action_no")
    assert asked.select("student_id", "role", "is_done", "done_on", "missed_on").rows() == [
        ("1", "conciërge", True, NEXT, []),
        ("1", "mentor", False, None, None),
        ("2", "conciërge", False, None, [NEXT]),
        ("2", "mentor", False, None, None),
        ("3", "conciërge", False, None, None),
        ("3", "mentor", False, None, None),
    ]
