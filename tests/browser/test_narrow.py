"""On a telephone a page is as wide as its screen: nothing to its right has to be looked for."""

import pytest

from tests.browser.screen import Screen
from tests.dashboard import schools
from tests.pages import PAGES
from tests.shared import some

# Pixels: a telephone, a tablet, a screen twice magnified (WCAG 1.4.10), and two wide ones.
WIDTHS = (390, 768, 720, 1440, 1920)


# At 390 every page is looked at in `test_dashboard.py`, where they are open anyway.
@pytest.mark.parametrize("wide", some(WIDTHS))
def test_no_page_is_wider_than_its_screen(wide: int, screen: Screen) -> None:
    moved = {}
    with screen.as_wide_as(wide):
        for page in PAGES:
            screen.visit(page, leerling=schools.REPORTED, lijst="trede~kgc-2021~te-laat", soort="te laat, ongeoorloofd")
            moved[page] = screen.sideways()
    assert {page: by for page, by in moved.items() if by} == {}
    assert len(moved) > 15
