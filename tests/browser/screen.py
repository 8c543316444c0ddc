"""The dashboard as a person sees and uses it in a browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException, TimeoutException
from selenium.webdriver import ActionChains, Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from tests.pages import APART

PATIENCE = 40
# Whether the server is still drawing the page.
STATE = "data-test-script-state"
# How far the page, or what holds it, is wider than its room.
SIDEWAYS = """
return Math.max(...[document.scrollingElement, document.querySelector('[data-testid=stMain]')]
  .map(each => each.scrollWidth - each.clientWidth))"""
# The text of a page that the server has drawn; while it still draws, nothing. Selenium's own `text` asks every element
# for its style, which is too much for a look that is repeated until nothing changes.
RESTING = f"""
const find = name => document.querySelector(`[data-testid=${{name}}]`), app = find("stApp"), main = find("stMain");
return app && main && app.getAttribute("{STATE}") === "notRunning" ? main.innerText : "";
"""
# Address of a dashboard -> the cookie that its key was exchanged for.
COOKIES: dict[str, str] = {}


class Screen:
    """What a person sees and does. Every look waits until the page has come to rest."""

    def __init__(self, browser: Chrome, address: str) -> None:
        self.browser, self.address = browser, address
        name, _, value = COOKIES[address].partition("=")
        browser.execute_cdp_cmd(
            "Network.setCookie", {"name": name, "value": value, "url": address, "httpOnly": True, "sameSite": "Strict"}
        )

    def visit(self, page: str, **query: str | list[str]) -> None:
        # The name of a file has an underscore where an address has a dash.
        self.browser.get(f"{self.address}/{page.replace('_', '-')}?{urlencode(query, doseq=True)}")
        self.until(self.title if page in APART else lambda: "peildatum" in self._resting())
        self.rest()

    def rest(self) -> None:
        """Waits until the server has sent the whole page and the text stays as it is."""
        seen: list[str] = []

        def at_rest() -> bool:
            seen.append(self._resting())
            return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3] != ""

        self.until(at_rest)

    def _resting(self) -> str:
        """The text of the page when the server has sent all of it, and nothing before."""
        return str(self.browser.execute_script(RESTING))

    def until(self, seen: Callable[[], object]) -> None:
        """Waits for something to be seen; a page that is being redrawn is looked at again."""

        def look(_: Chrome) -> bool:
            try:
                return bool(seen())
            except (NoSuchElementException, StaleElementReferenceException, IndexError):
                return False

        try:
            WebDriverWait(self.browser, PATIENCE, poll_frequency=0.2).until(look)
        except TimeoutException as late:
            state = self.browser.find_element(By.CSS_SELECTOR, "[data-testid=stApp]").get_attribute(STATE)
            raise TimeoutException(f"{state}, the page says:\n{self.text()}\n{self.log('browser')}") from late

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
                By.CSS_SELECTOR, f"[role=graphics-symbol][aria-roledescription='{kind}']"
            )
            return bool(found)

        self.until(drawn)
        return found

    def into_view(self, element: WebElement) -> None:
        """Scrolls to an element and waits until it stays where it is: a page above it may still be growing."""
        self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        places: list[object] = []

        def still() -> bool:
            places.append(self.browser.execute_script("return arguments[0].getBoundingClientRect().toJSON()", element))
            return len(places) > 2 and places[-1] == places[-2] == places[-3]

        self.until(still)

    def click(self, element: WebElement) -> None:
        self.into_view(element)
        ActionChains(self.browser).move_to_element(element).click().perform()

    def press(self, words: str) -> None:
        """Presses the last button with these words, once it can be; one being redrawn is looked up again."""

        def pressed() -> bool:
            buttons = self.browser.find_elements(By.TAG_NAME, "button")
            found = [each for each in buttons if words in each.text and each.is_enabled()]
            for last in found[-1:]:
                self.click(last)
            return bool(found)

        self.until(pressed)

    def click_name(self, place: int = 0, height: int = 35, x: int = 24) -> None:
        """Clicks the name on a row of the first list; a list is one drawing without elements to click.

        Another cell lies `x` pixels from the left, or before the right edge when that is negative.
        """
        grid = self.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
        self.into_view(grid)
        half = grid.size["width"] / 2
        left, top = x - half if x > 0 else half + x, 36 + height * (place + 0.5) - grid.size["height"] / 2
        ActionChains(self.browser).move_to_element_with_offset(grid, int(left), int(top)).click().perform()

    def first_in_list(self) -> str:
        """The pupil on the first row; the table for screen readers inside the drawing holds the same cells."""
        cells: list[str] = []

        def filled() -> bool:
            found = self.browser.find_elements(By.CSS_SELECTOR, "[data-testid=glide-cell-0-0]")
            cells[:] = [str(cell.get_attribute("textContent")) for cell in found]
            return bool(cells)

        self.until(filled)
        return cells[0]

    def column(self, name: str) -> list[str]:
        """The cells of a column of the first list or table, as a screen reader reads them."""
        cells: list[str] = []

        def filled() -> bool:
            grid = self.browser.find_element(By.CSS_SELECTOR, "[data-testid=stDataFrame] table")
            heads = [cell.get_attribute("textContent") for cell in grid.find_elements(By.TAG_NAME, "th")]
            texts = [str(cell.get_attribute("textContent")) for cell in grid.find_elements(By.TAG_NAME, "td")]
            cells[:] = texts[heads.index(name) :: len(heads)]
            return bool(cells)

        self.until(filled)
        return cells

    @contextmanager
    def as_wide_as(self, width: int) -> Iterator[None]:
        """A screen of so many pixels, until the end of the block."""
        size = {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        try:
            yield
        finally:
            self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def sideways(self) -> int:
        """How many pixels the page can be moved sideways, once it has settled."""
        seen: list[int] = []

        def settled() -> bool:
            seen.append(self.browser.execute_script(SIDEWAYS))
            return len(seen) > 2 and seen[-1] == seen[-2] == seen[-3]

        self.until(settled)
        return seen[-1]

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser logged since the last look."""
        entries: list[dict[str, Any]] = self.browser.get_log(kind)  # type: ignore[no-untyped-call]
        return entries


def label(mark: WebElement) -> str:
    return str(mark.get_attribute("aria-label"))


def counted(mark: WebElement) -> int:
    """The number of pupils that a bar tells to a screen reader."""
    found = re.search(r"leerlingen: (\d+)", label(mark), re.IGNORECASE)
    assert found, label(mark)
    return int(found[1])
