"""A school that calls everything by markup, in a real browser: nothing is fetched, linked or drawn from a name."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.conftest import served
from tests.browser.screen import Screen
from tests.dashboard import schools
from tests.pages import PAGES
from tests.shared import LONG

# Pages that show more when something is chosen in their address.
CHOSEN = {"leerling": {"leerling": "1001"}, "leerlingen": {"lijst": "trede~kgc-2021~te-laat~tl-5"}}
# Every page is drawn by AppTest too (`tests/dashboard/test_plain.py`); a browser looks at each way of drawing a name.
LOOKED_AT = PAGES if LONG else ("werklijst", "leerling", "leerlingen", "trends", "mt_rapport")
# A picture, a link, a formula or coloured text that a name became.
MADE = ", ".join(
    [
        f"img[src*='{schools.ELSEWHERE}']",
        f"a[href*='{schools.ELSEWHERE}']",
        ".katex",
        ".stMarkdownColoredText",
        "[data-testid=stMarkdownContainer] b",
    ]
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard of such a school."""
    with served(schools.hostile(tmp_path_factory.mktemp("vijandig"))) as address:
        yield address


def asked_hosts(screen: Screen) -> set[str | None]:
    """The hosts that the browser asked for something since the last look."""
    events = [json.loads(str(entry["message"]))["message"] for entry in screen.log("performance")]
    sent = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    sent += [event["params"]["url"] for event in events if event["method"] == "Network.webSocketCreated"]
    return {urlsplit(url).hostname for url in sent if not url.startswith(("data:", "blob:"))}


def test_no_page_fetches_or_links_what_a_name_says(browser: Chrome, hostile: str) -> None:
    screen = Screen(browser, hostile)
    for page in LOOKED_AT:
        screen.visit(page, **CHOSEN.get(page, {}))
        assert [made.get_attribute("outerHTML") for made in browser.find_elements(By.CSS_SELECTOR, MADE)] == [], page
        assert asked_hosts(screen) == {"localhost"}, page
        sidebar = str(browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar]").text)
        written = sidebar.replace("\u2060", "")
        assert f"School {schools.MARKUP}".replace("\u202e", "‹U+202E›") in written, page
    screen.visit("leerling", **CHOSEN["leerling"])
    # All that a name is, is what stands there: this was no page without names.
    assert schools.MARKUP.split("\u202e")[0] in screen.title().replace("\u2060", "")
