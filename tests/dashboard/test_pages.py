"""Every page on a real workspace: in ordinary use, and in the cases that break dashboards."""

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from dashboard import words
from pipelines.store.imports import import_files
from tests.dashboard import schools
from tests.dashboard.conftest import SCHOOLS, OpenPage, School
from tests.pages import FIGURES, PAGES
from tests.pipelines.histories import spread, write_csv

# The pages that an empty workspace has use for.
SET_UP = {"inlezen": "Inlezen", "instellingen": "Instellingen", "nieuwe_school": "Nieuwe school", "uitleg": "Uitleg"}
WITH_DATA = [case for case in SCHOOLS if case != "leeg"]
EVERYONE = sum(pupils for pupils, _ in schools.LATES.values())


def answer(page: AppTest) -> str:
    """The sentence that stands before any chart."""
    return str(page.header[0].value)


def note(page: AppTest) -> str:
    """The line below the page."""
    return str(page.main.caption[-1].value)


def first_number(text: str) -> int:
    found = re.search(r"\d+", text)
    assert found, text
    return int(found[0])


def drawn(chart: Element | Block, column: str) -> pl.DataFrame:
    """The rows that a chart got: of its tables, the one with that column."""
    tables = [pl.read_ipc_stream(dataset.data.data) for dataset in chart.proto.datasets]
    return next(table for table in tables if column in table.columns)


def captions(page: AppTest) -> str:
    return "\n".join(caption.value for caption in page.main.caption)


def everything_shown(page: AppTest) -> str:
    """All text and all cells of a page."""
    elements = [*page.title, *page.markdown, *page.caption, *page.info, *page.warning]
    texts = [str(element.value) for element in elements]
    return "\n".join([*texts, *(table.value.to_csv() for table in page.dataframe)])


@pytest.mark.parametrize("case", WITH_DATA)
@pytest.mark.parametrize("page", FIGURES)
def test_a_page_has_title_answer_and_note(school: School, open_page: OpenPage, page: str, case: str) -> None:
    shown = open_page(school(case), page)
    assert not shown.exception
    assert len(shown.title) == 1
    assert answer(shown)
    assert "peildatum" in note(shown)
    assert schools.PROTOCOL in note(shown)


@pytest.mark.parametrize("page", [page for page in FIGURES if page not in SET_UP])
def test_an_empty_workspace_says_that_there_is_nothing(school: School, open_page: OpenPage, page: str) -> None:
    shown = open_page(school("leeg"), page)
    assert not shown.exception
    assert [title.value == "Verzuimbeeld" for title in shown.title] == [False]
    assert [each.value.endswith("op de pagina Inlezen.") for each in shown.info] == [True]
    assert shown.button(key="stappen")
    assert not shown.dataframe


@pytest.mark.parametrize("page", SET_UP)
def test_an_empty_workspace_can_be_filled(school: School, open_page: OpenPage, page: str) -> None:
    shown = open_page(school("leeg"), page)
    assert not shown.exception
    assert [title.value for title in shown.title] == [SET_UP[page]]
    assert bool(shown.file_uploader) == (page == "inlezen")


@pytest.mark.parametrize("page", PAGES)
def test_real_pupils_stay_on_this_computer(school: School, open_page: OpenPage, page: str) -> None:
    shown = open_page(school("normaal"), page, address="0.0.0.0", leerling=schools.REPORTED)
    text = everything_shown(shown)
    assert not shown.exception
    assert not shown.dataframe
    assert not shown.selectbox
    assert not shown.file_uploader
    assert [student for student in schools.PUPILS if student in text] == []
    assert "H4a" not in text
    if page == "ladders":
        assert "1001" in everything_shown(open_page(school("normaal"), page))


@pytest.mark.parametrize("page", FIGURES)
def test_a_url_with_nonsense_shows_the_page_without_it(school: School, open_page: OpenPage, page: str) -> None:
    shown = open_page(
        school("normaal"),
        page,
        peildatum="2036-01-01",
        afdeling=["Mavo"],
        klas=["Z9z"],
        leerjaar=["acht"],
        **dict.fromkeys(("leerling", "ladder", "protocol", "soort", "rol", "toon"), "geen"),
    )
    assert not shown.exception
    assert words.day(schools.LAST, year=True) in note(shown)


@pytest.mark.parametrize("page", FIGURES)
def test_a_day_in_the_first_week_of_the_year_is_no_trouble(school: School, open_page: OpenPage, page: str) -> None:
    shown = open_page(school("normaal"), page, peildatum="2026-08-31")
    assert not shown.exception
    # The report is of whole weeks: before the end of the first one it is of the day before.
    assert ("zo 30 aug 2026" if page == "mt_rapport" else "ma 31 aug 2026") in note(shown)


