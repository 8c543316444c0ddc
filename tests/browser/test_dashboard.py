"""The dashboard in a real browser: what a person clicks, and what leaves this computer."""

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from dashboard import words
from tests.browser.screen import Screen, counted, label
from tests.dashboard import schools
from tests.pages import PAGES

ROOT = Path(__file__).parents[2]
HOME = "overzicht"
# Pages that are not called as their file.
TITLES = {
    "leerling": schools.REPORTED,
    "vergelijken": "Protocollen vergelijken",
    "mt_rapport": "MT-rapport",
    "nieuwe_school": "Nieuwe school",
    "werklijst": "Mijn week",
}
LATE = "te laat, ongeoorloofd"
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
)
# Common in English, and no Dutch word or word of the field.
ENGLISH = {
    "the",
    "and",
    "for",
    "with",
    "without",
    "this",
    "that",
    "these",
    "from",
    "are",
    "were",
    "has",
    "have",
    "not",
    "all",
    "any",
    "each",
    "every",
    "show",
    "select",
    "choose",
    "choice",
    "weeks",
    "day",
    "days",
    "year",
    "years",
    "hour",
    "hours",
    "student",
    "students",
    "pupil",
    "pupils",
    "class",
    "absent",
    "absence",
    "sick",
    "rate",
    "rates",
    "value",
    "values",
    "date",
    "column",
    "columns",
    "row",
    "rows",
    "page",
    "none",
    "null",
    "nan",
    "true",
    "false",
    "error",
    "warning",
    "loading",
    "empty",
    "unknown",
    "download",
    "search",
    "close",
    "settings",
    "next",
    "previous",
    "today",
    "please",
    "no",
    "yes",
}


@dataclass(frozen=True)
class Visit:
    """One page as a browser showed it: its texts, what it complained of and which addresses it asked for.

    `sideways`: by how many pixels it is wider than a telephone. `unlogged`: of the buttons by which Streamlit itself gives a
    table as a file, how each is drawn.
    """

    title: str
    text: str
    exceptions: int
    complaints: tuple[str, ...]
    addresses: tuple[str, ...]
    sideways: int
    unlogged: tuple[str, ...]


def visited(screen: Screen, page: str) -> Visit:
    """Opens a page as from a bookmark."""
    screen.visit("" if page == HOME else page, leerling=schools.REPORTED)
    sidebar = screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebarContent]").text
    complaints = [entry["message"] for entry in screen.log("browser") if entry["level"] == "SEVERE"]
    messages = [json.loads(entry["message"])["message"] for entry in screen.log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    sockets = [m["params"]["url"] for m in messages if m["method"] == "Network.webSocketCreated"]
    files = screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stElementToolbar] [aria-label^='Download']")
    exceptions = len(screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stException]"))
    with screen.as_wide_as(390):
        sideways = screen.sideways()
    return Visit(
        title=screen.title(),
        text=f"{screen.text()} {sidebar}",
        exceptions=exceptions,
        # Under the address of a page the browser first looks for the server one folder too deep.
        complaints=tuple(text for text in complaints if f"/{page.replace('_', '-')}/_stcore/" not in text),
        addresses=tuple(url for url in [*asked, *sockets] if not url.startswith(("data:", "blob:", "about:"))),
        sideways=sideways,
        unlogged=tuple(each.value_of_css_property("display") for each in files),
    )


@pytest.fixture(scope="module", params=PAGES)
def page_visit(request: pytest.FixtureRequest, chromium: Chrome, server: str) -> tuple[str, Visit]:
    """Every page once, for all that can be seen without a click."""
    screen = Screen(chromium, server)
    for log in ("browser", "performance"):
        screen.log(log)
    return request.param, visited(screen, request.param)


def test_a_page_loads_without_a_complaint(page_visit: tuple[str, Visit]) -> None:
    page, visit = page_visit
    assert visit.title == TITLES.get(page, page.capitalize())
    assert visit.exceptions == 0
    assert visit.complaints == ()


