"""Mijn week in a real browser: a mentor's first task in three clicks, several at once, and back from a pupil with ticks."""

from collections.abc import Iterator

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from pipelines.notes.marks import marks
from pipelines.store.workspace import Workspace
from tests.browser.conftest import served
from tests.browser.screen import Screen
from tests.dashboard import schools
from tests.dashboard.werklijst.test_steps import DAYS
from tests.pipelines.histories import SCOPE

ROW, HEADER, LIST_ROW, LIST_HEADER = 36, 36, 35, 36
TICK, NAME, DONE = 18, 80, 200
# On this day twelve pupils with three lates wait for the conciërge.
ROLE, ON = "conciërge", str(DAYS[27])


class Walk:
    """A person at the page, who counts every click."""

    def __init__(self, screen: Screen) -> None:
        self.screen, self.clicks = screen, 0

    def click(self, element: WebElement) -> None:
        self.screen.click(element)
        self.clicks += 1

    def button(self, text: str) -> None:
        found = self.screen.browser.find_elements(By.TAG_NAME, "button")
        # An icon is a line of its own, in letters.
        self.click(next(each for each in found if any(line.startswith(text) for line in each.text.splitlines())))

    def cell(self, place: int, x: int) -> None:
        """Clicks in a row of the list, so many pixels from its left edge."""
        grid = self.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
        self.screen.into_view(grid)
        right, down = x - grid.size["width"] / 2, HEADER + ROW * (place + 0.5) - grid.size["height"] / 2
        ActionChains(self.screen.browser).move_to_element_with_offset(grid, int(right), int(down)).click().perform()
        self.clicks += 1

    def keys(self, *keys: str) -> None:
        ActionChains(self.screen.browser).send_keys(*keys).perform()

    def initials(self, text: str) -> None:
        """Gives the initials that the dialog asks for, by keys only."""
        self.screen.until(lambda: self.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stDialog] input"))

        def at_field() -> bool:
            if self.screen.browser.switch_to.active_element.tag_name != "input":
                self.keys(Keys.TAB)
            return self.screen.browser.switch_to.active_element.tag_name == "input"

        self.screen.until(at_field)
        self.keys(text, Keys.ENTER)

    def toasts(self) -> str:
        return " ".join(
            each.text for each in self.screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stToast]")
        )

    def rows_in_sight(self, header: int, row: int) -> int:
        """How many whole rows of the first list there are on the screen without scrolling."""
        box = "const box = arguments[0].getBoundingClientRect(); return [box.top, Math.min(box.bottom, innerHeight)]"
        grid = self.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
        top, bottom = self.screen.browser.execute_script(box, grid)
        return int((bottom - top - header) // row)

    def names(self) -> list[str]:
        cells = self.screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid^=glide-cell-1-]")
        return [str(cell.get_attribute("textContent")) for cell in cells]

    def pupils(self) -> int:
        """How many pupils the sentence above the list counts."""
        number = self.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stMain] h2").text.split()[0]
        return int(number)


@pytest.fixture
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return schools.mentor_group(tmp_path_factory.mktemp("school"))


@pytest.fixture
def own(browser: Chrome, workspace: Workspace) -> Iterator[Walk]:
    """A server of its own: what is marked here may not change what other tests count."""
    with served(workspace) as address:
        yield Walk(Screen(browser, address))


def kept(workspace: Workspace) -> int:
    return marks(workspace, SCOPE, schools.LAST.replace(year=9999)).height


def test_a_mentor_does_the_first_task_in_three_clicks_and_undoes_it_in_one(own: Walk, workspace: Workspace) -> None:
    own.screen.visit("werklijst", peildatum=ON)
    own.click(own.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar] input[aria-label^=Klas]"))
    own.keys(schools.MENTORED, Keys.ENTER, Keys.ESCAPE)
    own.screen.until(lambda: own.screen.query().get("klas") == [schools.MENTORED])
    own.screen.rest()
    own.button("mentor")
    own.screen.until(lambda: own.screen.query().get("rol") == ["mentor"])
    own.screen.rest()
    before, first = own.pupils(), own.names()[0]
    own.cell(0, DONE)
    own.initials("JdV")
    # A toast is gone after some seconds: it is waited for first.
    own.screen.until(lambda: f"Gedaan: {first}" in own.toasts())
    own.screen.until(lambda: own.pupils() == before - 1)
    assert own.clicks <= 3
    assert kept(workspace) == 1
    own.screen.until_text(f"Ongedaan maken: {first}")
    assert first not in own.names()
    # Who gave the initials is not asked again; now without a mouse: from the list to the first button, and Enter.
    own.screen.rest()
    grid = own.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
    own.screen.browser.execute_script("arguments[0].focus()", grid)
    for key in (Keys.ARROW_UP, Keys.HOME, Keys.ARROW_RIGHT, Keys.ENTER):
        own.keys(key)
    own.screen.until(lambda: own.pupils() == before - 2)
    own.button("Ongedaan maken")
    own.screen.until(lambda: own.pupils() == before - 1)
    assert kept(workspace) == 1


def test_ticks_and_role_are_there_on_the_way_back_from_a_pupil(own: Walk) -> None:
    own.screen.visit("werklijst", rol=ROLE, peildatum=ON)
    own.screen.until(lambda: len(own.names()) > 2)
    names = own.names()
    own.cell(0, TICK)
    own.screen.until_text("Gedaan: 1 taak van 1 leerling")
    own.cell(2, TICK)
    own.screen.until_text("Gedaan: 2 taken van 2 leerlingen")
    own.screen.rest()
    own.cell(1, NAME)
    own.screen.until(lambda: own.screen.path() == "leerling" and own.screen.title() == names[1])
    own.screen.browser.back()
    own.screen.until_text("Gedaan: 2 taken van 2 leerlingen")
    assert own.screen.query()["rol"] == [ROLE]
    own.screen.rest()
    own.cell(1, NAME)
    own.screen.until(lambda: own.screen.path() == "leerling" and own.screen.title() == names[1])
    own.screen.rest()
    own.button("Naar de lijst")
    own.screen.until_text("Gedaan: 2 taken van 2 leerlingen")
    assert own.screen.title() == "Mijn week"
    assert own.screen.query()["rol"] == [ROLE]


def test_twelve_pupils_are_in_sight_the_heaviest_first(own: Walk) -> None:
    own.screen.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    try:
        own.screen.visit("werklijst", peildatum=str(schools.LAST))
        own.screen.until(lambda: len(own.names()) > 2)
        assert own.rows_in_sight(HEADER, ROW) >= 12
        # Of one group, first who has the hours of a report, then the highest stage.
        assert set(own.screen.column("Wanneer")) == {"later"}
        assert own.screen.column("Leerling")[:2] == [schools.REPORTED, schools.NEAR]
        assert own.screen.column("Trede")[:3] == ["melding +1", "oa-3 +1", "oa-1"]
        wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not own.screen.browser.execute_script(wide)
        own.screen.visit("onverklaard", peildatum=str(schools.LAST))
        own.screen.until(lambda: len(own.screen.column("Leerling")) > 2)
        assert own.rows_in_sight(LIST_HEADER, LIST_ROW) >= 12
    finally:
        own.screen.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
