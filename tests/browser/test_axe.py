"""Can everybody use the pages? The rules of WCAG that a program can check, on every page, in light and dark."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from selenium.webdriver import Chrome

from tests.browser.screen import Screen
from tests.browser.test_dashboard import HOME
from tests.dashboard import schools
from tests.pages import PAGES
from tests.shared import some

RULES = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Streamlit's own: the cells of two tables on one page share an id; the place to drop files has a role and a name; an
# empty date has parts without a value. The line of a tile (`stMetricChart`) is drawn by Streamlit, without words; the
# figures that it draws stand in the tile and on its page.
NOT_OURS = {"duplicate-id-active", "presentation-role-conflict", "aria-required-attr"}


@pytest.fixture(scope="module")
def look(request: pytest.FixtureRequest, chromium: Chrome) -> Iterator[str]:
    """The look that the visitor's computer asks for."""
    wanted = [{"name": "prefers-color-scheme", "value": request.param}]
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": wanted})
    yield request.param
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


PARTS = {
    "Leerlingen per trede": {"tonen": "leerlingen per trede"},
    "Acties per rol": {"tonen": "acties per rol"},
    "Wie verschilt": {"deel": "Wie verschilt"},
    "Wat als, een getal": {"deel": "Wat als", "concept": "kgc-2021;getal:te-laat:tl-10:1:1:5"},
    "Wat als, wat meetelt": {"deel": "Wat als", "verander": "Wat telt mee"},
    "Open normen": {"deel": "Open normen"},
}


@pytest.mark.parametrize("look", ["light", "dark"], indirect=True)
@pytest.mark.parametrize("page", some(PAGES, HOME, "trends"))
def test_a_page_keeps_to_the_rules(look: str, screen: Screen, page: str) -> None:
    screen.visit("" if page == HOME else page, leerling=schools.REPORTED, lijst="trede~kgc-2021~te-laat")
    keeps_to_the_rules(screen)


@pytest.mark.parametrize("look", some(["light", "dark"], "light"), indirect=True)
@pytest.mark.parametrize("part", some(PARTS, "Wie verschilt", "Wat als, een getal"))
def test_each_part_of_a_comparison_keeps_to_the_rules(look: str, screen: Screen, part: str) -> None:
    screen.visit("vergelijken", **PARTS[part])
    keeps_to_the_rules(screen)


def keeps_to_the_rules(screen: Screen) -> None:
    screen.browser.execute_script(RULES)
    found = screen.browser.execute_async_script(
        "axe.run({exclude: [['[data-testid=stMetricChart]']]}).then(arguments[0])"
    )["violations"]
    wrong = {rule["id"]: [node["html"] for node in rule["nodes"]][:3] for rule in found if rule["id"] not in NOT_OURS}
    assert wrong == {}
