"""Signing in with Chromium at a real provider on this computer, and what stays on the screen when that is over."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from pipelines.access.people import file_of
from pipelines.store.workspace import Workspace
from tests.browser.screen import Screen
from tests.dashboard import schools
from tests.serving import Started
from tests.signing_in import COORDINATOR, LEADER, LEAVING, STRANGER, Browser, Page, dashboard, provider, texts, without


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return schools.whole_school(tmp_path_factory.mktemp("inlog"))


@pytest.fixture(scope="module")
def server_of_people(workspace: Workspace) -> Iterator[Started]:
    with provider() as found, dashboard(workspace, found.issuer) as server:
        yield server


@pytest.fixture
def seen(browser: Chrome, server_of_people: Started) -> Screen:
    return stranger(browser, server_of_people.address)


def stranger(browser: Chrome, address: str) -> Screen:
    """What a browser without any cookie shows."""
    found = Screen.__new__(Screen)
    found.browser, found.address = browser, address
    return found


def body(screen: Screen) -> str:
    return str(screen.browser.find_element(By.TAG_NAME, "body").text)


def sign_in(screen: Screen, person: str, path: str = "/") -> None:
    """Opens a page, follows the way in and chooses a person at the provider."""
    screen.browser.get(f"{screen.address}{path}")
    screen.browser.find_element(By.LINK_TEXT, "Inloggen met uw schoolaccount").click()
    screen.until(lambda: "oauth2/authorize" in screen.browser.current_url)
    screen.browser.find_element(By.CSS_SELECTOR, f"button[value='{person}']").click()


def test_somebody_signs_in_and_out(seen: Screen) -> None:
    sign_in(seen, COORDINATOR, "/trends?klas=V5b")
    seen.until_text("peildatum")
    assert (seen.path(), seen.query()) == ("trends", {"klas": ["V5b"]})
    seen.rest()
    side = seen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar]")
    seen.until(lambda: f"Ingelogd als {COORDINATOR}" in side.text)
    assert [entry for entry in seen.log("browser") if "Content Security Policy" in entry["message"]] == []
    seen.click(side.find_element(By.LINK_TEXT, "Uitloggen"))
    seen.until(lambda: seen.browser.current_url.endswith("/oauth2/end_session?client_id=verzuimbeeld"))
    seen.browser.back()
    seen.until(lambda: "Inloggen met uw schoolaccount" in body(seen))
    assert "peildatum" not in body(seen)


def test_another_account_is_told_and_can_choose_again(seen: Screen) -> None:
    sign_in(seen, STRANGER)
    seen.until(lambda: f"U bent ingelogd als {STRANGER}" in body(seen))
    seen.browser.find_element(By.LINK_TEXT, "Inloggen met uw schoolaccount").click()
    seen.browser.find_element(By.CSS_SELECTOR, "button[value=deny]").click()
    seen.until(lambda: "De inlogdienst liet u niet in (access_denied)." in body(seen))


def test_an_open_tab_is_empty_when_the_row_is_gone(
    seen: Screen, server_of_people: Started, workspace: Workspace
) -> None:
    """Nobody touches the tab; another person works on meanwhile."""
    other = Browser(server_of_people.address)
    other.sign_in(LEADER)
    page = Page(other)
    sign_in(seen, LEAVING, "/ladders")
    seen.until_text("peildatum")
    seen.rest()
    whole = file_of(workspace).read_text(encoding="utf-8")
    try:
        without(workspace, LEAVING)
        seen.until(lambda: "uw toegang is veranderd of afgelopen" in body(seen))
    finally:
        file_of(workspace).write_text(whole, encoding="utf-8")
    assert "peildatum" not in body(seen)
    assert f"Ingelogd als {LEADER}" in texts(page.open())


def test_a_file_comes_by_its_own_address(seen: Screen, tmp_path: Path) -> None:
    sign_in(seen, COORDINATOR, "/ladders")
    seen.until_text("peildatum")
    seen.rest()
    seen.log("performance")
    seen.browser.execute_cdp_cmd("Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(tmp_path)})
    looks = count()

    def fetched() -> bool:
        # A button that is just being redrawn hears no click.
        if next(looks) % 25 == 0:
            seen.click(seen.browser.find_element(By.CSS_SELECTOR, "[data-testid=stDownloadButton] button"))
        return any(tmp_path.glob("*.xlsx"))

    seen.until(fetched)
    asked = [entry["message"] for entry in seen.log("performance")]
    assert any("/bestand/" in each for each in asked)
    assert not any("/media/" in each for each in asked)
