"""What has to be there before people sign in, which claims are believed, and a guard whose clock is the test's."""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.server import provider as at_provider
from dashboard.server.answers import Answer, Asgi, Message, Receive, Send
from dashboard.server.claims import ClaimsError, Identity, identity
from dashboard.server.cookies import Place, cookie_name
from dashboard.server.guard import Guard
from dashboard.server.health import Watched
from dashboard.server.invitation import own_site
from dashboard.server.serve import serve
from dashboard.server.sessions import Sessions
from dashboard.server.set_up import CREDENTIALS, SECRET, SECRET_FILE, signing_in
from dashboard.server.sign_in import Door
from dashboard.server.site import Site
from pipelines.access.schema import SignIn
from pipelines.errors import UsageError
from pipelines.store.workspace import Workspace
from tests.dashboard import schools

PLAIN, TLS = "http:", "https:"
TENANT = "11111111-2222-3333-4444-555555555555"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0"
GOOGLE, OTHER = "https://accounts.google.com", "https://login.school.test"
SETTINGS = {
    "entra": SignIn(provider="entra", issuer=ENTRA, client_id="wij", url="https://verzuim.school.test"),
    "google": SignIn(
        provider="google", issuer=GOOGLE, client_id="wij", url="https://verzuim.school.test", domain="school.test"
    ),
    "other": SignIn(provider="other", issuer=OTHER, client_id="wij", url="https://verzuim.school.test"),
}
CLAIMS: Mapping[str, dict[str, Any]] = {
    "entra": {
        "iss": ENTRA,
        "aud": "wij",
        "tid": TENANT,
        "oid": "o1",
        "sub": "s",
        "preferred_username": "a@school.test",
    },
    "google": {
        "iss": GOOGLE,
        "aud": "wij",
        "hd": "school.test",
        "sub": "s1",
        "email": "a@school.test",
        "email_verified": True,
    },
    "other": {"iss": OTHER, "aud": ["x", "wij"], "sub": "s1", "email": "a@school.test"},
}
pytestmark = pytest.mark.usefixtures("nobody_signed_in_after")
SUBJECTS = {"entra": f"{TENANT}:o1", "google": "school.test:s1", "other": f"{OTHER}:s1"}


@pytest.mark.parametrize("provider", CLAIMS)
def test_who_somebody_is_stays_the_same_when_the_address_changes(provider: str) -> None:
    claims = CLAIMS[provider]
    assert identity(SETTINGS[provider], claims) == Identity(SUBJECTS[provider], "a@school.test")
    other = {**claims, "email": "b@school.test", "preferred_username": "b@school.test"}
    assert identity(SETTINGS[provider], other).subject == SUBJECTS[provider]


@pytest.mark.parametrize(
    ("provider", "change"),
    [
        *[(provider, {"iss": "https://evil.test"}) for provider in CLAIMS],
        *[(provider, {"aud": "een ander"}) for provider in CLAIMS],
        *[(provider, {"aud": None}) for provider in CLAIMS],
        ("entra", {"tid": "99999999-2222-3333-4444-555555555555"}),
        ("entra", {"tid": "v2.0"}),
        ("entra", {"tid": None}),
        ("entra", {"oid": ""}),
        ("entra", {"preferred_username": None}),
        ("google", {"hd": None}),
        ("google", {"hd": "evil.test"}),
        ("google", {"sub": None}),
        ("google", {"email_verified": False}),
        ("google", {"email_verified": "true"}),
        ("other", {"sub": " "}),
        ("other", {"email": None}),
        ("other", {"email_verified": False}),
    ],
)
def test_claims_that_do_not_say_who_it_is_let_nobody_in(provider: str, change: dict[str, Any]) -> None:
    with pytest.raises(ClaimsError):
        identity(SETTINGS[provider], CLAIMS[provider] | change)


def test_an_address_at_entra_that_people_choose_themselves_says_nothing() -> None:
    claims = CLAIMS["entra"] | {"email": "rector@school.test"}
    assert identity(SETTINGS["entra"], claims).name == "a@school.test"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return schools.one_pupil(tmp_path)


