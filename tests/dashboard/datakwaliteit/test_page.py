"""The page Datakwaliteit: every number is the list it counts, and a choice of a code reaches the figures."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, words
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.notes import choose_code, code_choices
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import Viewer, of_mentors
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.pipelines.histories import YEAR, Registration, make_workspace, settings, table, write_csv

MESSY = """
1 | 2026-09-07 | 1 | ziek
1 | 2026-09-07 | 1 | weg
1 | 2026-09-08 | 1-3 | onbekend
2 | 2026-10-20 | 1 | weg
2 | 2026-11-16 | 1 | onbekend
3 | 2026-09-08 | 1 | QX
3 | 2026-09-09 | 1 | QX
4 | 2026-09-10 | 1 | PV
"""
ISSUES = [
    "codes",
    "stil",
    "tegenspraak",
    "dubbel",
    "hele-dagen",
    "zonder-minuten",
    "zonder-klas",
    "buiten",
    "niet-op-lijst",
    "vrij",
    "van-school",
]
FOUND = {
    "codes": 2,
    "stil": 0,
    "tegenspraak": 0,
    "dubbel": 1,
    "hele-dagen": 0,
    "zonder-minuten": 0,
    "zonder-klas": 0,
    "buiten": 0,
    "niet-op-lijst": 0,
    "vrij": 1,
    "van-school": 0,
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with two unmapped codes, a double slot, hours without a reason and a registration in a holiday."""
    return make_workspace(tmp_path, table(MESSY), toml=settings(schools.PROTOCOL), until=schools.LAST)


def pills(page: AppTest, label: str) -> dict[str, int]:
    """The numbers on the choices with that label."""
    group = next(group for group in page.pills if group.label == label)
    found = [option.content for option in group.proto.options]
    return {text.rsplit(": ", 1)[0]: int(re.sub(r"\D", "", text.rsplit(": ", 1)[1])) for text in found}


def choosing(page: AppTest, label: str, key: str) -> AppTest:
    """The page after one of the choices with that label was made."""
    return next(group for group in page.pills if group.label == label).set_value(key).run()


def answer(page: AppTest) -> str:
    return str(page.header[0].value)


def tables(page: AppTest, column: str) -> list[int]:
    """The lengths of the tables with that column."""
    return [len(table.value) for table in page.dataframe if column in table.value]


@pytest.mark.parametrize("issue", ISSUES)
def test_every_number_is_the_length_of_its_list(workspace: Workspace, open_page: OpenPage, issue: str) -> None:
    page = choosing(open_page(workspace, "datakwaliteit"), "Onderwerp", issue)
    number = list(pills(page, "Onderwerp").values())[ISSUES.index(issue)]
    assert number == FOUND[issue]
    first = page.dataframe[0].value if number else None
    assert (0 if first is None else len(first)) == number
    assert number or any("niets gevonden" in info.value for info in page.info)


def test_the_answer_counts_the_subjects_and_names_the_last_import(workspace: Workspace, open_page: OpenPage) -> None:
    said = answer(open_page(workspace, "datakwaliteit"))
    assert said.startswith("3 onderwerpen vragen aandacht; de laatste import was op ")


@pytest.mark.parametrize(("age", "hours"), [("0", 0), ("1", 0), ("2", 1), ("3", 3)])
def test_hours_without_a_reason_are_those_of_the_pupils_below(
    workspace: Workspace, open_page: OpenPage, age: str, hours: int
) -> None:
    """Monday 16 November is 19 school days before Friday 11 December."""
    page = choosing(open_page(workspace, "datakwaliteit"), "Hoe lang al", age)
    assert list(pills(page, "Hoe lang al").values())[int(age)] == hours
    behind = [table.value for table in page.dataframe if "Oudste dag" in table.value]
    assert sum(int(table["Lesuren"].sum()) for table in behind) == hours


def test_a_code_gets_a_category_and_counts_at_once(workspace: Workspace, open_page: OpenPage) -> None:
    page = open_page(workspace, "datakwaliteit")
    boxes = {box.label.split(":")[0]: box for box in page.selectbox}
    assert "2 registraties, 08-09-2026 t/m 09-09-2026" in boxes["QX"].label
    boxes["QX"].set_value("spijbelen")
    page = next(b for b in page.button if b.label == "Bewaren en opnieuw opbouwen").click().run()
    assert not page.exception
    assert pills(page, "Onderwerp")["Onbekende codes"] == 1
    counted = open_snapshot(workspace).rows("select count(*) from int_slot where category = 'spijbelen'")
    assert counted.item() == 2
    assert {box.label.split(":")[0]: box.value for box in page.selectbox if ":" in box.label}["QX"] == "spijbelen"


def test_an_empty_form_builds_nothing(workspace: Workspace, open_page: OpenPage) -> None:
    before = part_of(workspace).current()
    page = open_page(workspace, "datakwaliteit")
    next(b for b in page.button if b.label == "Bewaren en opnieuw opbouwen").click().run()
    assert part_of(workspace).current() == before
    assert code_choices(workspace).is_empty()


def test_a_busy_build_says_that_the_choice_is_kept(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, signed_in: str
) -> None:
    monkeypatch.setattr("pipelines.models.snapshot.WAIT_SECONDS", 0.1)
    page = open_page(workspace, "datakwaliteit")
    next(box for box in page.selectbox if box.label.startswith("QX")).set_value("verlof")
    with workspace.locked():
        page = next(b for b in page.button if b.label == "Bewaren en opnieuw opbouwen").click().run()
    assert any("geldt vanaf de volgende opbouw" in error.value for error in page.error)
    assert code_choices(workspace).select("category", "chosen_by").rows() == [("verlof", signed_in)]


