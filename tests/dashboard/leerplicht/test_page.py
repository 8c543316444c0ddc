"""The page Leerplicht on real workspaces: who is on which list, marks, filters, readings and exports."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import lists, words
from dashboard.app_pages.leerplicht import chances, near_norm
from dashboard.listing import parse_pick
from pipelines.calendar import school_days
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.report_cases import LEFT, MADE, NORM, Case, Entry, cases, enter
from pipelines.statistics.calibration import calibration
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import of_mentors
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School, choose
from tests.dashboard.trends.test_page import view_of
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, settings, spread, write_csv

END = schools.LAST
BEGIN = YEAR[YEAR.index(END) - 3]
REPORT = Case("s", schools.REPORTED, NORM, BEGIN)


def tables(page: AppTest) -> dict[str, list[str]]:
    """Pupils per table, by the first words of its description; tables without pupils are left out."""
    found = {}
    for table in page.dataframe:
        if "nummer" in table.value:
            found[table.proto.alt.split(" op ")[0].split(" tot ")[0].rstrip(",")] = list(table.value["nummer"])
    return found


def cells(page: AppTest, start: str) -> list[dict[str, object]]:
    """The rows of the table whose description begins so."""
    (table,) = (t.value for t in page.dataframe if t.proto.alt.startswith(start))
    return [{key: None if value != value else value for key, value in row.items()} for row in table.to_dict("records")]


def answer(page: AppTest) -> str:
    return str(page.header[0].value)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """The whole school, for a test of its own: it writes marks."""
    return schools.whole_school(tmp_path)


def choose_report(page: AppTest) -> AppTest:
    """Chooses the one report of the school."""
    (choice,) = (box for box in page.selectbox if box.label == "Formulier van een melding")
    return choice.select_index(0).run()


def test_who_reached_and_who_nears_the_norm(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht")
    found = tables(shown)
    assert found["Te melden"] == [schools.REPORTED]
    assert found["Naderen de 16 uur"] == [schools.NEAR]
    assert tables(shown_as(shown, "alle"))["Meldingen van dit schooljaar"] == [schools.REPORTED]
    assert "Te melden: 1, te laat: 0; 1 leerling nadert de norm" in answer(shown)


def test_the_day_before_nobody_reached_it(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht", peildatum="2026-12-10")
    found = tables(shown)
    assert "Te melden" not in found
    assert found["Naderen de 16 uur"] == [schools.REPORTED]
    assert "Te melden: 0, te laat: 0" in answer(shown)


@pytest.mark.parametrize("case", ["een leerling", "eerste week", "onvolledige week", "zonder lessentabel"])
def test_small_and_incomplete_schools_have_words_of_their_own(school: School, open_page: OpenPage, case: str) -> None:
    shown = open_page(school(case), "leerplicht", onbekend="true")
    assert not shown.exception
    texts = " ".join(info.value for info in shown.info)
    if case in ("een leerling", "eerste week"):
        assert "Niemand nadert de norm." in texts
        assert "niets te melden" in texts
        assert "Er staat geen kans bij" in " ".join(text.value for text in shown.caption)
    assert "luxeverzuim geregistreerd" in texts


def test_with_little_history_only_the_schedule_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    """Two weeks of data, and a pupil with twelve hours."""
    rows = [
        *spread("a", "weg", 12, start=8, hours=6),
        *(r for n in range(8) for r in spread(f"b{n}", "weg", 1, start=n)),
    ]
    shown = open_page(make_workspace(tmp_path, rows), "leerplicht")
    (row,) = cells(shown, "Naderen")
    assert row["Voor een melding nodig"] == "nog 4 uur; vanaf do 8 okt 10 uur; vanaf vr 9 okt 16 uur"
    assert not {"Kans (%)", "Haalt de norm op"} & row.keys()
    assert [r["Uren van"].strftime("%d-%m") for r in cells(shown, "Welke uren")] == ["10-09", "11-09"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("peildatum", "word"),
    [(END, "nog 5 werkdagen"), (END + timedelta(7), "vandaag"), (END + timedelta(8), "voorbij: 1 werkdag")],
)
def test_the_term_runs_to_the_fifth_working_day(
    open_page: OpenPage, tmp_path: Path, peildatum: date, word: str
) -> None:
    """Reached on Friday 11 December, so due on Friday 18 December; the day after is a Saturday."""
    last = YEAR.index(END)
    rows = [*spread("a", "weg", 16, start=last - 1, hours=8), Registration("b", date(2027, 1, 8), 1, "medisch")]
    shown = open_page(make_workspace(tmp_path, rows), "leerplicht", peildatum=peildatum.isoformat())
    assert [row["Termijn"] for row in cells(shown, "Te melden")] == [word]
    assert f"te laat: {int(word.startswith('voorbij'))}" in answer(shown)


def press(page: AppTest, label: str) -> AppTest:
    """The page after a button of the form."""
    (button,) = (each for each in page.button if each.label == label)
    return button.click().run()


def shown_as(page: AppTest, stand: str) -> AppTest:
    """The page with the list of another stand."""
    return page.segmented_control(key="meldingen").set_value(stand).run()


def said(workspace: Workspace) -> list[tuple[object, ...]]:
    return cases(workspace, SCOPE, None).select("said", "choice", "initials", "answer").rows()


def test_a_report_is_made_answered_and_taken_back_in_a_few_clicks(workspace: Workspace, open_page: OpenPage) -> None:
    shown = choose(open_page(workspace, "leerplicht"), 0)
    day = shown.date_input(key="geval-op")
    assert (day.min, day.value, day.max) == (END, TODAY, TODAY)
    day.set_value(END + timedelta(3))
    shown.text_input(key="geval-paraaf").input("JV")
    shown = press(shown, "Gemeld (1)")
    assert not shown.exception
    assert "Te melden" not in tables(shown)
    assert "Te melden: 0, te laat: 0" in answer(shown)
    shown = shown_as(shown, "gemeld")
    (row,) = cells(shown, "Gemeld")
    assert (row["Stand"], row["Termijn"]) == ("gemeld ma 14 dec (JV)", "–")
    shown = choose(shown, 0)
    shown.text_input(key="geval-paraaf").input("AB")
    shown.selectbox(key="geval-antwoord").select("waarschuwing")
    shown = press(shown, "Antwoord (1)")
    (row,) = cells(shown, "Gemeld")
    assert row["Stand"] == f"gemeld ma 14 dec (JV); waarschuwing {words.day(TODAY)}"
    for left in ([(MADE, "", "JV", None)], []):
        shown = choose(shown, 0)
        shown.text_input(key="geval-paraaf").input("AB")
        shown = press(shown, "Laatste intrekken (1)")
        assert said(workspace) == left
    assert tables(shown_as(shown, "te doen"))["Te melden"] == [schools.REPORTED]


def test_several_reports_are_left_on_purpose_at_once(open_page: OpenPage, tmp_path: Path) -> None:
    """Three reports of two kinds; two of them are left, and the third is still to do."""
    last = YEAR.index(END)
    rows = [
        *spread("a", "weg", 16, start=last - 1, hours=8),
        *spread("b", "weg", 16, start=last - 1, hours=8),
        *spread("c", "luxeverzuim", 2, start=last - 1),
    ]
    workspace = make_workspace(tmp_path, rows)
    shown = open_page(workspace, "leerplicht")
    # The holiday was due at once, so since the day before.
    assert "Te melden: 3, te laat: 1" in answer(shown)
    assert [(row["nummer"], row["Soort"]) for row in cells(shown, "Te melden")] == [
        ("c", "luxeverzuim"),
        ("a", "16 uur"),
        ("b", "16 uur"),
    ]
    shown = choose(shown, 0, 1)
    shown.text_input(key="geval-paraaf").input("JV")
    shown = press(shown, "Bewust niet (2)")
    assert "geen reden gekozen" in shown.error[0].value
    assert said(workspace) == []
    shown.selectbox(key="geval-reden").select("afspraak-leerplicht")
    shown = press(shown, "Bewust niet (2)")
    assert "Te melden: 1, te laat: 0" in answer(shown)
    assert tables(shown)["Te melden"] == ["b"]
    assert said(workspace) == [(LEFT, "afspraak-leerplicht", "JV", None)] * 2
    shown = shown_as(shown, "bewust niet")
    assert {row["Stand"] for row in cells(shown, "Bewust")} == {
        f"bewust niet: afspraak met leerplicht, {words.day(TODAY)} (JV)"
    }
    assert len(cells(shown_as(shown, "alle"), "Meldingen")) == 3
    assert list(shown.segmented_control(key="meldingen").options) == ["te doen", "gemeld", "bewust niet", "alle"]


def test_without_initials_nothing_is_said(workspace: Workspace, open_page: OpenPage) -> None:
    shown = press(choose(open_page(workspace, "leerplicht"), 0), "Gemeld (1)")
    assert ["paraaf" in error.value for error in shown.error] == [True]
    assert said(workspace) == []


def say(workspace: Workspace, case: Case, day: date) -> None:
    """Makes a report, without the page."""
    enter(workspace, open_snapshot(workspace), SCOPE, END, [Entry(case, MADE, day)], "JV", TODAY)


@pytest.mark.parametrize(("days", "waits"), [(-1, True), (0, False), (1, False)])
def test_on_an_earlier_peildatum_a_later_word_does_not_exist(
    open_page: OpenPage, tmp_path: Path, days: int, waits: bool
) -> None:
    """Reached on 2 September, made on 8 September; the data run to 11 December."""
    rows = [*spread("a", "weg", 16, start=1, hours=8), Registration("b", END, 1, "medisch")]
    workspace = make_workspace(tmp_path, rows)
    say(workspace, Case("s", "a", NORM, YEAR[1]), date(2026, 9, 8))
    shown = open_page(workspace, "leerplicht", peildatum=(date(2026, 9, 8) + timedelta(days)).isoformat())
    assert (tables(shown).get("Te melden") == ["a"]) == waits


def test_a_word_of_after_the_data_counts_on_the_newest_day(workspace: Workspace, open_page: OpenPage) -> None:
    """The export is of Friday, the report is made on Tuesday: then it is done."""
    say(workspace, REPORT, END + timedelta(4))
    assert "Te melden" not in tables(open_page(workspace, "leerplicht"))


def test_a_case_stays_when_a_correction_moves_the_first_day(
    workspace: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    """More hours on the first day end it earlier, and it is the same report; an hour of the day before makes another."""
    say(workspace, REPORT, END)
    more = [Registration(schools.REPORTED, BEGIN, hour, "ongeoorloofd") for hour in range(5, 13)]
    import_files(workspace, [write_csv(tmp_path / "meer.csv", more)])
    shown = open_page(workspace, "leerplicht")
    assert "Te melden" not in tables(shown)
    assert "Vastgelegd, maar de melding bestaat niet meer" not in tables(shown)
    earlier = [Registration(schools.REPORTED, YEAR[YEAR.index(BEGIN) - 1], 1, "ongeoorloofd")]
    import_files(workspace, [write_csv(tmp_path / "eerder.csv", earlier)])
    shown = open_page(workspace, "leerplicht")
    found = tables(shown)
    assert found["Vastgelegd, maar de melding bestaat niet meer"] == [schools.REPORTED]
    assert found["Te melden"] == [schools.REPORTED]
    assert any("correctie" in warning.value for warning in shown.warning)
    (loose,) = (table for table in shown.dataframe if table.proto.alt.startswith("Vastgelegd"))
    shown.session_state[str(loose.key)] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    shown = shown.run()
    shown.text_input(key="vervallen-paraaf").input("AB")
    shown = press(shown, "Laatste intrekken (1)")
    assert "Vastgelegd, maar de melding bestaat niet meer" not in tables(shown)
    assert said(workspace) == []


def test_a_display_filter_changes_nobodys_hours(school: School, open_page: OpenPage) -> None:
    whole = open_page(school("normaal"), "leerplicht")
    for query in ({"klas": ["H4a"]}, {"afdeling": ["Havo bovenbouw"]}, {"leerjaar": ["4"]}):
        part = open_page(school("normaal"), "leerplicht", **query)
        for start in ("Te melden", "Naderen", "Welke uren"):
            everybody = {tuple(map(str, row.values())) for row in cells(whole, start)}
            shown = cells(part, start) if any(t.proto.alt.startswith(start) for t in part.dataframe) else []
            assert {tuple(map(str, row.values())) for row in shown} <= everybody, query
        assert cells(part, "Te melden") == cells(whole, "Te melden"), query


def test_the_other_reading_shows_beside_and_changes_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    """Kgc counts unknown hours: should they turn out authorised, the report goes and the pupil near no longer is."""
    last = YEAR.index(END)
    rows = [
        *spread("a", "weg", 12, start=last - 3, hours=4),
        *spread("a", "onbekend", 4, start=last, hours=4),
        *spread("b", "weg", 8, start=last - 3, hours=4),
        *spread("b", "onbekend", 4, start=last, hours=4),
        *spread("c", "weg", 12, start=last - 3, hours=4),
    ]
    workspace = make_workspace(tmp_path, rows, toml=settings("kgc-2021"))
    plain, beside = (open_page(workspace, "leerplicht", **more) for more in ({}, {"onbekend": "true"}))
    found = {row["nummer"]: row for row in cells(beside, "Als de onbekende uren geoorloofd blijken")}
    assert {key: row["Gevolg"] for key, row in found.items()} == {"a": "1 melding minder", "b": "nadert dan niet"}
    assert found["a"]["Als ze geoorloofd blijken"] == "geen melding; nu 12 uur, nadert"
    assert "Als de onbekende uren geoorloofd blijken" not in tables(plain)
    for start in ("Te melden", "Naderen"):
        assert cells(plain, start) == cells(beside, start)


def test_an_adult_may_be_reported(open_page: OpenPage, tmp_path: Path) -> None:
    """Eighteen on the end date: on the list of what is due, as a choice, and on the list of 18 and over."""
    pupils = tmp_path / "leerlingen.csv"
    pupils.write_text(
        "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
        f"studiebegindatum;studieeinddatum\n101;Noor;;Veld;;{YEAR[1].day:02}-09-2008;V6a;VWO/6;;6;BRK;;1-8-2026;\n"
    )
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    import_files(workspace, [write_csv(tmp_path / "export.csv", spread("101", "weg", 16, hours=8)), pupils])
    shown = open_page(workspace, "leerplicht")
    assert [(row["Leeftijd"], row["Plicht"]) for row in cells(shown, "Te melden")] == [(18, "18+, mag")]
    assert [row["Waarom"] for row in cells(shown, "18 jaar")] == ["16 uur bereikt: melden mag"]


def test_every_list_has_an_address(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "leerplicht", onbekend="true")
    on_page = {tuple(rows) for rows in tables(page).values()}
    for text in ("te-melden", "nadert", "vervallen", "als-onbekend", "duo~luxe", "achttien"):
        listed = open_page(school("normaal"), "leerlingen", lijst=text)
        assert not listed.exception, text
        for rows in tables(listed).values():
            assert tuple(rows) in on_page, text
        assert parse_pick(text).kind in lists.LISTS


def test_the_files_hold_the_due_reports(workspace: Workspace, open_page: OpenPage) -> None:
    """The page offers the form of the chosen report and the due reports together."""
    shown = choose_report(open_page(workspace, "leerplicht"))
    labels = [element.proto.label for element in shown.get("download_button")]
    assert "Formulier (PDF)" in labels
    assert "Te melden als CSV" in labels


def test_without_earlier_school_years_there_is_no_chance_and_why_not(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht")
    captions = " ".join(caption.value for caption in shown.caption)
    assert "Er staat geen kans bij" in captions
    assert "(nu geen)" in captions
    assert "Hoe goed kwamen eerdere kansen uit?" not in [expander.label for expander in shown.expander]
    assert words.day(END) in captions


def test_with_earlier_school_years_chances_are_shown_and_measured(open_page: OpenPage, tmp_path: Path) -> None:
    """A year in which fifty pupils came near the norm, half of them over it, and one pupil near it now."""
    days = school_days("midden", date(2025, 9, 1), date(2026, 7, 10))
    earlier = [
        Registration(f"b{n:02}", days[3 * n + (0, 1, 12)[hour // 6]], hour % 6 + 1, "ongeoorloofd")
        for n in range(50)
        for hour in range(12 + 6 * (n % 2))
    ]
    shown = open_page(make_workspace(tmp_path, [*earlier, *spread("a", "weg", 12, start=18, hours=3)]), "leerplicht")
    (row,) = cells(shown, "Naderen")
    assert 0 < int(str(row["Kans (%)"])) < 100
    assert row["Haalt de norm op"] == "te onzeker voor een dag"
    assert "Hoe goed kwamen eerdere kansen uit?" in [expander.label for expander in shown.expander]
    # A single earlier year is judged by nothing, and the running year has no week whose outcome is known.
    assert "te weinig eerdere schooljaren" in " ".join(text.value for text in shown.markdown)
    first, second = near_norm.explained({"forecast_likely": 0.8}, able=True)
    shown.button(key="uitleg").click().run()
    assert f"- {first}" in shown.markdown[-1].value
    assert second.endswith("80 %.")


def test_who_sees_a_part_of_the_school_gets_no_counts_of_the_whole(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How chances came true in words, and how many earlier cases there are rounded."""
    whole = view_of(school("normaal"))
    part = replace(whole, viewer=of_mentors("s", "BRG"))
    found = calibration([0.9] * 100, [False] * 90 + [True] * 10, list(range(100)), 0.2, 1.96)
    monkeypatch.setattr(chances, "_backtest", lambda _: found)
    assert chances.calibrated(whole)[0].height == 5
    table, told = chances.calibrated(part)
    assert table.is_empty()
    assert not any(sign.isdigit() for sign in " ".join(told))
    monkeypatch.setattr(chances, "learned", lambda _: None)
    for known, exact, rounded in ((0, "geen", "geen"), (3, "3", "< 5"), (7, "7", "5")):
        past = SimpleNamespace(cases=SimpleNamespace(place=SimpleNamespace(size=known)))
        monkeypatch.setattr(chances, "_past", lambda _, past=past: past)
        assert (chances.chances_from(whole), chances.chances_from(part)) == ((exact, False), (rounded, False))