def test_ladders_count_every_pupil_once(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "ladders")
    assert first_number(answer(shown)) == EVERYONE
    assert sorted(shown.dataframe[0].value["nummer"]) == sorted(schools.late_pupils())


@pytest.mark.parametrize(("afdeling", "parity"), [("Havo bovenbouw", 0), ("Vwo bovenbouw", 1)])
def test_a_filter_in_the_url_is_applied_and_named(
    school: School, open_page: OpenPage, afdeling: str, parity: int
) -> None:
    shown = open_page(school("normaal"), "ladders", afdeling=[afdeling])
    expected = [student for student in schools.late_pupils() if int(student) % 2 == parity]
    assert sorted(shown.dataframe[0].value["nummer"]) == expected
    assert first_number(answer(shown)) == len(expected)
    assert afdeling in note(shown)


def test_the_peildatum_takes_registrations_up_to_that_day(school: School, open_page: OpenPage) -> None:
    # On the first three Mondays to Fridays each pupil was late once a week; before the third week nobody has three.
    assert first_number(answer(open_page(school("normaal"), "ladders", peildatum="2026-09-11"))) == 0
    assert first_number(answer(open_page(school("normaal"), "ladders", peildatum="2026-09-18"))) == EVERYONE


def test_a_pupil_from_the_url_is_opened(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("normaal"), "leerling", leerling=schools.SICK)
    assert shown.title[0].value == schools.SICK
    assert [list(table.value["Schooldagen"]) for table in shown.dataframe if "Schooldagen" in table.value] == [[5]]


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_mentor_is_an_empty_cell(school: School, open_page: OpenPage, page: str) -> None:
    """A missing text is drawn as the English word None."""
    shown = open_page(school("normaal"), page, leerling=schools.REPORTED)
    tables = [
        pl.read_ipc_stream(table.proto.arrow_data.data).select(pl.col(pl.String, pl.Null)) for table in shown.dataframe
    ]
    assert [text.name for table in tables for text in table if text.null_count()] == []


def test_a_week_in_progress_counts_up_to_the_peildatum(school: School, open_page: OpenPage) -> None:
    monday, wednesday = date(2026, 12, 7), date(2026, 12, 9)
    shown = open_page(school("normaal"), "trends", peildatum=wednesday.isoformat(), soort="ongeoorloofd afwezig")
    (week,) = (
        drawn(shown.get("vega_lite_chart")[0], "key").filter(pl.col("key") == monday.isoformat()).iter_rows(named=True)
    )
    known = [r for r in schools.registrations() if r.code == "ongeoorloofd" and monday <= r.date <= wednesday]
    assert week["missed_hours"] == len(known)


def test_one_pupil_is_not_called_pupils(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("een leerling"), "ladders")
    assert "1 leerling staat" in answer(shown)
    assert "1 rij." in captions(shown)


def test_an_incomplete_week_is_named_below(school: School, open_page: OpenPage) -> None:
    monday = schools.LOST_DAY - timedelta(schools.LOST_DAY.weekday())
    assert f"onvolledige week: die van {words.day(monday, year=True)}" in note(
        open_page(school("onvolledige week"), "trends")
    )
    assert "onvolledig" not in note(open_page(school("normaal"), "trends"))


def test_a_new_import_shows_without_a_restart(open_page: OpenPage, tmp_path: Path) -> None:
    workspace = schools.one_pupil(tmp_path)
    assert first_number(answer(open_page(workspace, "ladders"))) == 1
    more = write_csv(tmp_path / "meer.csv", [*spread("1001", "laat", 5), *spread("1002", "laat", 5)])
    import_files(workspace, [more])
    assert first_number(answer(open_page(workspace, "ladders"))) == 2


@pytest.mark.parametrize(("name", "late"), [("School", 3), ("Tweede school", 1)])
def test_schools_in_one_workspace_are_counted_apart(school: School, open_page: OpenPage, name: str, late: int) -> None:
    shown = open_page(school("twee scholen"), "ladders", school=name)
    assert first_number(answer(shown)) == late
    assert shown.dataframe[0].value.shape[0] == late
    bars, weeks = (drawn(chart, "students") for chart in shown.get("vega_lite_chart"))
    assert bars["students"].sum() == late
    last_week = weeks.filter(weeks["week_start"] == weeks["week_start"].max())
    assert last_week["students"].sum() == late


def test_a_school_without_registrations_cannot_be_chosen(school: School, open_page: OpenPage) -> None:
    shown = open_page(school("twee scholen"), "ladders")
    assert shown.selectbox(key="school").options == ["School", "Tweede school"]
