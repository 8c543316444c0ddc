"""The ladder of missed gym lessons on pages: a number where a timetable was imported, and said where there is none."""

from datetime import timedelta
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pipelines.store.workspace import open_workspace
from tests.dashboard.conftest import OpenPage, School
from tests.pipelines.test_shares import MONDAYS, gym, school as with_lessons, year

# The address of a choice holds the words that are read.
PAGE = {"ladder": "Gemiste gymlessen"}


def texts(page: AppTest) -> str:
    assert not page.exception
    return " ".join(
        str(element.value) for element in (*page.header, *page.caption, *page.info, *page.markdown)
    ).replace("\\", "")


def test_without_a_timetable_the_ladder_is_not_computed_and_says_what_it_needs(
    school: School, open_page: OpenPage
) -> None:
    said = texts(open_page(school("een leerling"), "ladders", **PAGE))
    assert "Deze ladder is met de ingelezen gegevens niet te berekenen." in said
    assert "lo-20 (meer dan 20 procent van de gymlessen gemist) is hier niet te berekenen: nodig is rooster." in said


def test_with_a_timetable_it_has_its_pupils(tmp_path: Path, open_page: OpenPage) -> None:
    with_lessons(tmp_path, gym("7", range(5)), year(["7"]))
    day = str(MONDAYS[4] + timedelta(1))
    page = open_page(open_workspace(tmp_path / "werkmap"), "ladders", peildatum=day, **PAGE)
    said = texts(page)
    assert "1 van de 2 leerlingen staan op een trede van de ladder 'Gemiste gymlessen'." in said
    assert "niet te berekenen" not in said
    assert "Wie in geen rooster staat, heeft geen percentage" in said
    shown = next(table.value for table in page.dataframe if "Leerling" in table.value)
    assert shown["Leerling"].to_list() == ["7"]


def test_the_protocol_says_what_it_takes(school: School, open_page: OpenPage) -> None:
    said = texts(open_page(school("een leerling"), "protocollen"))
    assert "Zonder rooster heeft deze trede geen getal." in said