def whole(**change: str) -> SignIn:
    return SETTINGS["other"].model_copy(update=change)


def test_all_is_there_behind_tls(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("  abc\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.setenv(SECRET_FILE, str(secret))
    found = signing_in(workspace, whole(url="https://www.school.test/verzuim/"), "0.0.0.0")
    assert found.site == Site(frozenset({"www.school.test"}), 443, scheme="https", base="/verzuim")
    assert found.url == "https://www.school.test/verzuim"
    auth = found.secrets["auth"]
    assert auth["client_secret"] == "abc"
    assert auth["redirect_uri"] == "https://www.school.test/verzuim/oauth2callback"
    assert auth["server_metadata_url"] == "https://login.school.test/.well-known/openid-configuration"
    # The secrets are for the one process that needs them, and each run has its own to sign with.
    assert SECRET_FILE not in os.environ
    monkeypatch.setenv(SECRET, "uit de omgeving")
    again = signing_in(workspace, whole(url="https://verzuim.school.test:8443"), "localhost")
    assert (again.site.port, again.secrets["auth"]["client_secret"]) == (8443, "uit de omgeving")
    assert again.secrets["auth"]["cookie_secret"] != auth["cookie_secret"]
    assert SECRET not in os.environ


@pytest.mark.parametrize(("mode", "others"), [(0o400, False), (0o440, False), (0o444, True), (0o660, False)])
def test_a_secret_of_systemd_may_show_the_widest_entry_of_its_access_list(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, others: bool
) -> None:
    secret = written(tmp_path / "inloggeheim", mode)
    for folder, refused in ((tmp_path, others), (tmp_path / "elders", mode != 0o400)):
        monkeypatch.setenv(CREDENTIALS, str(folder))
        monkeypatch.setenv(SECRET_FILE, str(secret))
        if refused:
            with pytest.raises(UsageError, match="ook voor anderen te lezen"):
                signing_in(workspace, whole(), "localhost")
        else:
            assert signing_in(workspace, whole(), "localhost").secrets["auth"]["client_secret"] == "abc"


def readable_by_all(workspace: Workspace) -> dict[str, str]:
    return {SECRET_FILE: str(written(workspace.path.parent / "geheim", 0o644))}


def in_the_workspace(workspace: Workspace) -> dict[str, str]:
    return {SECRET_FILE: str(written(workspace.path / "geheim", 0o600))}


def empty(workspace: Workspace) -> dict[str, str]:
    return {SECRET_FILE: str(written(workspace.path.parent / "geheim", 0o600, ""))}


def written(path: Path, mode: int, text: str = "abc") -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("change", "address", "environment", "told"),
    [
        ({"url": "http://verzuim.school.test"}, "localhost", {SECRET: "abc"}, "zonder versleuteling (TLS)"),
        ({"url": "http://localhost:8501"}, "0.0.0.0", {SECRET: "abc"}, "zonder versleuteling (TLS)"),
        ({"url": f"{PLAIN}//127.0.0.1"}, "192.0.2.10", {SECRET: "abc"}, "zonder versleuteling (TLS)"),
        ({"url": "verzuim.school.test"}, "localhost", {SECRET: "abc"}, "is geen adres"),
        ({"url": "ftp://verzuim.school.test"}, "localhost", {SECRET: "abc"}, "is geen adres"),
        ({"url": f"{TLS}//a:b@verzuim.school.test"}, "localhost", {SECRET: "abc"}, "is geen adres"),
        ({"url": "https://verzuim.school.test/?x=1"}, "localhost", {SECRET: "abc"}, "is geen adres"),
        ({"url": "https://verzuim.school.test:x"}, "localhost", {SECRET: "abc"}, "is geen adres"),
        ({"issuer": "http://login.school.test"}, "localhost", {SECRET: "abc"}, "heeft geen versleuteling"),
        ({}, "localhost", {}, "ontbreekt"),
        ({}, "localhost", {SECRET: "  "}, "ontbreekt"),
        ({}, "localhost", {SECRET_FILE: "/er/is/niets"}, "niet te lezen"),
        ({}, "localhost", readable_by_all, "ook voor anderen te lezen"),
        ({}, "localhost", in_the_workspace, "staat in de werkmap"),
        ({}, "localhost", empty, "is leeg"),
    ],
)
def test_what_is_not_whole_does_not_open(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, str],
    address: str,
    environment: dict[str, str] | Callable[[Workspace], dict[str, str]],
    told: str,
) -> None:
    for name in (SECRET, SECRET_FILE):
        monkeypatch.delenv(name, raising=False)
    for name, value in (environment(workspace) if callable(environment) else environment).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError) as refused:
        signing_in(workspace, whole(**change), address)
    assert told in refused.value.what
    assert refused.value.remedy


