"""The page Ziekte: who stands on it, what it says about chance, what it keeps, and who sees nothing of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, export, lists
from dashboard.app_pages.ziekte import doors, patterns
from dashboard.care import panel, signals
from dashboard.care.doors import case
from dashboard.chance import SEEN
from dashboard.contacts.doors import of_pupil
from dashboard.contacts.panel import take_back
from dashboard.listing import INSIDE, Listing, Pick, StaleLinkError
from dashboard.school import snapshot_path
from dashboard.view import View
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import CARE, EVERYTHING, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School
from tests.pipelines.histories import YEAR, make_workspace, settings, spread

# Four Mondays in twelve school weeks: the fourth report makes the national signal.
MONDAYS = [n for n, day in enumerate(YEAR[:40]) if day.weekday() == 0][:4]
OFTEN, THREE, LONG, SHORT = "1", "2", "3", "4"
KINDS = sorted(kind for kind in lists.LISTS if kind.startswith("ziek-"))


def ill_school(folder: Path) -> Workspace:
    """Reports: four and three of one day; spells: seven and six school days."""
    rows = [
        *(row for n in MONDAYS for row in spread(OFTEN, "ziek", 1, start=n)),
        *(row for n in MONDAYS[:3] for row in spread(THREE, "ziek", 1, start=n)),
        *spread(LONG, "ziek", 7, start=5),
        *spread(SHORT, "ziek", 6, start=5),
        *spread("5", "laat", 1, start=39),
    ]
    klas = dict.fromkeys("12345", "H4a")
    return make_workspace(folder, rows, klas=klas, toml=settings("kgc-2021"))


@pytest.fixture(scope="module")
def ill(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return ill_school(tmp_path_factory.mktemp("ziek"))


@pytest.fixture
def view_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[Workspace], View]:
    def make(workspace: Workspace) -> View:
        monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(workspace.path))
        viewer = of_schools("s", rights=CARE)
        last = YEAR[39]
        return View(snapshot_path(part_of(workspace)), viewer, EVERYTHING, "s", "kgc-2021", last, YEAR[0], last)

    return make


def cells(page: AppTest, column: str) -> list[list[str]]:
    return [list(table.value[column]) for table in page.dataframe if column in table.value]


def text(page: AppTest) -> str:
    elements = [*page.header, *page.markdown, *page.caption, *page.info]
    return "\n".join(str(element.value) for element in elements)


def test_the_answer_counts_who_meets_the_national_criteria(ill: Workspace, open_page: OpenPage) -> None:
    shown = open_page(ill, "ziekte")
    assert not shown.exception
    assert "2 van de 5 leerlingen zijn zorgwekkend ziek" in shown.header[0].value


@pytest.mark.parametrize(
    ("last", "expected"),
    [(YEAR[MONDAYS[3] - 1], {LONG}), (YEAR[MONDAYS[3]], {OFTEN, LONG}), (YEAR[MONDAYS[3] + 1], {OFTEN, LONG})],
)
def test_a_signal_stands_from_the_day_of_the_fourth_report(
    ill: Workspace, view_of: Callable[[Workspace], View], last: date, expected: set[str]
) -> None:
    assert set(doors.worrying(view_of(ill).at(last)).frame["nummer"]) == expected


def test_a_signal_shows_the_dates_that_make_it(ill: Workspace, view_of: Callable[[Workspace], View]) -> None:
    rows = doors.worrying(view_of(ill)).frame
    dates = rows.filter(pl.col("nummer") == OFTEN)["Dagen"][0]
    assert dates.count("ma ") == 4
    assert rows.filter(pl.col("nummer") == LONG)["Dagen"][0].count(",") == 6


def test_other_criteria_are_shown_when_asked_for(ill: Workspace, open_page: OpenPage) -> None:
    names = {name for table in cells(open_page(ill, "ziekte", signalen="alle signalen"), "Criteria") for name in table}
    more = {
        name
        for table in cells(
            open_page(ill, "ziekte", signalen="alle signalen", criteria=["Verzuimregistratie MLG"]), "Criteria"
        )
        for name in table
    }
    assert more - names == {"Verzuimregistratie MLG"}


def test_without_the_right_to_care_there_is_one_sentence(
    ill: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(right(workspace), rights=frozenset()))
    shown = open_page(ill, "ziekte")
    assert not shown.exception
    assert "geen recht" in shown.header[0].value
    assert not shown.dataframe
    assert not shown.get("vega_lite_chart")
    assert [box.key for box in shown.selectbox] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_list_holds_anybody_without_the_right_to_care(
    ill: Workspace, view_of: Callable[[Workspace], View], kind: str
) -> None:
    view = view_of(ill)
    none = replace(view, viewer=replace(view.viewer, rights=frozenset()))
    found = lists.find(none, Pick(kind))
    assert found.frame.is_empty()


def test_the_lists_that_a_link_names_hold_somebody_with_the_right(
    ill: Workspace, view_of: Callable[[Workspace], View]
) -> None:
    found = {kind: lists.find(view_of(ill), Pick(kind)) for kind in KINDS}
    filled = {kind for kind, listing in found.items() if not listing.frame.is_empty()}
    assert {"ziek-signaal", "ziek-open", "ziek-afdeling", "ziek-meldingen"} <= filled
    for kind in ("ziek-signaal", "ziek-afdeling"):
        with pytest.raises(StaleLinkError, match="‘geen’ is er niet"):
            lists.find(view_of(ill), Pick(kind, ("geen",)))


def test_a_contact_shows_at_once_and_takes_the_signal_up(tmp_path: Path, view_of: Callable[[Workspace], View]) -> None:
    view = view_of(ill_school(tmp_path))
    before = set(doors.not_taken_up(view).frame["nummer"])
    note = panel.Note(OFTEN, "gesprek_leerling", view.on, "ab")
    assert panel.keep(view, note) == ""
    [contact] = of_pupil(view, OFTEN)["contact"]
    assert set(doors.cases(view).frame["nummer"]) == {OFTEN}
    assert before - set(doors.not_taken_up(view).frame["nummer"]) == {OFTEN}
    assert panel.keep(view, replace(note, choice=panel.MARK)) == ""
    assert doors.cases(view).frame["Niet-pluis sinds"].to_list() == [view.on]
    assert panel.keep(view, replace(note, choice=panel.UNMARK)) == ""
    assert take_back(view, contact, "cd") == ""
    assert doors.cases(view).frame.is_empty()
    assert "niet (meer)" in take_back(view, contact, "cd")


@pytest.mark.parametrize(("days", "kept"), [(-1, True), (0, True), (1, False)])
def test_a_contact_can_be_of_after_the_data_but_not_of_tomorrow(
    tmp_path: Path, view_of: Callable[[Workspace], View], days: int, kept: bool
) -> None:
    view = view_of(ill_school(tmp_path))
    note = panel.Note(OFTEN, "gesprek_leerling", TODAY + timedelta(days), "ab")
    assert ("nog niet geweest" in panel.keep(view, note)) != kept
    assert ("nog niet geweest" in panel.keep(view, replace(note, choice=panel.MARK))) != kept
    assert of_pupil(view, OFTEN).height == int(kept)
    # On an earlier day nobody knew of it.
    assert of_pupil(view.at(YEAR[38]), OFTEN).is_empty()


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_the_card_says_when_a_review_is_over(
    tmp_path: Path, view_of: Callable[[Workspace], View], days: int, late: bool
) -> None:
    """A review is over the day after, counted from today and not from the end of the data."""
    view = view_of(ill_school(tmp_path))
    assert panel.keep(view, panel.Note(LONG, "plan", view.on, "ab", TODAY + timedelta(days))) == ""
    card = case(view, LONG)
    assert ("en is voorbij" in card.sentence) == late
    assert "opgepakt." in card.sentence
    assert doors.cases(view).frame["Termijn"].to_list() == ["voorbij" if late else "loopt"]


def test_the_card_shows_spells_signals_contacts_mark_and_review_on_one_line_of_time(
    tmp_path: Path, view_of: Callable[[Workspace], View]
) -> None:
    view = view_of(ill_school(tmp_path))
    review = TODAY + timedelta(14)
    assert panel.keep(view, panel.Note(LONG, "gesprek_ouders", YEAR[20], "ab", YEAR[30])) == ""
    assert panel.keep(view, panel.Note(LONG, "schoolarts", YEAR[25], "cd", review)) == ""
    assert panel.keep(view, panel.Note(LONG, panel.MARK, YEAR[22], "cd")) == ""
    card = case(view, LONG)
    found = [(lane, first, said) for lane, first, _, said in card.timeline.filter(pl.col("lane") != "Signaal").rows()]
    assert found == [
        ("Ziek", YEAR[5], "7 schooldagen ziek"),
        ("Contact", YEAR[25], "verwezen naar de schoolarts"),
        ("Contact", YEAR[20], "gesprek met de ouders"),
        # The later contact replaced the review of the earlier one.
        ("Evaluatie", review, "afgesproken evaluatie"),
        ("Niet-pluis", YEAR[22], "gemarkeerd"),
    ]
    assert card.timeline.filter(lane="Signaal")["first_day"].to_list() == card.signals["Sinds"].to_list() != []
    [spell] = card.timeline.filter(lane="Ziek").iter_rows(named=True)
    assert spell["until"] == YEAR[11] + timedelta(1)


def test_the_card_is_on_the_page_of_the_pupil_for_who_may_see_care(
    ill: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = open_page(ill, "leerling", leerling=LONG)
    assert not shown.exception
    assert "**Zorg**" in [element.value for element in shown.markdown]
    whole = access.viewer
    monkeypatch.setattr(access, "viewer", lambda workspace: replace(whole(workspace), rights=frozenset()))
    shown = open_page(ill, "leerling", leerling=LONG)
    assert not shown.exception
    assert "**Zorg**" not in [element.value for element in shown.markdown]
    assert [field.key for field in shown.text_input] == ["contact-paraaf"]


def test_the_card_is_empty_without_the_right(ill: Workspace, view_of: Callable[[Workspace], View]) -> None:
    view = view_of(ill)
    card = case(replace(view, viewer=replace(view.viewer, rights=frozenset())), LONG)
    assert (card.timeline.height, card.signals.height) == (0, 0)


def test_a_contact_is_kept_and_taken_back_on_the_page_of_the_pupil(tmp_path: Path, open_page: OpenPage) -> None:
    workspace = ill_school(tmp_path)
    page = open_page(workspace, "leerling", leerling="5")
    assert "Er is geen ziektesignaal." in text(page)
    page.text_input(key="zorg-paraaf").input("ab")
    next(button for button in page.button if button.label == "Bewaren").click()
    page.run()
    assert not page.error
    assert "Laatste contact op" in text(page)
    page.session_state["contacten-5-1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    page.text_input(key="contact-terug-paraaf").input("cd")
    next(button for button in page.button if button.label == "Dit contact terugnemen").click()
    page.run()
    assert "Laatste contact op" not in text(page)


@pytest.mark.parametrize("initials", ["", "a", "abcde", "a1"])
def test_odd_initials_are_refused_and_nothing_is_kept(
    ill: Workspace, view_of: Callable[[Workspace], View], initials: str
) -> None:
    view = view_of(ill)
    assert "paraaf" in panel.keep(view, panel.Note(OFTEN, panel.MARK, view.on, initials, None)).lower()
    assert doors.cases(view).frame.is_empty()


def test_nobody_without_the_right_keeps_a_note(ill: Workspace, view_of: Callable[[Workspace], View]) -> None:
    view = view_of(ill)
    none = replace(view, viewer=replace(view.viewer, rights=frozenset()))
    assert panel.keep(none, panel.Note(OFTEN, panel.MARK, view.on, "ab", None))
    assert doors.cases(view).frame.is_empty()


def test_the_form_has_no_place_for_words(ill: Workspace, open_page: OpenPage) -> None:
    shown = open_page(ill, "ziekte")
    assert [field.proto.max_chars for field in shown.text_input] == [4]
    assert not shown.text_area


def test_the_form_keeps_a_contact(tmp_path: Path, open_page: OpenPage) -> None:
    shown = open_page(ill_school(tmp_path), "ziekte")
    shown.selectbox(key="zorg-leerling").select_index(0)
    shown.text_input(key="zorg-paraaf").input("ab")
    next(button for button in shown.button if button.label == "Bewaren").click()
    shown.run()
    assert not shown.exception
    assert not shown.error
    assert [len(table) for table in cells(shown, "Contacten")] == [1]


def test_a_stage_that_conflicts_with_the_law_is_in_no_file() -> None:
    frame = pl.DataFrame({"nummer": ["1", "2"], "Leerling": ["eerder", "later"], INSIDE: [True, False]})
    book = zipfile.ZipFile(io.BytesIO(export.workbook(Listing(Pick("x"), "lijst", frame), "keuze")))
    texts = book.read("xl/sharedStrings.xml").decode()
    assert ">later<" in texts
    assert ">eerder<" not in texts
    assert INSIDE not in texts


def test_a_first_week_says_what_cannot_be_told_yet(school: School, open_page: OpenPage) -> None:
    shown = text(open_page(school("eerste week"), "ziekte"))
    assert "te weinig ziekmeldingen om een patroon" in shown
    assert "te weinig tijd voorbij" in shown


def test_one_pupil_is_not_called_pupils(school: School, open_page: OpenPage) -> None:
    assert "1 leerling is" in open_page(school("een leerling"), "ziekte").header[0].value


TESTS = {"kind": "weekdag", "tested": 14, "found": 1, "expected": 0.0612, "found_follow": 2, "expected_follow": 0.24}
TESTS |= {"no_more_than_chance": True, "no_more_than_chance_follow": True}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, "niet meer dan toeval"),
        ({"no_more_than_chance": False}, "signaal: meer dan toeval"),
        ({"no_more_than_chance_follow": False}, "meer dan toeval"),
        ({"found": 0, "found_follow": 0}, "leeg"),
        ({"tested": 0, "found": 0, "reason": "geen_gegevens"}, "nog geen ziekmeldingen"),
        ({"tested": 0, "found": 0, "reason": "geen_gegevens", "kind": "vak"}, "geen vakken bekend"),
        ({"tested": 0, "found": 0, "reason": "geen_gegevens", "kind": "toetsweek"}, "geen toetsweken bekend"),
        ({"tested": 0, "found": 0, "reason": "te_weinig"}, "nog niemand met genoeg ziekmeldingen"),
    ],
)
def test_the_verdict_on_a_list(row: dict[str, object], expected: str) -> None:
    whole = TESTS | {"reason": None, "power": 0.254} | row
    shown = patterns.pattern_tests(pl.DataFrame([whole]))
    assert shown["De lijst is"].to_list() == [expected]
    assert shown[SEEN].to_list() == ["25 van de 100"]


def test_found_stands_beside_what_chance_gives() -> None:
    shown = patterns.pattern_tests(pl.DataFrame([TESTS | {"reason": None, "power": None}]))
    assert shown.row(0)[2:4] == ("1 / 0,06", "2 / 0,24")


@pytest.mark.parametrize(("days", "dots"), [(7, False), (8, False), (9, True)])
def test_many_dates_are_cut_from_the_front(days: int, dots: bool) -> None:
    shown = signals.newest_dates(list(YEAR[:days]))
    assert shown.startswith("…") == dots
    assert shown.count(",") == min(days, signals.MOST_DATES) - 1


@pytest.mark.parametrize(("contact", "taken"), [(9, False), (10, True), (11, True), (None, False)])
def test_a_contact_takes_a_signal_up_from_its_day_on(contact: int | None, taken: bool) -> None:
    row = {
        "student_id": "1",
        "name": "1",
        "klas": "a",
        "mentor": "m",
        "stage": "zk",
        "stage_name": "ziek",
        "legal": "conflict",
        "reached_on": date(2026, 11, 10),
        "dates": [date(2026, 11, 10)],
        "who": ["mentor: belt"],
        "protocol": "p",
        "protocol_name": "P",
        "in_force": True,
    }
    last = pl.DataFrame(
        {"student_id": ["1"], "last_on": [date(2026, 11, contact) if contact else None]},
        schema={"student_id": pl.String, "last_on": pl.Date},
    )
    (shown,) = signals.in_words(pl.DataFrame([row]), last).to_dicts()
    assert (shown["Opgepakt"] is not None) == taken
    assert "juridisch bezwaar" in shown["Signaal"]
    assert shown[INSIDE]


def test_a_normal_school_is_ill_once(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "ziekte", signalen="alle zieke leerlingen")
    assert schools.SICK in cells(shown, "nummer")[0]
