"""The browser itself: it runs, and it reaches nothing outside this computer."""

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome


def test_the_browser_runs_in_dutch(browser: Chrome) -> None:
    browser.get("data:text/html,<title>Verzuimbeeld</title>")
    assert browser.title == "Verzuimbeeld"
    assert browser.execute_script("return navigator.language") == "nl-NL"


def test_the_browser_reaches_no_other_host(browser: Chrome) -> None:
    with pytest.raises(WebDriverException, match="ERR_NAME_NOT_RESOLVED"):
        browser.get("//".join(["http:", "elders.test"]))