@pytest.mark.parametrize("name", [SECRET, SECRET_FILE])
def test_a_table_that_lost_its_provider_does_not_open_with_a_key(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """As when somebody breaks the table of a server: the key would stand in the log of the system."""
    monkeypatch.setattr("dashboard.server.serve.listen", lambda *_: pytest.fail("it opened"))
    monkeypatch.setenv(name, "abc")
    with pytest.raises(UsageError, match=r"geen \[signin\]"):
        serve(workspace, 8501, "localhost", browser=False)


def test_the_cookie_goes_by_tls_and_to_this_host_only() -> None:
    for origin, base, name in (
        ("https://a.test", "", "__Host-verzuimbeeld"),
        ("https://a.test", "/verzuim", "__Secure-verzuimbeeld"),
        ("http://localhost:8501", "", "verzuimbeeld-inlog-8501"),
    ):
        place = Place(origin, base)
        _, header = place.cookie(cookie_name(place), "x")
        about = header.decode().split("; ")
        assert about[0] == f"{name}=x"
        assert ("Secure" in about) == origin.startswith("https")
        assert f"Path={base or '/'}" in about
        assert not any(part.startswith("Domain") for part in about)


class Around:
    """A guard around a server that answers everything, with a clock that stands still."""

    def __init__(self, url: str = "https://www.school.test", base: str = "/verzuim") -> None:
        self.now, self.admitted, self.reached = 1000.0, True, list[str]()
        table = Sessions(8, 30, lambda _: self.admitted, lambda: self.now)
        place = Place(url, base)
        self.door = Door(whole(), place, table, lambda _: None, lambda *_: None)
        site = Site(frozenset({url.partition("://")[2]}), 443, scheme="https", base=base)
        watched = Watched(Path("/er/is/niets"), own_site("localhost", 8501))
        self.guard = Guard(self.answer, site, watched, None, (), self.door, lambda _: True)
        self.token = table.begin("a@school.test")

    async def answer(self, scope: Message, receive: Any, send: Any) -> None:
        self.reached.append(scope["path"])
        headers = [(b"set-cookie", b"_streamlit_xsrf=1; Path=/verzuim"), (b"set-cookie", b"x=1; Secure")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    def get(
        self, path: str, token: str | None = None, host: str = "www.school.test", method: str = "GET", **more: str
    ) -> tuple[int, list[tuple[str, str]]]:
        """The status and headers that a request gets; `more` are other headers of it."""
        path, _, query = path.partition("?")
        cookie = f"{self.door.name}={self.token if token is None else token}"
        headers = [(b"host", host.encode()), (b"cookie", cookie.encode())]
        headers += [(name.encode(), value.encode()) for name, value in more.items()]
        scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.guard(scope, receive, send))
        return sent[0]["status"], [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]

    async def line(self, app: Asgi, receive: Receive, send: Send) -> None:
        """The line of a page with a server."""
        site = Site(frozenset({"www.school.test"}), 443, scheme="https", base="/verzuim")
        headers = [(b"host", b"www.school.test"), (b"origin", b"https://www.school.test")]
        headers.append((b"cookie", f"{self.door.name}={self.token}".encode()))
        scope = {"type": "websocket", "path": "/verzuim/_stcore/stream", "query_string": b"", "headers": headers}
        watched = Watched(Path("/er/is/niets"), site)
        await Guard(app, site, watched, None, (), self.door, lambda _: True)(scope, receive, send)


PATHS = (
    "/verzuim/",
    "/verzuim/trends",
    "/verzuim/_stcore/health",
    "/verzuim/static/js/x.js",
    "/verzuim/_stcore/upload_file/a/b",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(("seconds", "why"), [(30 * 60, "idle"), (8 * 3600, "late"), (1, "removed")])
def test_an_old_cookie_opens_nothing(path: str, seconds: int, why: str) -> None:
    around = Around()
    assert around.get("/verzuim/")[0] == 200
    around.reached.clear()
    around.now += seconds
    around.admitted = why != "removed"
    assert around.get(path)[0] == 403
    assert around.reached == []


def test_looking_keeps_a_session_and_asking_for_the_health_does_not() -> None:
    around = Around()
    for path, status in (("/verzuim/", 200), ("/verzuim/_stcore/health", 200)):
        around.now += 20 * 60
        assert around.get(path)[0] == status
    around.now += 20 * 60
    assert around.get("/verzuim/")[0] == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/verzuim/", 200),
        ("/verzuim", 307),
        ("/verzuim/overzicht?klas=M3c", 307),
        ("/", 404),
        ("/trends", 404),
        ("/verzuimer/", 404),
        ("/_stcore/health", 404),
        ("/verzuim/media/1.xlsx", 404),
        ("/verzuim/auth/login", 404),
        ("/verzuim/_stcore/metrics", 404),
    ],
)
def test_under_a_path_of_another_site_only_that_path_is_ours(path: str, status: int) -> None:
    around = Around()
    found, headers = around.get(path)
    assert found == status
    where = dict(headers).get("location")
    assert where == {"/verzuim": "/verzuim/", "/verzuim/overzicht?klas=M3c": "/verzuim/?klas=M3c"}.get(path)
    assert (around.reached != []) == (status == 200)