def test_school_toml_goes_first_and_the_page_says_so(workspace: Workspace, open_page: OpenPage) -> None:
    choose_code(workspace, "s", "ziek", "verlof", "iemand")
    page = open_page(workspace, "datakwaliteit")
    assert any("Voor ziek geldt de keuze op de pagina Instellingen" in info.value for info in page.info)
    assert not [box for box in page.selectbox if box.label.startswith("ziek")]


def test_corrections_are_those_of_the_chosen_import(workspace: Workspace, open_page: OpenPage, tmp_path: Path) -> None:
    later = MESSY.replace("2026-09-08 | 1-3 | onbekend", "2026-09-08 | 1-3 | ziek")
    closing = Registration("slot", schools.LAST, 1, "medisch")
    import_files(workspace, [write_csv(tmp_path / "later.csv", [*table(later), closing])])
    page = open_page(workspace, "datakwaliteit")
    assert tables(page, "Was") == [3]
    assert tables(page, "Bestand") == [1]
    box = next(box for box in page.selectbox if box.label == "Import")
    assert len(box.options) == 2
    page = box.select_index(1).run()
    assert tables(page, "Was") == []


def test_a_week_with_a_lost_day_is_a_quiet_week(school: School, open_page: OpenPage) -> None:
    page = choosing(open_page(school("onvolledige week"), "datakwaliteit"), "Onderwerp", "stil")
    monday = YEAR[YEAR.index(schools.LOST_DAY) - schools.LOST_DAY.weekday()]
    assert list(page.dataframe[0].value["Week van"]) == [monday]
    assert words.day(monday, year=True) in page.main.caption[-1].value


def test_a_filter_narrows_the_lists_of_pupils(school: School, open_page: OpenPage) -> None:
    whole = open_page(school("normaal"), "datakwaliteit")
    part = open_page(school("normaal"), "datakwaliteit", afdeling=["Havo bovenbouw"])
    # On the last day the sick pupil of H4a has a medical hour too; in V5b nobody is registered twice.
    other = open_page(school("normaal"), "datakwaliteit", afdeling=["Vwo bovenbouw"])
    numbers = [pills(page, "Onderwerp")["Dubbele lesuren"] for page in (whole, part, other)]
    assert numbers[0] == numbers[1] + numbers[2]
    assert "Havo bovenbouw" in part.main.caption[-1].value


def test_a_contradiction_is_loud_and_the_words_of_the_source_are_filled_in(tmp_path: Path, open_page: OpenPage) -> None:
    """A is unauthorised at kgc-2021, and the source calls it authorised; QX is a code of nobody."""
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021", codes=False))
    rows = "{0};H4a;07-09-2026;1;A;Orthodontist;ja\n{0};H4a;08-09-2026;1;QX;Fysiotherapie;ja\n"
    path = tmp_path / "week.csv"
    path.write_text("Stamnr;Klas;Datum;Lesuur;Code;Omschrijving;Geoorloofd\n" + rows.format(1) + rows.format(2))
    import_files(workspace, [path])
    page = open_page(workspace, "datakwaliteit")
    loud = "LET OP: code A (Orthodontist): 2 van de 2 registraties zijn in de bron geoorloofd"
    assert [error.value.startswith(loud) for error in page.error] == [True]
    boxes = {box.label.split(":")[0]: box.value for box in page.selectbox if ":" in box.label}
    assert boxes == {"A (Orthodontist)": None, "QX (Fysiotherapie)": "medisch"}


ICT = Viewer(rights=frozenset({"data"}), at=("s",), offices=("ict",), initials="ICT")


def test_ict_sees_counts_and_gives_codes_a_category(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "viewer", lambda _: ICT)
    page = open_page(workspace, "datakwaliteit")
    assert not page.exception
    assert answer(page).startswith("2 onderwerpen vragen aandacht; de laatste import was op ")
    found = next(table.value for table in page.dataframe if "Onderwerp" in table.value)
    counted = found.iloc[:, :3].astype(object).where(found.iloc[:, :3].notna(), None).to_numpy().tolist()
    assert counted == [["Onbekende codes", 2, 3], ["Op lesvrije dagen", None, 1]]
    assert {box.label.split(":")[0] for box in page.selectbox if ":" in box.label} == {"QX", "PV"}
    assert not [
        column for table in page.dataframe for column in table.value if column in ("nummer", "Leerling", "Klas")
    ]
    assert tables(page, "Rijen") == [1]


def test_who_sees_a_part_of_the_school_gets_no_counts_of_the_whole(
    workspace: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not of the imports and not of codes; and there is no form for who may not save it."""
    mentor = replace(of_mentors("s", "BRG"), offices=("mentor",))
    monkeypatch.setattr(access, "viewer", lambda _: mentor)
    page = open_page(workspace, "datakwaliteit")
    assert not page.exception
    assert tables(page, "Bestand") == [1]
    assert not tables(page, "Rijen")
    assert set(pills(page, "Onderwerp").values()) == {0}
    assert not [button for button in page.button if button.label == "Bewaren en opnieuw opbouwen"]