def test_a_page_is_no_wider_than_a_telephone(page_visit: tuple[str, Visit]) -> None:
    _, visit = page_visit
    assert visit.sideways == 0


def test_no_table_leaves_by_a_button_that_the_log_does_not_hear_of(page_visit: tuple[str, Visit]) -> None:
    page, visit = page_visit
    assert set(visit.unlogged) <= {"none"}
    # Else the button is called otherwise now, and is drawn.
    assert visit.unlogged or page != "werklijst"


def test_a_page_asks_nothing_of_another_host(page_visit: tuple[str, Visit], server: str) -> None:
    _, visit = page_visit
    assert any(url.startswith("ws:") for url in visit.addresses)
    assert {urlsplit(url).netloc for url in visit.addresses} == {urlsplit(server).netloc}


def test_a_page_speaks_dutch(page_visit: tuple[str, Visit]) -> None:
    _, visit = page_visit
    spoken = re.findall(r"[a-z']+", visit.text.lower())
    assert len(spoken) > 20
    assert sorted(set(spoken) & ENGLISH) == []


def test_a_bar_opens_exactly_the_pupils_it_counts(screen: Screen) -> None:
    expected = [pupils for pupils, _ in schools.LATES.values()]
    for place, pupils in enumerate(expected):
        screen.visit("ladders")
        assert [counted(bar) for bar in screen.marks("bar")[: len(expected)]] == expected
        assert screen.list_lengths() == [sum(expected)]
        screen.click(screen.marks("bar")[place])
        screen.until(lambda: screen.path() == "leerlingen")
        screen.until_list_of(pupils)


def test_a_point_opens_the_pupils_of_its_week(screen: Screen) -> None:
    for place in (0, 4):
        screen.visit("trends", soort=LATE)
        point = screen.marks("point")[place]
        day, month, year = re.search(r"Week van: (\d+) (\w+) (\d+)", label(point)).groups()  # type: ignore[union-attr]
        week = date(int(year), MONTHS.index(month) + 1, int(day))
        screen.click(point)
        screen.until_text(words.day(week, year=True))
        screen.until_list_of(len(schools.pupils_late_in(week)))


def test_a_row_opens_the_pupil_and_back_returns(screen: Screen) -> None:
    filters = {"afdeling": ["Havo bovenbouw"], "peildatum": ["2026-11-27"]}
    screen.visit("ladders", **filters)
    chosen = screen.first_in_list()
    screen.click_name()
    screen.until(lambda: screen.path() == "leerling" and screen.title() == chosen)
    assert screen.query() == filters | {"leerling": [chosen], "lijst": ["trede~kgc-2021~te-laat"]}
    assert "Havo bovenbouw" in screen.text()
    screen.browser.back()
    screen.until(lambda: screen.path() == "ladders" and screen.title() == "Ladders")
    assert {key: screen.query().get(key) for key in filters} == filters
    screen.until_text("Havo bovenbouw")


def test_a_link_with_filters_shows_that_part_of_the_school(screen: Screen) -> None:
    everyone = [pupils for pupils, _ in schools.LATES.values()]
    halves = []
    for afdeling in ("Havo bovenbouw", "Vwo bovenbouw"):
        screen.visit("ladders", afdeling=afdeling)
        assert afdeling in screen.text()
        halves.append([counted(bar) for bar in screen.marks("bar")[: len(everyone)]])
        assert screen.list_lengths() == [sum(halves[-1])]
    assert [sum(pair) for pair in zip(*halves, strict=True)] == everyone
    assert halves[0] != everyone


def test_filters_stay_when_another_page_is_chosen(screen: Screen) -> None:
    screen.visit("ladders", afdeling="Havo bovenbouw", peildatum="2026-11-27")
    screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebarNav] a[href*=leerplicht]").click()
    screen.until(lambda: screen.title() == "Leerplicht")
    screen.until(lambda: "Havo bovenbouw" in screen.text() and "27 nov 2026" in screen.text())
    assert screen.query()["afdeling"] == ["Havo bovenbouw"]
    assert screen.query()["peildatum"] == ["2026-11-27"]
