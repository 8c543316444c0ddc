"""The worklist in a real browser: ticking rows, marking them done, taking a mark back, opening a pupil."""

import re
from collections.abc import Iterator

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By

from dashboard.steps.shapes import OPEN
from tests.browser.conftest import served
from tests.browser.screen import Screen
from tests.dashboard import schools

ROW, HEADER = 96, 36
TICK, NAME = 18, 80


@pytest.fixture
def own(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """A server of its own: what is marked here may not change what other tests count."""
    with served(schools.whole_school(tmp_path_factory.mktemp("school"))) as address:
        yield Screen(browser, address)


def click_row(screen: Screen, place: int, x: int) -> None:
    """Clicks on a row of the list, so many pixels from its left edge."""
    grid = screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=data-grid-canvas]")
    screen.into_view(grid)
    right = x - grid.size["width"] / 2
    down = HEADER + ROW * (place + 0.5) - grid.size["height"] / 2
    ActionChains(screen.browser).move_to_element_with_offset(grid, int(right), int(down)).click().perform()


def counts(screen: Screen) -> dict[str, int]:
    """The counts on the choice of standings."""
    found = re.findall(r"^(nieuw|loopt|over de termijn|terugkerend|gedaan) \((\d+)\)$", screen.text(), re.MULTILINE)
    return {standing: int(number) for standing, number in found}


def names(screen: Screen, column: int = 1) -> list[str]:
    """The cells of a column; the tick before each row is column 0."""
    cells = screen.browser.find_elements(By.CSS_SELECTOR, f"[data-testid^=glide-cell-{column}-]")
    return [str(cell.get_attribute("textContent")) for cell in cells]


def button(screen: Screen, text: str) -> None:
    screen.click(next(b for b in screen.browser.find_elements(By.TAG_NAME, "button") if text in b.text))


def choose(screen: Screen, standing: str) -> None:
    found = screen.browser.find_elements(By.CSS_SELECTOR, "[data-testid=stButtonGroup] button")
    screen.click(next(b for b in found if b.text.startswith(f"{standing} (")))


def test_steps_are_marked_and_a_mark_is_taken_back(own: Screen) -> None:
    own.visit("")
    before = counts(own)
    rows = sum(before[standing] for standing in OPEN)
    assert rows > 2
    assert before["gedaan"] == 0
    own.until(lambda: len(names(own)) >= 2)
    first, second, *_ = names(own)
    click_row(own, 0, TICK)
    own.until_text("Gedaan (1 stap)")
    click_row(own, 1, TICK)
    own.until_text("Gedaan (2 stappen)")

    button(own, "Gedaan (2")
    own.until_text("De paraaf ontbreekt.")
    own.browser.find_element(By.CSS_SELECTOR, "input[aria-label=Paraaf]").send_keys("JdV", Keys.TAB)
    button(own, "Gedaan (2")
    own.until(lambda: counts(own)["gedaan"] == 2)
    assert own.list_lengths()[0] == rows - 2
    # The ticks went with the rows: nobody else got marked by standing in their place.
    own.until_text("Vink rijen aan")

    choose(own, "gedaan")
    own.until(lambda: own.list_lengths()[0] == rows)
    for standing in OPEN:
        choose(own, standing)
    own.until(lambda: own.list_lengths()[0] == 2)
    assert own.query()["toon"] == ["gedaan"]
    assert sorted(names(own)) == sorted([first, second])
    click_row(own, 0, TICK)
    own.until_text("Vinkje intrekken (1)")
    # Who marked before need not write the initials again.
    own.until(
        lambda: own.browser.find_element(By.CSS_SELECTOR, "input[aria-label=Paraaf]").get_attribute("value") == "JdV"
    )
    button(own, "Vinkje intrekken (1")
    own.until(lambda: counts(own)["gedaan"] == 1)


def test_the_choice_outlives_a_filter_that_changes_its_counts(screen: Screen) -> None:
    screen.visit("", toon="terugkerend")
    screen.until(lambda: "terugkerend" in counts(screen) and screen.list_lengths())
    whole = counts(screen)
    assert screen.list_lengths()[0] == whole["terugkerend"]
    choose(screen, "nieuw")
    screen.until(lambda: screen.list_lengths()[0] == whole["terugkerend"] + whole["nieuw"])
    chosen = ["nieuw", "terugkerend"]
    screen.until(lambda: sorted(screen.query()["toon"]) == chosen)
    # A part of the school has other counts; the choice itself stays.
    screen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar] input[aria-label^=Klas]").send_keys(
        "H4a", Keys.ENTER
    )
    screen.until(lambda: set(counts(screen)) == set(whole) and counts(screen) != whole)
    part = counts(screen)
    screen.until(lambda: screen.list_lengths()[0] == part["terugkerend"] + part["nieuw"])
    assert sorted(screen.query()["toon"]) == chosen


def test_a_name_opens_the_pupil_and_the_list_comes_along(screen: Screen) -> None:
    screen.visit("")
    screen.until(lambda: len(names(screen)) >= 2)
    pupils = names(screen)
    click_row(screen, 1, NAME)
    screen.until(lambda: screen.path() == "leerling" and screen.title() == pupils[1])
    screen.until_text("Werklijst op ")
    assert screen.query()["lijst"][0].startswith("werklijst")
