"""Nieuwe school: five questions in an empty folder, and then what is left to do."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.access import ADDRESS_VARIABLE, WORKSPACE_VARIABLE
from dashboard.commands.cli import main
from pipelines.store.workspace import Workspace, open_workspace
from tests.dashboard import schools
from tests.dashboard.conftest import OpenPage, School
from tests.pages import APP, at
from tests.pipelines.histories import make_workspace, spread


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    """The dashboard on a folder that is not there."""
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(tmp_path / "nieuw"))
    monkeypatch.setenv(ADDRESS_VARIABLE, "localhost")
    return AppTest.from_file(str(APP), default_timeout=60).run()


def answered(page: AppTest, name: str, region: str | None = "noord", lessons: int | None = 30) -> AppTest:
    page.text_input(key="nieuw-naam").set_value(name).run()
    if region:
        page.radio(key="nieuw-regio").set_value(region)
    page.number_input(key="nieuw-lessen").set_value(lessons)
    return page.button(key="nieuw-maak").click().run()


def test_five_questions_make_a_school(new: AppTest, tmp_path: Path) -> None:
    assert not new.exception
    assert [len(new.text_input), len(new.radio), len(new.selectbox), len(new.number_input)] == [2, 1, 1, 1]
    shown = answered(new, "Het Proefcollege")
    assert not shown.exception
    made = open_workspace(tmp_path / "nieuw").schools[0]
    assert (made.id, made.name, made.region, made.lessons_per_week) == (
        "het-proefcollege",
        "Het Proefcollege",
        "noord",
        30,
    )
    # The same page goes on with what is left, of which only the files can be done now.
    assert "Het Proefcollege staat klaar" in shown.header[0].value
    assert [button.label for button in shown.button if not button.disabled] == ["De school", "Bestanden inlezen"]


def test_every_address_of_a_new_folder_leads_to_it(new: AppTest) -> None:
    shown = at(new, "trends").run()
    assert not shown.exception
    assert [title.value for title in shown.title] == ["Nieuwe school"]
    assert shown.button(key="nieuw-maak")


@pytest.mark.parametrize(
    ("name", "region", "lessons", "said"),
    [
        (" ", "noord", 30, "Vul de naam van de school in."),
        ("School", None, 30, "Kies de regio van de school: daar hangen de vakanties aan."),
        ("School", "noord", 99, "Is 99, buiten het toegestane bereik. Grens: 60 (ten hoogste)."),
    ],
)
def test_a_wrong_answer_makes_nothing(
    new: AppTest, tmp_path: Path, name: str, region: str | None, lessons: int, said: str
) -> None:
    shown = answered(new, name, region, lessons)
    assert said in [error.value for error in shown.error]
    assert not (tmp_path / "nieuw" / "school.toml").exists()


def test_an_own_short_name_is_checked(new: AppTest, tmp_path: Path) -> None:
    new.text_input(key="nieuw-id").set_value("Met Spatie")
    shown = answered(new, "School")
    assert "Is 'Met Spatie'. Gebruik kleine letters, cijfers en streepjes." in [error.value for error in shown.error]


def test_a_new_school_is_made_on_this_computer_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboard", str(tmp_path / "nieuw"), "--address", "0.0.0.0", "--no-browser"]) == 2
    assert "nog geen school, dus dit gaat niet open op 0.0.0.0" in capsys.readouterr().err
    assert not (tmp_path / "nieuw").exists()


def test_data_without_settings_are_no_new_school(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scholen").mkdir()
    assert main(["dashboard", str(tmp_path), "--no-browser"]) == 1
    assert "school.toml bestaat niet" in capsys.readouterr().err


def test_a_folder_with_other_files_is_warned_about(new: AppTest, tmp_path: Path) -> None:
    assert not new.warning
    (tmp_path / "nieuw").mkdir()
    (tmp_path / "nieuw" / "brief.docx").touch()
    assert "andere bestanden" in new.run().warning[0].value


def test_the_steps_tell_what_is_done(school: School, open_page: OpenPage, tmp_path: Path) -> None:
    young: Workspace = make_workspace(tmp_path, spread("1001", "weg", 2), schools.PROTOCOL)
    shown = open_page(young, "nieuwe_school")
    signs = [text.value[2] for text in shown.main.markdown if text.value.startswith("**")]
    assert signs == ["✓", "✓", "✓", "4", "5"]
    assert open_page(young, "instellingen").button(key="verder")
    done = open_page(school("normaal"), "nieuwe_school")
    assert [text.value[2] for text in done.main.markdown if text.value.startswith("**")] == ["✓", "✓", "✓", "✓", "5"]
