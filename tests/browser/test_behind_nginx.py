"""The dashboard behind nginx with TLS, under a path of another site: sign in, the line of a page, a file out and a file in."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser.screen import Screen
from tests.dashboard import schools
from tests.serving import PATIENCE, free_port
from tests.signing_in import COORDINATOR, LEADER, Browser, Page, dashboard, elements, provider, texts

pytestmark = pytest.mark.long
BASE = "/verzuim"
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {folder}/certificate.pem; ssl_certificate_key {folder}/key.pem;
    location {base}/ {{
      proxy_pass http://localhost:{inner};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 1h;
      client_max_body_size 60m;
    }}
  }}
}}
"""


def certified(folder: Path) -> None:
    """Writes a certificate for this computer that only this test believes."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@contextmanager
def nginx(folder: Path, port: int, inner: int) -> Iterator[None]:
    """An nginx before the dashboard on the port `inner`, until the end of the block."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.fail("nginx is missing; run: bash tests/deploy/install_servers.sh")
    certified(folder)
    file = folder / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=folder, port=port, inner=inner, base=BASE), encoding="utf-8")
    process = subprocess.Popen([program, "-c", str(file), "-e", str(folder / "error.log")])
    try:
        end = time.monotonic() + PATIENCE
        while not (folder / "pid").exists() and time.monotonic() < end:
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The address behind nginx, and the port of the dashboard itself."""
    workspace, port = schools.whole_school(tmp_path_factory.mktemp("achter")), free_port()
    url = f"https://localhost:{port}{BASE}"
    with provider() as found, dashboard(workspace, found.issuer, url=url) as server:
        assert url in server.told()
        with nginx(tmp_path_factory.mktemp("nginx"), port, server.port):
            yield url, server.port


def test_a_page_a_file_out_and_a_file_in(places: tuple[str, int]) -> None:
    browser = Browser(places[0])
    assert "U bent niet ingelogd." in browser.get("/").text
    page = browser.sign_in(COORDINATOR, "/inloggen?naar=%2Ftrends")
    assert f'content="0; url={BASE}/trends"' in page.text
    given = next(each for each in page.headers.get_list("set-cookie") if "__Secure-verzuimbeeld=" in each)
    assert given.split("; ")[1:] == [f"Path={BASE}", "HttpOnly", "SameSite=Lax", "Secure"]
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert all("Secure" in each for each in browser.get("/_stcore/health").headers.get_list("set-cookie"))
    line = Page(browser)
    drawn = line.open("ladders")
    assert f"Ingelogd als {COORDINATOR}" in texts(drawn)
    where = line.file(elements(drawn, "download_button")[0].deferred_file_id)
    assert where.startswith(f"{BASE}/bestand/")
    assert browser.get(where.removeprefix(BASE)).content[:2] == b"PK"
    assert browser.get(where.removeprefix(BASE)).status_code == 404
    origin = places[0].removesuffix(BASE)
    mark = browser.client.cookies.get("_streamlit_xsrf") or ""
    put = browser.client.put(
        f"{places[0]}/_stcore/upload_file/{line.session}/1",
        files={"file": ("x.csv", b"1;2")},
        headers={"Origin": origin, "X-Xsrftoken": mark},
    )
    assert put.status_code == 204
    browser.get("/uitloggen")
    assert line.last_words() == (f"{BASE}/", 1008)


def test_past_nginx_and_under_another_name_there_is_nothing(places: tuple[str, int]) -> None:
    browser = Browser(places[0])
    browser.sign_in(LEADER)
    inner = Browser(f"http://localhost:{places[1]}{BASE}")
    inner.client.headers["Cookie"] = browser.cookie()
    assert inner.get("/").status_code == 403
    for host in ("evil.test", "localhost", f"localhost:{places[1]}", f"127.0.0.1:{urlsplit(places[0]).port}"):
        assert browser.get("/", Host=host).status_code == 403
    for origin in ("https://evil.test", places[0].replace("https", "http")):
        assert browser.get("/", Origin=origin).status_code == 403


def test_chromium_signs_in_behind_nginx(browser: Chrome, places: tuple[str, int]) -> None:
    screen = Screen.__new__(Screen)
    screen.browser, screen.address = browser, places[0]
    browser.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": True})
    try:
        browser.get(f"{places[0]}/trends?klas=V5b")
        browser.find_element(By.LINK_TEXT, "Inloggen met uw schoolaccount").click()
        screen.until(lambda: "oauth2/authorize" in browser.current_url)
        browser.find_element(By.CSS_SELECTOR, f"button[value='{COORDINATOR}']").click()
        screen.until_text("peildatum")
        assert browser.current_url == f"{places[0]}/trends?klas=V5b"
        screen.rest()
        assert [each for each in screen.log("browser") if "Content Security Policy" in each["message"]] == []
        screen.click(browser.find_element(By.LINK_TEXT, "Uitloggen"))
        screen.until(lambda: "U bent uitgelogd." in browser.find_element(By.TAG_NAME, "body").text)
        assert browser.current_url == f"{places[0]}/uitloggen"
    finally:
        browser.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": False})
