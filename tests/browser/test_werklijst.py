"""Mijn week in a real browser: the first task in three clicks, several at once, and back from a pupil with ticks and role."""

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

ROW, HEADER = 36, 36
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

    def field(self) -> WebElement:
        dialog = "[data-testid=stDialog] input[type=text]"
        self.screen.until(lambda: self.screen.browser.find_element(By.CSS_SELECTOR, dialog))
        return self.screen.browser.find_element(By.CSS_SELECTOR, dialog)

    def names(self) -> list[str]:
        cells = self.screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid^=glide-cell-1-]")
        return [str(cell.get_attribute("textContent")) for cell in cells]

    def pupils(self) -> int:
        """How many pupils the sentence above the list counts."""
        number = self.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stMain] h2").text.split()[0]
        return int(number)


@pytest.fixture
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return schools.whole_school(tmp_path_factory.mktemp("school"))


@pytest.fixture
def own(browser: Chrome, workspace: Workspace) -> Iterator[Walk]:
    """A server of its own: what is marked here may not change what other tests count."""
    with served(workspace) as address:
        yield Walk(Screen(browser, address))


def kept(workspace: Workspace) -> int:
    return marks(workspace, SCOPE, schools.LAST.replace(year=9999)).height


def test_the_first_task_is_done_in_three_clicks_and_undone_in_one(own: Walk, workspace: Workspace) -> None:
    own.screen.visit("", peildatum=ON)
    own.button(ROLE)
    own.screen.until(lambda: own.screen.query().get("rol") == [ROLE])
    own.screen.rest()
    before = own.pupils()
    own.cell(0, DONE)
    field = own.field()
    own.click(field)
    field.send_keys("JdV", Keys.ENTER)
    own.screen.until(lambda: own.pupils() == before - 1)
    assert own.clicks <= 3
    assert kept(workspace) == 1
    # Who gave the initials is not asked again.
    own.screen.rest()
    own.cell(0, DONE)
    own.screen.until(lambda: own.pupils() == before - 2)
    own.button("Ongedaan maken")
    own.screen.until(lambda: own.pupils() == before - 1)
    assert kept(workspace) == 1


def test_ticks_and_role_are_there_on_the_way_back_from_a_pupil(own: Walk) -> None:
    own.screen.visit("", rol=ROLE, peildatum=ON)
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


def test_twelve_pupils_are_in_sight_of_who_has_thirty(own: Walk) -> None:
    own.screen.browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    try:
        own.screen.visit("", peildatum=ON)
        own.screen.until(lambda: len(own.names()) > 2)
        grid = own.screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
        top = own.screen.browser.execute_script("return arguments[0].getBoundingClientRect().top", grid)
        assert (900 - top - HEADER) // ROW >= 12
        wide = "return document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not own.screen.browser.execute_script(wide)
    finally:
        own.screen.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
