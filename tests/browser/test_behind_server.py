"""The dashboard behind nginx and Caddy with TLS, with the files of deploy/: sign in, the line of a page, a file out and in."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import socket
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
DEPLOY = Path(__file__).parents[2] / "deploy"
# What of a school stands in the files of deploy/, for what of this computer.
PATH = "/verzuim"
NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  {site}
}}
"""
# Nothing of Caddy itself listens besides, and it asks nobody for a certificate.
CADDY = """
{{
	admin off
	auto_https disable_redirects
	default_bind 127.0.0.1
}}
{site}
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


def changed(file: str, **changes: str) -> str:
    """A file of deploy/ with each of these texts, which all stand in it, changed into another."""
    text = (DEPLOY / file).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{file} lacks {old}"
        text = text.replace(old, new)
    return text


def nginx(folder: Path, port: int, inner: int) -> list[str]:
    """How to start nginx with the file of deploy/."""
    site = changed(
        "nginx.conf",
        **{
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "www.uwschool.example": "localhost",
            "/etc/ssl/certs/verzuimbeeld.pem": f"{folder}/certificate.pem",
            "/etc/ssl/private/verzuimbeeld.key": f"{folder}/key.pem",
            "127.0.0.1:8501": f"localhost:{inner}",
        },
    )
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, site=site), encoding="utf-8")
    return [program("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def caddy(folder: Path, port: int, inner: int) -> list[str]:
    """How to start Caddy with the file of deploy/."""
    site = changed(
        "Caddyfile",
        **{
            "{$VERZUIMBEELD_NAAM:verzuim.uwschool.example}": f"https://localhost:{port}",
            "# tls /etc/caddy/verzuim.crt /etc/caddy/verzuim.key": f"tls {folder}/certificate.pem {folder}/key.pem",
            "{$VERZUIMBEELD_DASHBOARD:127.0.0.1:8501}": f"localhost:{inner}",
        },
    )
    (folder / "Caddyfile").write_text(CADDY.format(site=site), encoding="utf-8")
    return [program("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


def program(name: str) -> str:
    """Where a web server is."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        pytest.fail(f"{name} is missing; run: bash tests/browser/install_servers.sh")
    return found


SERVERS = {"nginx": nginx, "caddy": caddy}


@contextmanager
def before(server: str, folder: Path, port: int, inner: int) -> Iterator[None]:
    """A web server with TLS before the dashboard on the port `inner`, until the end of the block."""
    certified(folder)
    own = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "told.txt").open("wb") as told:
        process = subprocess.Popen(SERVERS[server](folder, port, inner), env=own, stdout=told, stderr=told)
        try:
            end = time.monotonic() + PATIENCE
            while not listens(port) and process.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            assert process.poll() is None, (folder / "told.txt").read_text(encoding="utf-8")
            yield
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def listens(port: int) -> bool:
    """Whether something answers on a port of this computer."""
    with socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


# Under a path of another site, and under a name of its own.
@pytest.fixture(scope="module", params=[("nginx", PATH), ("caddy", PATH), ("caddy", "")], ids="".join)
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, str]]:
    """The address behind the server, the port of the dashboard itself, and the path of the address."""
    server, base = request.param
    workspace, port = schools.whole_school(tmp_path_factory.mktemp("achter")), free_port()
    url = f"https://localhost:{port}{base}"
    with provider() as found, dashboard(workspace, found.issuer, url=url) as started:
        assert url in started.told()
        with before(server, tmp_path_factory.mktemp(server), port, started.port):
            yield url, started.port, base


def test_a_page_a_file_out_and_a_file_in(places: tuple[str, int, str]) -> None:
    base, browser = places[2], Browser(places[0])
    assert "U bent niet ingelogd." in browser.get("/").text
    page = browser.sign_in(COORDINATOR, "/inloggen?naar=%2Ftrends")
    assert f'content="0; url={base}/trends"' in page.text
    given = next(
        each
        for each in page.headers.get_list("set-cookie")
        if f"__{'Secure' if base else 'Host'}-verzuimbeeld=" in each
    )
    assert given.split("; ")[1:] == [f"Path={base or '/'}", "HttpOnly", "SameSite=Lax", "Secure"]
    assert page.headers["strict-transport-security"] == "max-age=31536000"
    assert all("Secure" in each for each in browser.get("/_stcore/health").headers.get_list("set-cookie"))
    line = Page(browser)
    drawn = line.open("ladders")
    assert f"Ingelogd als {COORDINATOR}" in texts(drawn)
    where = line.file(elements(drawn, "download_button")[0].deferred_file_id)
    assert where.startswith(f"{base}/bestand/")
    assert browser.get(where.removeprefix(base)).content[:2] == b"PK"
    assert browser.get(where.removeprefix(base)).status_code == 404
    origin = places[0].removesuffix(base)
    mark = browser.client.cookies.get("_streamlit_xsrf") or ""
    put = browser.client.put(
        f"{places[0]}/_stcore/upload_file/{line.session}/1",
        files={"file": ("x.csv", b"1;2")},
        headers={"Origin": origin, "X-Xsrftoken": mark},
    )
    assert put.status_code == 204
    browser.get("/uitloggen")
    assert line.last_words() == (f"{base}/", 1008)


def test_past_the_server_and_under_another_name_there_is_nothing(places: tuple[str, int, str]) -> None:
    browser = Browser(places[0])
    browser.sign_in(LEADER)
    inner = Browser(f"http://localhost:{places[1]}{places[2]}")
    inner.client.headers["Cookie"] = browser.cookie()
    assert inner.get("/").status_code == 403
    for host in ("evil.test", "localhost", f"localhost:{places[1]}", f"127.0.0.1:{urlsplit(places[0]).port}"):
        answer = browser.get("/", Host=host)
        # Of a name that is none of its sites Caddy says nothing by itself.
        assert answer.status_code == 403 or not answer.content
    for origin in ("https://evil.test", places[0].replace("https", "http")):
        assert browser.get("/", Origin=origin).status_code == 403


def test_chromium_signs_in_behind_a_server(browser: Chrome, places: tuple[str, int, str]) -> None:
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
        screen.until(lambda: browser.current_url.endswith("/oauth2/end_session?client_id=verzuimbeeld"))
        browser.get(f"{places[0]}/")
        assert "U bent niet ingelogd." in browser.find_element(By.TAG_NAME, "body").text
    finally:
        browser.execute_cdp_cmd("Security.setIgnoreCertificateErrors", {"ignore": False})
