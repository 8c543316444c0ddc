"""Into the dashboard with a real browser: by the key of the launcher, and past every page that is not ours."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.screen import COOKIES, Screen
from tests.dashboard import schools
from tests.serving import Started, started

# What a page on another port of this computer can try; its browser sends our cookies along.
TRIES = """
<title>Elders</title><a href="%(own)s/trends">dashboard</a><script>
const tried = {};
const of = (tag, place, name) => new Promise(done => {
  const part = document.createElement(tag);
  part.onload = () => done('loaded'); part.onerror = () => done('refused');
  part[name] = place; document.body.append(part);
});
const socket = () => new Promise(done => {
  const line = new WebSocket('%(socket)s/_stcore/stream', ['streamlit']);
  line.onopen = () => done('loaded'); line.onerror = () => done('refused');
});
addEventListener('load', async () => {
  tried.socket = await socket();
  tried.picture = await of('img', '%(own)s/favicon.png', 'src');
  tried.fetched = await fetch('%(own)s/', {credentials: 'include'}).then(() => 'loaded', () => 'refused');
  tried.blind = await fetch('%(own)s/', {credentials: 'include', mode: 'no-cors'}).then(() => 'loaded', () => 'refused');
  tried.script = await of('script', '%(own)s/_stcore/host-config', 'src');
  const frame = document.createElement('iframe');
  frame.src = '%(own)s/'; document.body.append(frame);
  await new Promise(done => { frame.onload = done; });
  document.title = JSON.stringify(tried);
});
</script><body></body>
"""


@pytest.fixture(scope="module")
def server_of_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    with started(schools.whole_school(tmp_path_factory.mktemp("ingang"))) as server:
        yield server


@pytest.fixture
def elsewhere(server_of_own: Started) -> Iterator[str]:
    """A page of somebody else on another port of this computer."""
    own = server_of_own.address
    page = (TRIES % {"own": own, "socket": own.replace("http", "ws")}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://localhost:{other.server_address[1]}/"
        other.shutdown()


def cookie_of(browser: Chrome, server: Started) -> str:
    name = f"verzuimbeeld-{server.port}"
    return next(f"{name}={found['value']}" for found in browser.get_cookies() if found["name"] == name)


def let_in(browser: Chrome, server: Started) -> Screen:
    """Opens the address that the launcher told last, as a person does."""
    browser.get(server.last_address())
    COOKIES[server.address] = cookie_of(browser, server)
    screen = Screen(browser, server.address)
    screen.until_text("peildatum")
    screen.rest()
    return screen


def body(browser: Chrome) -> str:
    return str(browser.find_element(By.TAG_NAME, "body").text)


def test_without_the_key_a_browser_sees_what_to_do(browser: Chrome, server_of_own: Started) -> None:
    for place in ("", "trends", "leerling?leerling=1024"):
        browser.get(f"{server_of_own.address}/{place}")
        assert "gaat alleen open met de sleutel in zijn adres" in body(browser)
        assert browser.find_elements(By.TAG_NAME, "script") == []


def test_the_key_opens_the_dashboard_and_leaves_the_address(
    browser: Chrome, server_of_own: Started, tmp_path: Path
) -> None:
    used = server_of_own.last_address()
    # The launcher sends the browser from a page in a file, for which the dashboard is somebody else's site.
    (tmp_path / "openen.html").write_text(f'<meta http-equiv="refresh" content="0; url={used}">', encoding="utf-8")
    browser.get((tmp_path / "openen.html").as_uri())
    screen = Screen.__new__(Screen)
    screen.browser, screen.address = browser, server_of_own.address
    screen.until_text("peildatum")
    assert browser.current_url == f"{server_of_own.address}/"
    browser.refresh()
    screen.until_text("peildatum")
    # Another browser has another key, and no use of this one.
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    browser.get(used)
    assert "gaat alleen open met de sleutel" in body(browser)
    assert server_of_own.last_address() != used
    let_in(browser, server_of_own)


def test_another_page_gets_nothing_though_the_browser_is_let_in(
    browser: Chrome, server_of_own: Started, elsewhere: str
) -> None:
    screen = let_in(browser, server_of_own)
    browser.get(elsewhere)
    screen.log("browser")
    browser.refresh()
    screen.until(lambda: browser.title.startswith("{"))
    assert any("frame-ancestors 'none'" in entry["message"] for entry in screen.log("browser"))
    tried = json.loads(browser.title)
    assert set(tried.values()) == {"refused"}, tried


def test_a_link_elsewhere_still_leads_to_the_dashboard(browser: Chrome, server_of_own: Started, elsewhere: str) -> None:
    screen = let_in(browser, server_of_own)
    browser.get(elsewhere)
    browser.find_element(By.LINK_TEXT, "dashboard").click()
    screen.until_text("peildatum")
    assert screen.path() == "trends"


def test_a_download_is_for_who_is_let_in(browser: Chrome, server_of_own: Started) -> None:
    screen = let_in(browser, server_of_own)
    screen.visit("ladders")
    screen.log("performance")
    button = browser.find_element(By.CSS_SELECTOR, "[data-testid=stDownloadButton] button")
    screen.click(button)
    found: list[str] = []

    def asked() -> bool:
        messages = [json.loads(entry["message"])["message"] for entry in screen.log("performance")]
        urls = [m["params"].get("request", {}).get("url") or m["params"].get("url", "") for m in messages]
        found.extend(url for url in urls if "/bestand/" in str(url))
        return bool(found)

    screen.until(asked)
    # The browser used the address up.
    for headers in ({}, {"Cookie": COOKIES[server_of_own.address]}):
        with pytest.raises(HTTPError, match=r"403|404"):
            urlopen(Request(found[0], headers=headers))


def test_a_file_is_uploaded_and_nothing_complains(browser: Chrome, server_of_own: Started, tmp_path: Path) -> None:
    screen = let_in(browser, server_of_own)
    screen.visit("inlezen")
    file = tmp_path / "meer.csv"
    file.write_text("Stamnr;Klas;Datum;Lesuur;Code\n1001;V5b;11-12-2026;2;ziek\n", encoding="utf-8")
    screen.log("browser")
    browser.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(file))
    buttons = "[data-testid=stMain] button"
    screen.until(lambda: "Inlezen" in [each.text for each in browser.find_elements(By.CSS_SELECTOR, buttons)])
    assert [entry for entry in screen.log("browser") if entry["level"] == "SEVERE"] == []
