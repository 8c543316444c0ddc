"""The dashboard in a real browser: what a person clicks, and what leaves this computer."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from dashboard import words
from tests.dashboard import schools

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.stem for path in (ROOT / "dashboard" / "app_pages").glob("[!_]*.py"))
HOME = "werklijst"
PATIENCE = 20
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
    "the", "and", "for", "with", "without", "this", "that", "these", "from", "are", "were", "has", "have", "not",
    "all", "any", "each", "every", "show", "select", "choose", "choice", "weeks", "day", "days", "year", "years",
    "hour", "hours", "student", "students", "pupil", "pupils", "class", "absent", "absence", "sick", "rate", "rates",
    "value", "values", "date", "column", "columns", "row", "rows", "page", "none", "null", "nan", "true", "false",
    "error", "warning", "loading", "empty", "unknown", "download", "search", "close", "settings", "next", "previous",
    "today", "please", "no", "yes",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on a school that can be counted by hand, started as a user starts it; its address."""
    workspace = schools.whole_school(tmp_path_factory.mktemp("school"))
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "dashboard.cli", "dashboard", str(workspace.path), "--port", str(port)]
    log = workspace.path.parent / "server.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [*command, "--no-browser"], cwd=ROOT, env=os.environ, stdout=output, stderr=subprocess.STDOUT
        )
        address = f"http://localhost:{port}"
        try:
            _wait_for(f"{address}/_stcore/health", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except URLError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text(encoding='utf-8')}")


class Screen:
    """What a person sees and does. Every look waits until the page has come to rest."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser, self.address = browser, address

    def visit(self, page: str, **query: str | list[str]) -> None:
        self.browser.get(f"{self.address}/{page}?{urlencode(query, doseq=True)}")
        self.until_text("peildatum")

    def until(self, seen: Callable[[], object]) -> None:
        """Waits for something to be seen; a page that is being redrawn is looked at again."""

        def look(_: Chrome) -> bool:
            try:
                return bool(seen())
            except (StaleElementReferenceException, IndexError):
                return False

        WebDriverWait(self.browser, PATIENCE, poll_frequency=0.1).until(look)

    def text(self) -> str:
        return str(self.browser.find_element(By.CSS_SELECTOR, "[data-testid=stMain]").text)

    def title(self) -> str:
        return str(self.browser.find_element(By.TAG_NAME, "h1").text)

    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.browser.current_url).query)

    def path(self) -> str:
        return urlsplit(self.browser.current_url).path.strip("/")

    def list_lengths(self) -> list[int]:
        """How long the lists below the charts say that they are."""
        return [int(found) for found in re.findall(r"(\d+) rij(?:en)?\. ", self.text())]

    def until_text(self, text: str) -> None:
        self.until(lambda: text in self.text())

    def until_list_of(self, rows: int) -> None:
        self.until(lambda: self.list_lengths() == [rows])

    def marks(self, kind: str) -> list[WebElement]:
        """Bars or points by their role in the accessible drawing; they are there when the browser has drawn them."""
        found: list[WebElement] = []

        def drawn() -> bool:
            found[:] = self.browser.find_elements(
                By.CSS_SELECTOR, f"[role=graphics-symbol][aria-roledescription={kind}]"
            )
            return bool(found)

        self.until(drawn)
        return found

    def click(self, element: WebElement) -> None:
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        ActionChains(self.browser).move_to_element(element).click().perform()

    def click_row(self, place: int = 0, height: int = 35) -> None:
        """Ticks the box in front of a row of the first list; a list is one drawing without elements to click."""
        grid = self.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", grid)
        x, y = 18 - grid.size["width"] / 2, 36 + height * (place + 0.5) - grid.size["height"] / 2
        ActionChains(self.browser).move_to_element_with_offset(grid, int(x), int(y)).click().perform()

    def first_in_list(self) -> str:
        """The pupil on the first row; the table for screen readers inside the drawing holds the same cells."""
        cells: list[str] = []

        def filled() -> bool:
            found = self.browser.find_elements(By.CSS_SELECTOR, "[data-testid=glide-cell-1-0]")
            cells[:] = [str(cell.get_attribute("textContent")) for cell in found]
            return bool(cells)

        self.until(filled)
        return cells[0]

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser logged since the last look."""
        entries: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return entries


@pytest.fixture
def screen(browser: Chrome, server: str) -> Screen:
    return Screen(browser, server)


def label(mark: WebElement) -> str:
    return str(mark.get_attribute("aria-label"))


def counted(mark: WebElement) -> int:
    """The number of pupils that a bar tells to a screen reader."""
    found = re.search(r"leerlingen: (\d+)", label(mark), re.IGNORECASE)
    assert found, label(mark)
    return int(found[1])


@dataclass(frozen=True)
class Visit:
    """One page as a browser showed it: its texts, what it complained of and which addresses it asked for."""

    title: str
    text: str
    exceptions: int
    complaints: tuple[str, ...]
    addresses: tuple[str, ...]


def visited(screen: Screen, page: str) -> Visit:
    """Opens a page as from a bookmark."""
    screen.visit("" if page == HOME else page, leerling=schools.REPORTED)
    sidebar = screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebarContent]").text
    complaints = [entry["message"] for entry in screen.log("browser") if entry["level"] == "SEVERE"]
    messages = [json.loads(entry["message"])["message"] for entry in screen.log("performance")]
    asked = [m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"]
    sockets = [m["params"]["url"] for m in messages if m["method"] == "Network.webSocketCreated"]
    return Visit(
        title=screen.title(),
        text=f"{screen.text()} {sidebar}",
        exceptions=len(screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stException]")),
        # Under the address of a page the browser first looks for the server one folder too deep.
        complaints=tuple(text for text in complaints if f"/{page}/_stcore/" not in text),
        addresses=tuple(url for url in [*asked, *sockets] if not url.startswith(("data:", "blob:", "about:"))),
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
    assert visit.title == (schools.REPORTED if page == "leerling" else page.capitalize())
    assert visit.exceptions == 0
    assert visit.complaints == ()


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
    screen.visit("ladders")
    expected = [pupils for pupils, _ in schools.LATES.values()]
    assert [counted(bar) for bar in screen.marks("bar")[: len(expected)]] == expected
    assert screen.list_lengths() == [sum(expected)]
    for place, pupils in enumerate(expected):
        screen.click(screen.marks("bar")[place])
        screen.until_list_of(pupils)


def test_a_point_opens_the_pupils_of_its_week(screen: Screen) -> None:
    screen.visit("trends", soort=LATE)
    for place in (0, 4):
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
    screen.click_row()
    screen.until(lambda: screen.path() == "leerling" and screen.title() == chosen)
    assert screen.query() == filters | {"leerling": [chosen]}
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
