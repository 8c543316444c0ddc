"""Who gets an answer from the dashboard: raw requests to a real server, as no browser would make them.

The proxy of this computer is a listener of the test, so that a server that looks something up elsewhere is caught.
"""

import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st

from dashboard.server.invitation import own_site
from dashboard.server.site import Site
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.pipelines.histories import make_workspace, settings, spread
from tests.serving import PATIENCE, Started, started

STREAM, METRICS = "/_stcore/stream", "/_stcore/metrics"
SCRIPT = re.findall(
    r"\./(static/js/index[^\"]+)", (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
)[0]
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "streamlit",
}
HEADERS = {"content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy"}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: str


def ask(
    server: Started, path: str = "/", *, method: str = "GET", host: str | None = "own", **headers: str | None
) -> Reply:
    """One request as it stands here; `host` None leaves that header out."""
    own = f"localhost:{server.port}"
    named = {"Host": own if host == "own" else host, **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {value}" for key, value in named.items() if value is not None)]
    if path == STREAM:
        lines += [f"{key}: {value}" for key, value in UPGRADE.items()]
    else:
        lines.append("Connection: close")
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        got = b""
        while b"\r\n\r\n" not in got and (part := line.recv(65536)):
            got += part
        head, _, body = got.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        found = {key.lower(): value.strip() for key, _, value in (entry.partition(":") for entry in rest)}
        while (
            "upgrade" not in found and len(body) < int(found.get("content-length", "0")) and (part := line.recv(65536))
        ):
            body += part
    return Reply(int(first.split()[1]), found, body.decode("utf-8", "replace"))


@pytest.fixture(scope="module")
def asked_elsewhere() -> Iterator[list[str]]:
    """What a server asked of another computer: it is told to go by us."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    asked.append(line.recv(1000).decode("latin-1"))

        threading.Thread(target=listen, daemon=True).start()
        asked.append(f"http://localhost:{listener.getsockname()[1]}")
        yield asked
        listener.shutdown(socket.SHUT_RDWR)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, asked_elsewhere: list[str]) -> Iterator[Started]:
    proxy = asked_elsewhere.pop()
    around = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), proxy)
    folder = tmp_path_factory.mktemp("echt")
    with started(make_workspace(folder, spread("1", "laat", 3)), environment=around) as server:
        yield server


@pytest.fixture(scope="module")
def cookie(real: Started) -> str:
    """The cookie of a browser that was let in."""
    found = ask(real, real.last_address().removeprefix(real.address))
    return found.headers["set-cookie"].split(";")[0]


OWN = ["localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}"]
OTHERS = [
    None,
    "",
    "localhost",
    "127.0.0.1",
    "localhost:3000",
    "localhost:{port}0",
    "localhost:",
    "LOCALHOST:{port}",
    "evil.test",
    "evil.test:{port}",
    "localhost.evil.test:{port}",
    "evil-localhost:{port}",
    "127.0.0.1.evil.test:{port}",
    "127.0.0.2:{port}",
    "0.0.0.0:{port}",
    "[::]:{port}",
    "::1:{port}",
    "192.0.2.10:{port}",
    "me@localhost:{port}",
    "localhost:{port}, evil.test",
    "localhost:{port}/x",
]
FOREIGN = [
    ("null",),
    ("",),
    ("http", "localhost"),
    ("http", "localhost:3000"),
    ("https", "localhost:{port}"),
    ("http", "127.0.0.1:{port}"),
    ("http", "evil.test"),
    ("http", "evil.test:{port}"),
    ("http", "localhost:{port}.evil.test"),
    ("http", "localhost.evil.test:{port}"),
    ("http", "localhost:{port}/"),
    ("file", ""),
    ("chrome-extension", "abc"),
]
EVIL = "://".join(("http", "evil.test"))
# Path -> status when the own page asks for it; a file is laid in an open page only, and handed out under its own address.
ROOMS = {
    "/": 200,
    "/trends": 200,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    STREAM: 101,
    f"/{SCRIPT}": 200,
    "/favicon.png": 200,
    "/gezond": 200,
    "/media/0123.png": 404,
    "/bestand/0123": 404,
    "/auth/login": 404,
    "/auth/logout": 404,
    "/oauth2callback": 404,
    "/inloggen": 404,
    "/uitloggen": 404,
    "/_stcore/upload_file/a/b": 403,
    METRICS: 404,
    "/_stcore/metrics/": 404,
    "/%5Fstcore/metrics": 404,
    "/_stcore/agent/openapi.json": 404,
    "/_stcore/script-health-check": 404,
}


def own_request(server: Started, path: str, cookie: str | None) -> Mapping[str, str | None]:
    """The headers and method of a page of ours that asks for a path."""
    if path.startswith("/_stcore/upload"):
        token = ask(server, "/_stcore/health", Cookie=cookie).headers["set-cookie"].split(";")[0]
        both = "; ".join(part for part in (cookie, token) if part)
        return {"method": "PUT", "Origin": server.address, "Cookie": both, "X_Xsrftoken": token.split("=", 1)[1]}
    return {"Cookie": cookie, "Origin": server.address if path == STREAM else None}


@pytest.mark.parametrize("path", ROOMS)
def test_the_own_page_gets_what_it_asks(real: Started, cookie: str, path: str) -> None:
    reply = ask(real, path, **own_request(real, path, cookie))  # type: ignore[arg-type]
    assert reply.status == ROOMS[path]
    assert reply.headers.keys() >= HEADERS


@pytest.mark.parametrize("host", OWN)
@pytest.mark.parametrize("path", ["/", STREAM])
def test_the_own_names_are_let_in(real: Started, cookie: str, host: str, path: str) -> None:
    own = host.format(port=real.port)
    assert ask(real, path, host=own, Origin=f"http://{own}", Cookie=cookie).status == ROOMS[path]


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize("host", OTHERS)
def test_a_page_under_another_name_gets_nothing(
    real: Started, cookie: str, host: str | None, path: str, asked_elsewhere: list[str]
) -> None:
    """A page elsewhere whose name leads to this computer sends its own name, with whatever else a browser sends."""
    name = None if host is None else host.format(port=real.port)
    for origin in (None, real.address, f"http://{name}"):
        reply = ask(real, path, host=name, Origin=origin, Cookie=cookie)
        assert refused(reply), (origin, reply)
    assert asked_elsewhere == []


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize("origin", ["://".join(parts) for parts in FOREIGN])
def test_another_page_gets_nothing_and_is_looked_up_nowhere(
    real: Started, cookie: str, origin: str, path: str, asked_elsewhere: list[str]
) -> None:
    reply = ask(real, path, Origin=origin.format(port=real.port), Cookie=cookie)
    assert asked_elsewhere == []
    assert refused(reply), reply
    assert "access-control-allow-origin" not in reply.headers


def refused(reply: Reply) -> bool:
    """Whether the guard said no, or the server under it that the request is none; never with anything of a page."""
    by_guard = reply.status == 403 and reply.headers.keys() >= HEADERS and "<h1>Verzuimbeeld</h1>" in reply.body
    return by_guard or (reply.status == 400 and reply.body in {"", "Invalid HTTP request received."} | BAD)


BAD = {"Missing mandatory Host: header", "Invalid HTTP request received.", "Bad Request"}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"])
def test_no_method_passes_by(real: Started, cookie: str, method: str) -> None:
    for path in ("/", "/_stcore/upload_file/a/b", "/bestand/0123"):
        assert ask(real, path, method=method, Origin=EVIL, Cookie=cookie).status == 403
        assert ask(real, path, method=method).status == 403


def test_a_websocket_that_names_no_origin_is_refused(real: Started, cookie: str) -> None:
    assert refused(ask(real, STREAM, Cookie=cookie))


@pytest.mark.parametrize("site", ["same-site", "cross-site"])
@pytest.mark.parametrize(("mode", "dest"), [("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe")])
def test_another_page_cannot_show_a_part_of_ours(real: Started, cookie: str, site: str, mode: str, dest: str) -> None:
    """A page on another port of this computer names no origin for a picture, and its browser sends our cookie along."""
    about = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    assert refused(ask(real, "/bestand/0123", Cookie=cookie, **about))
    link = {"Sec_Fetch_Site": site, "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(real, "/", Cookie=cookie, **link).status == 200
    own = {"Sec_Fetch_Site": "same-origin", "Sec_Fetch_Mode": mode, "Sec_Fetch_Dest": dest}
    assert ask(real, "/", Cookie=cookie, **own).status == 200


@pytest.mark.parametrize("path", ROOMS)
@pytest.mark.parametrize("wrong", [None, "", "verzuimbeeld-{port}=", "verzuimbeeld-{port}=x", "verzuimbeeld-1={token}"])
def test_without_the_cookie_there_is_nothing(real: Started, cookie: str, path: str, wrong: str | None) -> None:
    """Another account, a port forward, or a proxy that makes names and origins its own."""
    given = None if wrong is None else wrong.format(port=real.port, token=cookie.split("=", 1)[1])
    reply = ask(real, path, Origin=real.address if path == STREAM else None, Cookie=given)
    assert reply.status == (404 if ROOMS[path] == 404 and "bestand" not in path else 403)
    assert "set-cookie" not in reply.headers
    assert "<h1>Verzuimbeeld</h1>" in reply.body


@pytest.mark.parametrize("path", ["/zomaar", "/trend", "/trends/week", "/contacten", "/bekijk-als?bekijk-als=x"])
def test_an_address_without_a_page_says_so_in_dutch(real: Started, cookie: str, path: str) -> None:
    """Also that of a field, which stands in the matrix of pages; and nothing of it to who has no key."""
    reply = ask(real, path, Cookie=cookie)
    assert reply.status == 404
    assert 'Deze pagina bestaat niet. <a href="/">' in reply.body
    assert ask(real, path, method="HEAD", Cookie=cookie).status == 404
    assert ask(real, path).status == 403


@pytest.mark.parametrize("path", ["/trends", "/trends?soort=x", "/mt-rapport", "/leerlingen?lijst=a.b", "/favicon.png"])
def test_an_address_with_a_page_is_answered(real: Started, cookie: str, path: str) -> None:
    assert ask(real, path, Cookie=cookie).status == 200


def test_who_has_no_key_is_told_what_to_do(real: Started) -> None:
    body = ask(real, "/").body
    assert "met de sleutel in zijn adres" in body
    assert "het venster waarin het dashboard is gestart" in body


def test_a_key_opens_once_and_the_next_one_is_told(real: Started, cookie: str) -> None:
    where = real.last_address().removeprefix(real.address)
    assert len(where.removeprefix("/?sleutel=")) >= 43  # 256 bits
    for wrong in (where[:-1], f"{where}x", "/?sleutel=", "/?sleutel=%FF%C3%A9", where.replace("sleutel", "key")):
        assert ask(real, wrong).status == 403
    assert ask(real, where, method="HEAD").status == 403
    assert ask(real, where, host="evil.test").status == 403
    first = ask(real, where)
    assert (first.status, first.headers["set-cookie"].split("; ")[1:]) == (
        200,
        ["Path=/", "HttpOnly", "SameSite=Strict"],
    )
    assert 'content="0; url=/"' in first.body
    assert first.headers["set-cookie"].startswith(f"verzuimbeeld-{real.port}=")
    assert ask(real, where).status == 403
    again = real.last_address().removeprefix(real.address)
    assert again != where
    # Who is in already does not use it up.
    assert "set-cookie" not in ask(real, again, Cookie=cookie).headers
    assert "set-cookie" in ask(real, again).headers


def test_every_answer_keeps_the_browser_at_home(real: Started, cookie: str) -> None:
    for reply in (ask(real, "/", Cookie=cookie), ask(real, "/"), ask(real, "/", host="evil.test"), ask(real, STREAM)):
        policy = dict(part.split(" ", 1) for part in reply.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in policy["script-src"]
        words = {word for value in policy.values() for word in value.split() if not word.startswith("'sha256-")}
        own = f"ws://localhost:{real.port}"
        assert words <= {"'none'", "'self'", "'unsafe-inline'", "data:", "blob:", own}
        assert (reply.headers["x-content-type-options"], reply.headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert reply.headers["cross-origin-resource-policy"] == "same-origin"


def test_two_dashboards_leave_each_other_in_peace(real: Started, cookie: str, tmp_path: Path) -> None:
    with started(make_workspace(tmp_path, spread("1", "laat", 3))) as second:
        other = ask(second, second.last_address().removeprefix(second.address)).headers["set-cookie"].split(";")[0]
        both = f"{cookie}; {other}"
        assert (ask(real, "/", Cookie=both).status, ask(second, "/", Cookie=both).status) == (200, 200)
        assert (ask(real, "/", Cookie=other).status, ask(second, "/", Cookie=cookie).status) == (403, 403)


@pytest.fixture
def demo(tmp_path: Path) -> Workspace:
    toml = "demo = true\n" + settings(schools.PROTOCOL)
    return make_workspace(tmp_path, spread("1", "laat", 3), toml=toml, demo=True)


def test_the_demo_goes_without_a_key_but_for_its_own_page_only(demo: Workspace) -> None:
    with started(demo) as server:
        assert "sleutel" not in server.told()
        assert ask(server, "/").status == 200
        assert ask(server, STREAM, Origin=server.address).status == 101
        assert ask(server, METRICS).status == 404
        told = ask(server, "/gezond")
        assert (told.status, json.loads(told.body)["heel"]) == (200, True)
        assert ask(server, "/gezond", method="HEAD").body == ""
        assert refused(ask(server, "/", host="evil.test"))
        assert refused(ask(server, STREAM, Origin="http://localhost:3000"))


def test_the_demo_on_every_address_is_found_by_number(demo: Workspace) -> None:
    with started(demo, "--address", "0.0.0.0") as server:
        for host, found in {"192.0.2.10": True, "[2001:db8::1]": True, "evil.test": False}.items():
            own = f"{host}:{server.port}"
            assert ask(server, "/", host=own).status == (200 if found else 403)
            assert ask(server, STREAM, host=own, Origin=f"http://{own}").status == (101 if found else 403)


def test_the_browser_is_sent_by_a_page_for_the_owners_eyes(tmp_path: Path) -> None:
    """What stands on a command line every account on the computer can read."""
    workspace = make_workspace(tmp_path, spread("1", "laat", 3))
    seen = tmp_path / "seen"
    stand_in = tmp_path / "browser"
    stand_in.write_text(f'#!/bin/sh\necho "$@" > {seen}.new\nmv {seen}.new {seen}\n', encoding="utf-8")
    stand_in.chmod(0o755)
    page = workspace.path / "openen"
    with started(workspace, environment={"BROWSER": str(stand_in)}, browser=True) as server:
        page = workspace.path / f"openen-{server.port}.html"
        address = server.last_address()
        for _ in range(200):
            if seen.exists():
                break
            threading.Event().wait(0.05)
        assert seen.read_text(encoding="utf-8").strip() == page.as_uri()
        assert page.stat().st_mode & 0o777 == 0o600
        assert f"url={address}" in page.read_text(encoding="utf-8")
        assert ask(server, address.removeprefix(server.address)).status == 200
        assert not page.exists()
    assert json.dumps(sorted(path.name for path in workspace.path.iterdir() if path.is_file())) == '["school.toml"]'


@pytest.mark.parametrize(
    ("host", "known"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("localhost:80", False), ("localhost:8501", False)],
)
def test_on_the_port_of_the_web_no_port_is_named(host: str, known: bool) -> None:
    assert own_site("localhost", 80).has(host) is known


@pytest.mark.parametrize("address", ["0.0.0.0", "::", ""])
def test_only_numbers_are_found_on_every_address(address: str) -> None:
    site = own_site(address, 8501)
    for own in ("192.0.2.10", "[2001:db8::1]", "localhost"):
        assert site.has(f"{own}:8501")
    for other in ("school.test", "2001:db8::1", "[192.0.2.10]", "192.0.2", "0x7f000001", "", "[]", "192.0.2.10 "):
        assert not site.has(f"{other}:8501")


def test_a_name_that_is_served_is_known() -> None:
    assert not own_site("127.0.0.1", 8501).has("192.0.2.10:8501")
    assert own_site("demo.school.test", 8501).has("demo.school.test:8501")
    assert own_site("demo.school.test", 8501) == Site(
        frozenset({"localhost", "127.0.0.1", "::1", "demo.school.test"}), 8501
    )


@pytest.mark.parametrize("query", ["", "?rol=mentor&afdeling=vwo%20onderbouw"])
def test_the_address_of_the_first_page_leads_to_it_with_its_choices(real: Started, cookie: str, query: str) -> None:
    found = ask(real, f"/overzicht{query}", cookie=cookie)
    assert (found.status, found.headers["location"]) == (307, f"/{query}")
    assert set(found.headers) >= HEADERS
    assert ask(real, f"/overzicht{query}").status == 403  # not without the key