def test_behind_tls_everything_stays_there() -> None:
    status, headers = Around().get("/verzuim/")
    assert status == 200
    assert ("strict-transport-security", "max-age=31536000") in headers
    cookies = [value for name, value in headers if name == "set-cookie"]
    assert cookies == ["_streamlit_xsrf=1; Path=/verzuim; Secure", "x=1; Secure"]
    assert "wss://www.school.test" in dict(headers)["content-security-policy"]
    for host in (
        "www.school.test:443",
        "www.school.test:8501",
        "localhost:8501",
        "localhost",
        "www.school.test.evil.test",
    ):
        assert Around().get("/verzuim/", host=host)[0] == 403


def test_a_page_is_sent_nothing_after_its_session_is_over() -> None:
    """A script that is still running has rows to send; they do not go to somebody who may not have them any more."""
    around = Around()
    sent: list[Message] = []
    held: list[Message] = []

    async def app(scope: Message, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": rows()})
        around.admitted, around.now = False, around.now + 1
        await send({"type": "websocket.send", "bytes": rows()})
        held.append(await receive())

    async def run() -> None:
        arriving: asyncio.Queue[Message] = asyncio.Queue()
        arriving.put_nowait({"type": "websocket.connect"})
        arriving.put_nowait({"type": "websocket.receive", "bytes": asking(BackMsg(rerun_script=ClientState()))})

        async def send(message: Message) -> None:
            sent.append(message)

        await around.line(app, arriving.get, send)

    asyncio.run(run())
    assert [each["type"] for each in sent] == [
        "websocket.accept",
        "websocket.send",
        "websocket.send",
        "websocket.close",
    ]
    assert ForwardMsg.FromString(sent[1]["bytes"]).delta.new_element.text.body == "rijen"
    assert ForwardMsg.FromString(sent[2]["bytes"]).auth_redirect.url == "/verzuim/"
    assert held == [{"type": "websocket.disconnect", "code": 1008}]


@pytest.mark.parametrize(
    ("message", "passes", "counts"),
    [
        (BackMsg(rerun_script=ClientState(query_string="x")), True, True),
        (BackMsg(rerun_script=ClientState(is_auto_rerun=True)), True, False),
        (BackMsg(stop_script=True), True, True),
        (BackMsg(clear_cache=True), False, False),
        (BackMsg(set_run_on_save=True), False, False),
        (BackMsg(debug_shutdown_runtime=True), False, False),
        (BackMsg(), False, False),
    ],
)
def test_a_page_asks_what_pages_ask_and_what_it_does_by_itself_is_no_use(
    message: BackMsg, passes: bool, counts: bool
) -> None:
    around = Around()
    passed: list[Message] = []

    async def app(scope: Message, receive: Any, send: Any) -> None:
        while (got := await receive())["type"] != "websocket.disconnect":
            passed.append(got)

    async def run() -> None:
        arriving: asyncio.Queue[Message] = asyncio.Queue()
        for each in ({"type": "websocket.receive", "bytes": asking(message)}, {"type": "websocket.disconnect"}):
            arriving.put_nowait(each)

        async def send(_: Message) -> None:
            raise AssertionError

        around.now += 20 * 60
        await around.line(app, arriving.get, send)

    asyncio.run(run())
    assert len(passed) == passes
    around.now += 20 * 60
    assert around.door.person(around.token) == ("a@school.test" if counts else "")


def asking(message: BackMsg) -> bytes:
    data: bytes = message.SerializeToString()
    return data


def rows() -> bytes:
    message = ForwardMsg()
    message.delta.new_element.text.body = "rijen"
    data: bytes = message.SerializeToString()
    return data


ISSUERS = {"https": OTHER, "http": "http://localhost:9"}


@pytest.mark.parametrize(
    ("issuer", "location", "where"),
    [
        ("https", "https://login.school.test/uit?client_id=wij", "https://login.school.test/uit?client_id=wij"),
        (
            "https",
            "https://login.school.test/uit?t=1&client_id=wij&post_logout_redirect_uri=https%3A%2F%2Fverzuim.school.test",
            "https://login.school.test/uit?t=1&client_id=wij",
        ),
        ("http", "http://localhost:9/uit?client_id=wij", "http://localhost:9/uit?client_id=wij"),
        # Of a provider without one Streamlit sends to the first page; what is not over TLS is no provider's.
        *[
            ("https", each, "")
            for each in ("/", "", "//evil.test/", "http://login.school.test/uit", "javascript:alert(1)")
        ],
        ("https", "https://[", ""),
        ("https", None, ""),
        ("https", TimeoutError(), ""),
    ],
)
def test_where_one_signs_out_is_what_the_provider_says(
    monkeypatch: pytest.MonkeyPatch, issuer: str, location: str | Exception | None, where: str
) -> None:
    monkeypatch.setattr(at_provider, "PATIENCE", 0.05)
    asking: list[Message] = []

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        asking.append(scope)
        if isinstance(location, Exception):
            await asyncio.sleep(60)
        headers = [] if location is None else [(b"location", str(location).encode())]
        await send({"type": "http.response.start", "status": 302, "headers": headers})

    scope = {
        "headers": [(b"host", b"verzuim.school.test"), (b"cookie", b"a=b")],
        "query_string": b"to=https://evil.test",
    }
    settings = whole(issuer=ISSUERS[issuer])
    assert asyncio.run(at_provider.way_out(app, scope, "/verzuim", "geheim", settings)) == where
    [asked] = asking
    assert (asked["path"], asked["query_string"]) == ("/verzuim/auth/logout", b"")
    assert [value.split(b"=")[0] for name, value in asked["headers"] if name == b"cookie"] == [b"_streamlit_user"]


@pytest.mark.parametrize("where", ["", 'https://login.school.test/"><script>'])
def test_who_signs_out_goes_on_or_is_told_what_stays(where: str) -> None:
    page = at_provider.on_to(where, whole(), Answer(200, at_provider.and_there(where, whole())))
    assert ("kunt u nog zijn ingelogd" in page.text) == (not where)
    assert ("Ook uitloggen bij uw schoolaccount" in page.text, "refresh" in page.head) == (bool(where),) * 2
    assert "<script>" not in page.text + page.head
