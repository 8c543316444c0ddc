"""A real Chromium for what AppTest cannot see. It reaches this computer only."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService

from pipelines.store.workspace import Workspace
from tests.browser.screen import COOKIES, PATIENCE, Screen
from tests.dashboard import schools
from tests.serving import started

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Names of hosts elsewhere do not resolve, so a page that needs one shows it.
ONLY_HERE = "MAP * ~NOTFOUND , EXCLUDE localhost"


def _options(binary: str) -> ChromeOptions:
    options = ChromeOptions()
    options.binary_location = binary
    for argument in (
        "--headless=new",
        "--window-size=1400,1000",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--no-first-run",
        f"--host-resolver-rules={ONLY_HERE}",
    ):
        options.add_argument(argument)
    if os.geteuid() == 0:
        # Chromium's sandbox does not work for root, and a clean test machine has no other user.
        options.add_argument("--no-sandbox")
    options.add_experimental_option("prefs", {"intl.accept_languages": "nl-NL,nl"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return options


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chrome]:
    """One browser for all browser tests. Its logs `browser` and `performance` tell of errors and requests."""
    binary = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.fail("Chromium or chromedriver is missing; run: bash tests/browser/install_chromium.sh")
    browser = Chrome(options=_options(binary), service=ChromeService(executable_path=driver))
    browser.set_page_load_timeout(60)
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium: Chrome) -> Chrome:
    """The browser with an empty page and without cookies of an earlier test."""
    chromium.get("about:blank")
    # Of every page that was open, not only of the empty one.
    chromium.execute_cdp_cmd("Network.clearBrowserCookies", {})
    for log in ("browser", "performance"):
        chromium.get_log(log)  # type: ignore[no-untyped-call]  # reading empties it
    return chromium


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """The address of a started dashboard, whose key was used: a `Screen` on it is let in."""
    with started(workspace) as server:
        with urlopen(server.last_address(), timeout=PATIENCE) as answer:
            COOKIES[server.address] = answer.headers["set-cookie"].split(";")[0]
        yield server.address


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on a school that can be counted by hand."""
    with served(schools.whole_school(tmp_path_factory.mktemp("school"))) as address:
        yield address


@pytest.fixture
def screen(browser: Chrome, server: str) -> Screen:
    """What a person sees of that school."""
    return Screen(browser, server)
