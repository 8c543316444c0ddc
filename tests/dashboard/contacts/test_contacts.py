"""Contacts on pages: the section of a pupil, the column of every list, and that care stays with who may see it."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from dashboard import access, export, lists
from dashboard.contacts import doors, panel, shapes
from dashboard.listing import Listing, Pick
from dashboard.view import View
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.contacts import About, Contact, add_contact
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, EVERYTHING, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage
from tests.shared import copied, once

ON = schools.LAST
DAY = timedelta(1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The school of thirty, with a call about being late and, a day later, a contact of care with the same pupil."""
    folder = copied(once("school normaal", schools.whole_school), tmp_path)
    found = open_workspace(folder / "werkmap")
    about = About("kgc-2021", "te-laat", "tl-5")
    made = (
        Contact("s", "1013", ON - DAY, "telefoon_ouders", "ab", about=about),
        Contact("s", "1013", ON, "jeugdarts", "cd", side="care"),
    )
    for contact in made:
        add_contact(found, open_snapshot(found), of_schools("s", rights=CARE), contact, ON)
    return found


@pytest.fixture
def view(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> View:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
    viewer = of_schools("s", rights=CARE)
    return View(str(part_of(workspace).current()), viewer, EVERYTHING, "s", "kgc-2021", ON, date(2026, 8, 31), ON)


def without_care(view: View) -> View:
    return replace(view, viewer=of_schools("s"))


def test_the_last_contact_is_the_last_that_one_may_see(view: View) -> None:
    assert doors.last(view).rows() == [("1013", ON, "verwezen naar de jeugdarts")]
    assert doors.last(without_care(view)).rows() == [("1013", ON - DAY, "telefoon met de ouders")]
    assert doors.last(replace(view, on=ON - DAY - DAY)).is_empty()


def test_of_pupil_says_what_it_was_about(view: View) -> None:
    seen = doors.of_pupil(view, "1013")
    assert seen.select("Op", "Wat", "Over", "Bij", "Paraaf").rows() == [
        (ON, "verwezen naar de jeugdarts", None, "zorg", "cd"),
        (ON - DAY, "telefoon met de ouders", "Te laat, trede tl-5", "verzuim", "ab"),
    ]
    assert doors.of_pupil(without_care(view), "1013")["Wat"].to_list() == ["telefoon met de ouders"]
    assert doors.of_pupil(view, "1001").is_empty()


def test_sick_ladders_are_offered_for_care_only(view: View) -> None:
    assert {"ziek", "gym"} <= set(doors.ladders(view))
    assert not {"ziek", "gym"} & set(doors.ladders(without_care(view)))
    assert {side for _, side in shapes.choices(care=False)} == {"absence"}


@pytest.mark.parametrize("kind", ["trede", "werklijst", "nadert"])
def test_every_list_of_pupils_says_the_last_contact(view: View, kind: str) -> None:
    pick = Pick(kind, {"trede": ("kgc-2021", "te-laat", "tl-5"), "werklijst": ("", "", "")}.get(kind, ()))
    listing = doors.with_last(view, lists.find(view, pick))
    assert shapes.LAST in listing.frame.columns
    told = listing.frame.filter(nummer="1013")[shapes.LAST].to_list()
    assert set(told) <= {ON}
    assert listing.frame.filter(pl.col("nummer") != "1013")[shapes.LAST].null_count() == listing.frame.height - len(
        told
    )


def test_the_file_of_a_list_has_the_kind_too(view: View) -> None:
    frame = pl.DataFrame({"nummer": ["1013", "1001"], "Leerling": ["a", "b"]})
    listing = Listing(Pick("x"), "Titel", frame, widths=(("Leerling", 100),))
    told = doors.with_last(view, listing)
    assert told.saved_only == (shapes.LAST_KIND,)
    book = fastexcel.read_excel(export.workbook(told, "filters"))
    rows = book.load_sheet(0, header_row=export.HEADER_ROW).to_polars()
    assert rows["Soort contact"].to_list() == ["verwezen naar de jeugdarts", None]
    mine = doors.with_last(without_care(view), listing).frame
    assert mine[shapes.LAST_KIND].to_list() == ["telefoon met de ouders", None]


def test_a_list_that_tells_it_itself_stays_as_it_is(view: View) -> None:
    frame = pl.DataFrame({"nummer": ["1013"], "Leerling": ["a"], shapes.LAST: [ON - DAY]})
    assert doors.with_last(view, Listing(Pick("x"), "Titel", frame)).frame.equals(frame)


def test_a_contact_is_kept_once_and_taken_back_on_the_page(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "leerling", leerling="1001")
    assert "Er is nog geen contact vastgelegd." in [each.value for each in page.info]
    for _ in range(2):
        page.selectbox(key="contact-over-kgc-2021").select("te-laat")
        page.text_input(key="contact-paraaf").input("ab")
        next(button for button in page.button if button.label == "Vastleggen").click()
        page.run()
        assert not page.exception
        assert not page.error
    [shown] = [
        table.value for table in page.dataframe if "Paraaf" in table.value.columns and "Wat" in table.value.columns
    ]
    assert shown[["Wat", "Over", "Paraaf"]].values.tolist() == [["telefoon met de ouders", "Te laat", "ab"]]
    assert shown["Op"].iloc[0] == TODAY
    number = shown["contact"].iloc[0]
    page.session_state[f"contacten-1001-{number}"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    page.text_input(key="contact-terug-paraaf").input("cd")
    next(button for button in page.button if button.label == "Dit contact terugnemen").click()
    page.run()
    assert "Er is nog geen contact vastgelegd." in [each.value for each in page.info]


def test_without_care_the_section_has_no_sign_of_it(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(whole(workspace), rights=frozenset()))
    page = open_page(workspace, "leerling", leerling="1013")
    assert not page.exception
    [shown] = [
        table.value for table in page.dataframe if "Paraaf" in table.value.columns and "Wat" in table.value.columns
    ]
    assert shown["Wat"].tolist() == ["telefoon met de ouders"]
    assert not {"Bij", "Evaluatie"} & set(shown.columns)
    offered = page.selectbox(key="contact-wat").options
    assert not [label for label in offered if "zorg" in label or "arts" in label]


def test_what_is_refused_is_said(view: View) -> None:
    late = panel.Note("mail", "absence", ON + 9 * DAY, "ab")
    assert "nog niet geweest" in panel.keep(view, "1001", late)
    care = panel.Note("jeugdarts", "care", ON, "ab")
    assert "niets vastleggen" in panel.keep(without_care(view), "1001", care)
