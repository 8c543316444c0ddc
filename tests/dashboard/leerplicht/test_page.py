"""The page Leerplicht on real workspaces: who is on which list, marks, filters, readings and exports."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import lists, words
from dashboard.listing import parse_pick
from pipelines.notes.report_marks import Report, mark_reported, report_marks
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import TODAY, OpenPage, School, choose
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, settings, spread, write_csv

END = schools.LAST
BEGIN = YEAR[YEAR.index(END) - 3]
REPORT = Report("s", schools.REPORTED, BEGIN, END)


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
    (choice,) = (box for box in page.selectbox if box.label == "Melding")
    return choice.select_index(0).run()


def test_who_reached_and_who_nears_the_norm(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht")
    found = tables(shown)
    assert found["Te melden"] == [schools.REPORTED]
    assert found["Naderen de 16 uur"] == [schools.NEAR]
    assert found["Meldingen van dit schooljaar"] == [schools.REPORTED]
    assert "1 melding is nog te doen; 1 leerling nadert de norm" in answer(shown)


def test_the_day_before_nobody_reached_it(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht", peildatum="2026-12-10")
    found = tables(shown)
    assert "Te melden" not in found
    assert found["Naderen de 16 uur"] == [schools.REPORTED]
    assert "0 meldingen zijn nog te doen" in answer(shown)


@pytest.mark.parametrize("case", ["een leerling", "eerste week", "onvolledige week", "zonder lessentabel"])
def test_small_and_incomplete_schools_have_words_of_their_own(school: School, open_page: OpenPage, case: str) -> None:
    shown = open_page(school(case), "leerplicht", onbekend="true")
    assert not shown.exception
    texts = " ".join(info.value for info in shown.info)
    if case in ("een leerling", "eerste week"):
        assert "Niemand nadert de norm." in texts
        assert "niets te melden" in texts
        assert "te weinig schoolweken voorbij" in " ".join(text.value for text in shown.markdown)
    assert "luxeverzuim geregistreerd" in texts


def test_with_little_history_only_the_schedule_is_shown(open_page: OpenPage, tmp_path: Path) -> None:
    """Two weeks of data, and a pupil with twelve hours."""
    rows = [
        *spread("a", "weg", 12, start=8, hours=6),
        *(r for n in range(8) for r in spread(f"b{n}", "weg", 1, start=n)),
    ]
    shown = open_page(make_workspace(tmp_path, rows), "leerplicht")
    (row,) = cells(shown, "Naderen")
    assert row["Haalt de norm op"] == "te weinig gegevens"
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
    assert ("over de termijn" in answer(shown)) == word.startswith("voorbij")


def test_a_mark_takes_the_report_off_the_list_and_can_be_withdrawn(workspace: Workspace, open_page: OpenPage) -> None:
    shown = choose(open_page(workspace, "leerplicht"), 0)
    day = shown.date_input(key="gemeld-op")
    assert (day.min, day.value, day.max) == (END, TODAY, TODAY)
    day.set_value(END + timedelta(3))
    shown.text_input(key="gemeld-paraaf").input("JV")
    (button,) = (b for b in shown.button if b.label == "Gemeld (1 melding)")
    shown = button.click().run()
    assert not shown.exception
    assert "Te melden" not in tables(shown)
    (row,) = cells(shown, "Meldingen")
    assert (row["Paraaf"], row["Termijn"]) == ("JV", "gemeld")
    assert "0 meldingen zijn nog te doen" in answer(shown)
    shown = choose_report(shown)
    shown.text_input(key=f"paraaf-{schools.REPORTED}-relatief-{END}").input("AB")
    (button,) = (b for b in shown.button if b.label == "Merk intrekken")
    shown = button.click().run()
    assert tables(shown)["Te melden"] == [schools.REPORTED]
    assert report_marks(workspace, SCOPE, None).is_empty()


def test_a_mark_without_initials_is_refused_in_words(workspace: Workspace, open_page: OpenPage) -> None:
    shown = choose(open_page(workspace, "leerplicht"), 0)
    (button,) = (b for b in shown.button if b.label == "Gemeld (1 melding)")
    shown = button.click().run()
    assert ["paraaf" in error.value for error in shown.error] == [True]
    assert report_marks(workspace, SCOPE, None).is_empty()


@pytest.mark.parametrize(("days", "waits"), [(-1, True), (0, False), (1, False)])
def test_on_an_earlier_peildatum_a_later_mark_does_not_exist(
    open_page: OpenPage, tmp_path: Path, days: int, waits: bool
) -> None:
    """Reached on 2 September, marked on 8 September; the data run to 20 November."""
    rows = [*spread("a", "weg", 16, start=1, hours=8), Registration("b", date(2026, 11, 20), 1, "medisch")]
    workspace = make_workspace(tmp_path, rows)
    mark_reported(workspace, SCOPE, [Report("s", "a", YEAR[1], YEAR[2])], date(2026, 9, 8), "JV")
    shown = open_page(workspace, "leerplicht", peildatum=(date(2026, 9, 8) + timedelta(days)).isoformat())
    assert (tables(shown).get("Te melden") == ["a"]) == waits


def test_a_mark_of_after_the_data_counts_on_the_newest_day(workspace: Workspace, open_page: OpenPage) -> None:
    """The export is of Friday, the report is made on Tuesday: then it is done."""
    mark_reported(workspace, SCOPE, [REPORT], END + timedelta(4), "JV")
    assert "Te melden" not in tables(open_page(workspace, "leerplicht"))


def test_a_mark_stays_when_a_correction_moves_the_report(
    workspace: Workspace, open_page: OpenPage, tmp_path: Path
) -> None:
    """The report is gone once an earlier export shows more hours and an earlier end; the mark is still there."""
    mark_reported(workspace, SCOPE, [REPORT], END, "JV")
    more = [Registration(schools.REPORTED, BEGIN, hour, "ongeoorloofd") for hour in range(5, 13)]
    import_files(workspace, [write_csv(tmp_path / "meer.csv", more)])
    shown = open_page(workspace, "leerplicht")
    found = tables(shown)
    assert found["Gemeld, maar de melding bestaat niet meer"] == [schools.REPORTED]
    assert found["Te melden"] == [schools.REPORTED]
    assert any("correctie" in warning.value for warning in shown.warning)


@pytest.mark.parametrize(
    "query", [{"klas": ["H4a"]}, {"afdeling": ["Havo bovenbouw"]}, {"leerjaar": ["4"]}], ids=lambda q: next(iter(q))
)
def test_a_display_filter_changes_nobodys_hours(
    school: School, open_page: OpenPage, query: dict[str, list[str]]
) -> None:
    whole, part = (open_page(school("normaal"), "leerplicht", **chosen) for chosen in ({}, query))
    for start in ("Te melden", "Naderen", "Meldingen", "Welke uren"):
        everybody = {tuple(map(str, row.values())) for row in cells(whole, start)}
        shown = cells(part, start) if any(t.proto.alt.startswith(start) for t in part.dataframe) else []
        assert {tuple(map(str, row.values())) for row in shown} <= everybody
    assert cells(part, "Te melden") == cells(whole, "Te melden")


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
    for start in ("Te melden", "Naderen", "Meldingen"):
        assert cells(plain, start) == cells(beside, start)


def test_an_adult_may_be_reported(open_page: OpenPage, tmp_path: Path) -> None:
    """Eighteen on the end date: on the list of what is due, as a choice, and on the list of 18 and over."""
    pupils = tmp_path / "leerlingen.csv"
    pupils.write_text(
        "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
        f"studiebegindatum;studieeinddatum\n101;Noor;;Veld;;{YEAR[1].day:02}-09-2008;V6a;VWO/6;;6;BRK;;1-8-2026;\n"
    )
    workspace = make_workspace(tmp_path, spread("101", "weg", 16, hours=8))
    import_files(workspace, [pupils])
    shown = open_page(workspace, "leerplicht")
    assert [(row["Leeftijd"], row["Plicht"]) for row in cells(shown, "Te melden")] == [(18, "18+, mag")]
    assert [row["Waarom"] for row in cells(shown, "18 jaar")] == ["16 uur bereikt: melden mag"]


@pytest.mark.parametrize(
    "text", ["te-melden", "nadert", "vervallen", "meldingen", "als-onbekend", "duo~luxe", "achttien"]
)
def test_every_list_has_an_address(school: School, open_page: OpenPage, text: str) -> None:
    page = open_page(school("normaal"), "leerplicht", onbekend="true")
    listed = open_page(school("normaal"), "leerlingen", lijst=text)
    assert not listed.exception
    on_page = {tuple(rows) for rows in tables(page).values()}
    for rows in tables(listed).values():
        assert tuple(rows) in on_page
    assert parse_pick(text).kind in lists.LISTS


def test_the_files_hold_the_due_reports(workspace: Workspace, open_page: OpenPage) -> None:
    """The page offers the form of the chosen report and the due reports together."""
    shown = choose_report(open_page(workspace, "leerplicht"))
    labels = [element.proto.label for element in shown.get("download_button")]
    assert "Formulier (PDF)" in labels
    assert "Te melden als CSV" in labels


def test_the_backtest_is_told_on_the_page(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerplicht")
    texts = " ".join(text.value for text in shown.markdown)
    assert "te weinig schoolweken voorbij" in texts or "keer de norm verwacht" in texts
    assert words.day(END) in " ".join(caption.value for caption in shown.caption)
