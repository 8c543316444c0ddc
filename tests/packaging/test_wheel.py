"""The wheel holds everything and needs nothing of the clone: the demo, every page, the settings, what is printed."""

import re
from pathlib import Path

from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from dashboard.server import settings as server_settings
from protocols.load import load_protocols
from tests.browser.screen import PATIENCE
from tests.packaging.conftest import BESIDE, Installed, kept

EACH_PAGE = Path(__file__).with_name("each_page.py")


def test_every_file_of_the_rooms_is_in_it(installed: Installed, root: Path) -> None:
    found = {path.relative_to(installed.place).as_posix() for path in installed.place.rglob("*") if path.is_file()}
    ours = {name for name in found if name.split("/")[0] not in {"bin", "Scripts"} and ".dist-info/" not in name}
    assert {name for name in ours if "__pycache__" not in name} == set(kept(root)) - set(BESIDE)


def test_every_module_and_page_opens_from_it_alone(installed: Installed, school: Path, root: Path) -> None:
    *pages, place = installed.run(EACH_PAGE, school).splitlines()
    assert [page.split()[0] for page in pages] == sorted(
        path.parent.name for path in (root / "dashboard" / "app_pages").glob("*/page.py")
    )
    assert Path(place) == installed.place


def test_what_is_printed_comes_out_of_it(installed: Installed, school: Path) -> None:
    listed = installed.run("-m", "dashboard.commands.cli", "protocols", "list")
    assert [name for name in load_protocols() if name not in listed] == []
    assert "javascript:" in installed.run("-m", "dashboard.app_pages.inlezen.bookmarklet")
    for name, start in (("rapport.pdf", b"%PDF-"), ("rapport.html", b"<!doctype html>")):
        installed.run("-m", "dashboard.commands.cli", "report", school, "--on", "2026-11-20", "--out", name)
        assert (installed.elsewhere / name).read_bytes().startswith(start)


def test_the_demo_shows_itself_in_our_colours(browser: Chrome, demo: str) -> None:
    browser.get(demo)
    WebDriverWait(browser, PATIENCE).until(lambda _: browser.find_elements(By.TAG_NAME, "h1"))
    assert browser.find_element(By.TAG_NAME, "h1").text == "Overzicht"
    sidebar = browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar]").value_of_css_property("background-color")
    wanted = server_settings.options()["theme.light.sidebar.backgroundColor"]
    assert [int(part) for part in re.findall(r"\d+", sidebar)[:3]] == list(bytes.fromhex(wanted.removeprefix("#")))
