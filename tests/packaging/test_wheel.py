"""The wheel holds everything and needs nothing of the clone: the demo, every page, the settings, what is printed."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from dashboard import server_settings
from protocols.load import load_protocols
from tests.browser.screen import PATIENCE, Screen
from tests.packaging.conftest import BESIDE, Installed, kept

EACH_PAGE = Path(__file__).with_name("each_page.py")


def test_every_file_of_the_rooms_is_in_it(installed: Installed, root: Path) -> None:
    found = {path.relative_to(installed.place).as_posix() for path in installed.place.rglob("*") if path.is_file()}
    ours = {name for name in found if name.split("/")[0] not in {"bin", "Scripts"} and ".dist-info/" not in name}
    assert {name for name in ours if "__pycache__" not in name} == set(kept(root)) - set(BESIDE)


def test_every_module_and_page_opens_from_it_alone(installed: Installed, demo: Path, root: Path) -> None:
    shown = installed.run(EACH_PAGE, demo)
    assert shown.returncode == 0, shown.stderr
    *pages, place = shown.stdout.splitlines()
    assert [page.split()[0] for page in pages] == sorted(
        path.stem for path in (root / "dashboard" / "app_pages").glob("[!_]*.py")
    )
    assert Path(place) == installed.place


def test_what_is_printed_comes_out_of_it(installed: Installed, demo: Path) -> None:
    listed = installed.run("-m", "dashboard.cli", "protocols", "list")
    assert [name for name in load_protocols() if name not in listed.stdout] == []
    assert "javascript:" in installed.run("-m", "dashboard.bookmarklet").stdout
    for name, start in (("rapport.pdf", b"%PDF-"), ("rapport.html", b"<!doctype html>")):
        done = installed.run("-m", "dashboard.cli", "report", demo, "--on", "2026-11-20", "--out", name)
        assert (done.returncode, done.stderr) == (0, "")
        assert (installed.elsewhere / name).read_bytes().startswith(start)


@pytest.fixture
def started(installed: Installed, demo: Path) -> Iterator[str]:
    """The address that the installed command `verzuimbeeld demo` prints."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [sys.executable, installed.place / "bin" / "verzuimbeeld", "demo", "--no-browser", "--port", str(port)]
    log = installed.elsewhere / "demo.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=installed.elsewhere,
            env=installed.environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _address(process, log, port)
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _address(process: subprocess.Popen[bytes], log: Path, port: int) -> str:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        found = re.search(r"http://\S+", log.read_text(encoding="utf-8"))
        with socket.socket() as door:
            if found and door.connect_ex(("localhost", port)) == 0:
                return found[0]
        time.sleep(0.1)
    pytest.fail(f"the demo did not start:\n{log.read_text(encoding='utf-8')}")


def test_the_demo_shows_itself_in_our_colours(browser: Chrome, started: str) -> None:
    browser.get(started)
    screen = Screen(browser, started)
    screen.until_text("peildatum")
    assert screen.title() == "Werklijst"
    sidebar = browser.find_element(By.CSS_SELECTOR, "[data-testid=stSidebar]").value_of_css_property("background-color")
    wanted = server_settings.options()["theme.light.sidebar.backgroundColor"]
    assert [int(part) for part in re.findall(r"\d+", sidebar)[:3]] == list(bytes.fromhex(wanted.removeprefix("#")))
