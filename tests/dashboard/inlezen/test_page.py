"""The page Inlezen on a real workspace, with files from the browser."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pipelines.notes.notes import code_choices
from pipelines.store.part import part_of, parts_of
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.conftest import SCHOOLS, OpenPage, School
from tests.dashboard.inlezen.test_uploads import GOOD, OWN_HEADERS, PARTLY

OWN = OWN_HEADERS.replace(b"\n1;", b"\n1001;")
LATER = GOOD.replace(b"07-09-2026", b"18-12-2026")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that the test may change."""
    return schools.one_pupil(tmp_path)


def given(page: AppTest, *contents: bytes) -> AppTest:
    """The page after files were chosen."""
    page.file_uploader[0].set_value([(f"{n}.csv", content, "text/csv") for n, content in enumerate(contents)])
    return page.run()


def pressed(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def ticked(page: AppTest, label: str) -> AppTest:
    return next(box for box in page.checkbox if box.label == label).check().run()


def texts(page: AppTest, *kinds: str) -> str:
    return "\n".join(str(getattr(element, "value", "")) for kind in kinds for element in page.get(kind))


def registrations(workspace: Workspace) -> int:
    return part_of(workspace).store()["registrations"].height


def test_without_files_there_is_nothing_to_press(school: School, open_page: OpenPage) -> None:
    page = open_page(school("normaal"), "inlezen")
    assert "vr 11 dec 2026" in texts(page, "header")
    assert "Inlezen" not in [button.label for button in page.button]
    assert "Verantwoordingen" in texts(page, "markdown")


def test_what_changes_is_shown_before_anything_is_stored(workspace: Workspace, open_page: OpenPage) -> None:
    before = registrations(workspace)
    page = given(open_page(workspace, "inlezen"), PARTLY)
    plan, refused, sample, used = (table.value for table in page.dataframe)
    assert list(sample["Code"]) == ["ziek"]
    assert plan[["Nieuw", "Gewijzigd", "Ingetrokken", "Geweigerd"]].to_numpy().tolist() == [[1, 0, 0, 1]]
    assert list(refused["Rij"]) == [3]
    assert list(used["Gelezen als"]) == ["Leerlingnummer", "Klas", "Datum", "Lesuur", "Code"]
    assert "1 rij wordt geweigerd" in texts(page, "markdown")
    assert registrations(workspace) == before


CODES = (
    b"Stamnr;Klas;Datum;Lesuur;Code;Omschrijving;Geoorloofd\n"
    b"1;H3a;07-09-2026;1;QX;Fysiotherapie;ja\n2;H3a;07-09-2026;1;QX;Fysiotherapie;ja\n"
    b"1;H3a;08-09-2026;1;WW;;\n1;H3a;09-09-2026;1;spijbelen;Dokter;ja\n2;H3a;09-09-2026;1;spijbelen;Dokter;ja\n"
)


def test_codes_are_proposed_and_chosen_before_the_import(tmp_path: Path, open_page: OpenPage, signed_in: str) -> None:
    """What the source says of a code is filled in; a contradiction is loud, and stays as it is until somebody chooses."""
    workspace = schools.one_pupil(tmp_path)
    text = workspace.path.joinpath("school.toml").read_text()
    line = '[[school.code]]\ncode = "spijbelen"\ncategory = "spijbelen"\n'
    assert line in text
    page = given(open_page(workspace, "inlezen"), CODES)
    assert "code spijbelen (Dokter): 2 van de 2 registraties zijn in de bron geoorloofd" in texts(page, "error")
    assert "2 codes zijn onbekend: 3 registraties tellen nergens mee" in texts(page, "markdown")
    boxes = {box.label.split(":")[0]: box for box in page.selectbox}
    # Of spijbelen school.toml decides.
    assert {name: box.value for name, box in boxes.items()} == {"QX (Fysiotherapie)": "medisch", "WW": None}
    page = pressed(page, "Inlezen")
    assert not page.exception
    assert code_choices(workspace).select("code", "category", "chosen_by").rows() == [("QX", "medisch", signed_in)]


def test_columns_of_a_recognised_file_can_be_pointed_at_and_forgotten(
    workspace: Workspace, open_page: OpenPage
) -> None:
    content = b"Stamnr;Datum;Datum melding;Lesuur;Code\n1001;18-11-2026;16-11-2026;1;ziek\n"
    page = given(open_page(workspace, "inlezen"), content)
    ticked(page, "Andere kolommen aanwijzen")
    page = next(box for box in page.selectbox if box.label == "Datum").set_value("Datum melding").run()
    assert not pressed(page, "Inlezen").exception
    days = part_of(workspace).store()["registrations"]["date"].to_list()
    assert date(2026, 11, 16) in days
    assert date(2026, 11, 18) not in days
    again = given(open_page(workspace, "inlezen"), content)
    assert "Zoals eerder aangewezen voor deze kopregel" in texts(again, "caption")
    again = ticked(again, "Vergeet de eerder aangewezen kolommen")
    assert list(again.dataframe[0].value["Nieuw"]) == [1]


def test_the_button_imports_and_the_peildatum_can_follow(workspace: Workspace, open_page: OpenPage) -> None:
    page = pressed(given(open_page(workspace, "inlezen"), LATER), "Inlezen")
    assert not page.exception
    assert "1 bestand" in texts(page, "success")
    assert registrations(workspace) == 5 + 2
    page = pressed(page, "Peildatum naar vr 18 dec 2026")
    assert "peildatum vr 18 dec 2026" in page.main.caption[-1].value
    assert not [button for button in page.button if button.label.startswith("Peildatum")]


def test_a_file_that_is_not_understood_cannot_be_imported(workspace: Workspace, open_page: OpenPage) -> None:
    page = given(open_page(workspace, "inlezen"), GOOD, b"zomaar tekst")
    assert "1.csv: dit soort bestand wordt niet herkend" in texts(page, "error")
    assert "Inlezen" not in [button.label for button in page.button]


def test_a_table_with_own_headers_asks_for_its_columns(workspace: Workspace, open_page: OpenPage) -> None:
    page = given(open_page(workspace, "inlezen"), OWN)
    assert "Kies voor leerlingnummer, datum en code" in texts(page, "warning")
    for label, header in (("Leerlingnummer", "Lln"), ("Datum", "Dag"), ("Code", "Reg"), ("Lesuur", "Nr")):
        next(box for box in page.selectbox if box.label.startswith(label)).set_value(header)
    page = page.run()
    assert not page.warning
    assert list(page.dataframe[0].value["Nieuw"]) == [2]
    assert not pressed(page, "Inlezen").exception
    assert registrations(workspace) == 5 + 2
    again = given(open_page(workspace, "inlezen"), OWN)
    assert list(again.dataframe[0].value["Ongewijzigd"]) == [2]


def test_an_import_that_is_busy_elsewhere_is_said(workspace: Workspace, open_page: OpenPage) -> None:
    page = given(open_page(workspace, "inlezen"), GOOD)
    with workspace.locked():
        page = pressed(page, "Inlezen")
        assert "Er is niets veranderd" in texts(page, "error")
    assert registrations(workspace) == 5


def test_an_empty_workspace_gets_its_first_data_here(tmp_path: Path, open_page: OpenPage) -> None:
    workspace = SCHOOLS["leeg"](tmp_path)
    page = open_page(workspace, "inlezen")
    assert "nog niets ingelezen" in texts(page, "header")
    page = pressed(given(page, GOOD), "Inlezen")
    assert not page.exception
    assert registrations(workspace) == 2


def test_of_two_schools_the_chosen_one_gets_the_files(tmp_path: Path, open_page: OpenPage) -> None:
    workspace = schools.two_schools(tmp_path)
    page = given(open_page(workspace, "inlezen"), GOOD.replace(b"ziek", b"medisch"))
    box = next(box for box in page.selectbox if box.label == "School van deze bestanden")
    page = pressed(box.set_value("t").run(), "Inlezen")
    assert not page.exception
    found = {part.id: part.store()["registrations"].filter(code="medisch").height for part in parts_of(workspace)}
    assert {school for school, rows in found.items() if rows} == {"t"}
