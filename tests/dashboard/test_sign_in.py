"""Signing in with a real provider of OpenID Connect on this computer, and what nobody, another, or an old cookie gets."""

import json
import re
from collections.abc import Iterator

import pytest
from websocket import WebSocketBadStatusException, WebSocketTimeoutException

from pipelines.access.people import file_of
from pipelines.store.workspace import Workspace
from tests.dashboard import schools
from tests.dashboard.test_guard import FOREIGN, OTHERS, ROOMS, STREAM, ask, refused
from tests.serving import Started
from tests.shared import some
from tests.signing_in import (
    COORDINATOR,
    LEADER,
    LEAVING,
    STRANGER,
    Browser,
    Page,
    Provider,
    dashboard,
    elements,
    provider,
    texts,
    without,
)

# What a page of ours asks for; the rest is not there for anybody, or for everybody (`test_health`).
NOT_SHUT = ("/inloggen", "/uitloggen", "/oauth2callback", "/gezond")
OURS = {path: status for path, status in ROOMS.items() if path not in NOT_SHUT}
UPLOAD = "/_stcore/upload_file"


@pytest.fixture(scope="module")
def idp() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return schools.whole_school(tmp_path_factory.mktemp("inlog"))


@pytest.fixture(scope="module")
def server(workspace: Workspace, idp: Provider) -> Iterator[Started]:
    with dashboard(workspace, idp.issuer) as found:
        yield found


@pytest.fixture
def coordinator(server: Started) -> Browser:
    """Somebody who signed in just now."""
    return signed_in(server, COORDINATOR)


def signed_in(server: Started, person: str) -> Browser:
    browser = Browser(server.address)
    assert browser.sign_in(person).status_code == 200
    return browser


def token(browser: Browser) -> str:
    return str(browser.client.cookies.get(f"verzuimbeeld-inlog-{browser.address.rpartition(':')[2]}"))


def name_of(server: Started) -> str:
    return f"verzuimbeeld-inlog-{server.port}"


def shut(server: Started, cookie: str | None) -> None:
    """Every address of ours is shut for this Cookie header, and says so in Dutch without going anywhere by itself."""
    for path, status in OURS.items():
        reply = ask(server, path, Origin=server.address if path == STREAM else None, Cookie=cookie)
        assert reply.status == (404 if status == 404 and "bestand" not in path else 403), path
        assert "<h1>Verzuimbeeld</h1>" in reply.body
        assert "location" not in reply.headers
        assert "http-equiv" not in reply.body


def test_nobody_gets_a_page_with_the_way_in(server: Started) -> None:
    shut(server, None)
    page = Browser(server.address).get("/trends?klas=M3c&x=%22%3E")
    assert "U bent niet ingelogd." in page.text
    assert 'href="/inloggen?naar=%2Ftrends%3Fklas%3DM3c%26x%3D%2522%253E"' in page.text


def test_who_signs_in_goes_on_to_the_page_that_was_asked_for(server: Started) -> None:
    browser = Browser(server.address)
    page = browser.sign_in(COORDINATOR, "/inloggen?naar=%2Ftrends%3Fklas%3DM3c")
    assert 'content="0; url=/trends?klas=M3c"' in page.text
    given = [each for each in page.headers.get_list("set-cookie") if each.startswith(f"{name_of(server)}=")]
    value, *about = given[0].split("; ")
    assert len(value.partition("=")[2]) >= 43  # 256 bits
    assert about == ["Path=/", "HttpOnly", "SameSite=Lax"]
    # What Streamlit made of it stays with us; what it needed meanwhile is gone.
    assert [each for each in browser.client.cookies if each.startswith("_streamlit")] == []
    assert browser.get("/").status_code == 200
    assert f"Ingelogd als {COORDINATOR}" in texts(Page(browser).open())


@pytest.mark.parametrize(
    "to",
    [
        "//evil.test",
        "https://evil.test/",
        "/\\evil.test",
        "\\\\evil.test",
        "javascript:alert(1)",
        "/uitloggen",
        "x",
        "",
    ],
)
def test_signing_in_leads_to_our_own_pages_only(server: Started, to: str) -> None:
    browser = Browser(server.address)
    browser.client.cookies.clear()
    there = browser.client.get(f"{server.address}/inloggen", params={"naar": to})
    back = browser.client.post(there.headers["location"], data={"sub": COORDINATOR})
    assert 'content="0; url=/"' in browser.get(back.headers["location"]).text
    # A cookie that says where to go may be somebody else's.
    there = browser.get("/uitloggen") and browser.get("/inloggen")
    back = browser.client.post(there.headers["location"], data={"sub": COORDINATOR})
    cookie = f"{browser.cookie()}; {name_of(server)}-naar={to}".replace(f"{name_of(server)}-naar=%2F; ", "")
    assert "evil" not in ask(server, back.headers["location"].removeprefix(server.address), Cookie=cookie).body


def test_who_is_not_in_the_table_is_told_so_and_stays_out(server: Started) -> None:
    browser = Browser(server.address)
    page = browser.sign_in(STRANGER)
    assert page.status_code == 403
    assert f"U bent ingelogd als {STRANGER}, maar dat adres heeft (nog) geen toegang" in page.text
    assert "http-equiv" not in page.text
    assert token(browser) == "None"
    shut(server, browser.cookie() or None)


def test_what_the_provider_refuses_is_told_once(server: Started) -> None:
    browser = Browser(server.address)
    there = browser.get("/inloggen")
    back = browser.client.post(there.headers["location"], data={"action": "deny"})
    assert "error=access_denied" in back.headers["location"]
    page = browser.get(back.headers["location"])
    assert (page.status_code, "location" in page.headers) == (403, False)
    assert "De inlogdienst liet u niet in (access_denied)." in page.text
    assert "http-equiv" not in page.text


def test_a_strict_provider_is_no_loop(server: Started) -> None:
    """One that does not know the question which account to take refuses it; a page that asks again asks for ever."""
    browser = Browser(server.address)
    state = re.findall(r"state=(\w+)", browser.get("/inloggen").headers["location"])[0]
    page = browser.get(f"/oauth2callback?error=invalid_request&error_description=%3Cb%3E&state={state}")
    assert (page.status_code, "<b>" in page.text, "invalid_request" in page.text) == (403, False, True)


def test_an_answer_of_the_provider_is_good_once_and_in_one_browser(server: Started) -> None:
    browser, other = Browser(server.address), Browser(server.address)
    there = browser.get("/inloggen")
    back = browser.client.post(there.headers["location"], data={"sub": COORDINATOR}).headers["location"]
    # Whoever gets somebody to open the answer that was meant for himself signs nobody in.
    assert other.get(back).status_code == 502
    assert token(other) == "None"
    page = browser.get(back)
    assert (page.status_code, "Begin opnieuw" in page.text) == (400, True)
    assert browser.get("/oauth2callback?code=x&state=y").status_code == 400
    assert browser.get("/oauth2callback").status_code == 400
    assert token(browser) == "None"


@pytest.mark.parametrize(
    "form", ["{name}=", "{name}=x", "{name}={token}x", "{name}={short}", "{name}={token}; {name}=x", "x={token}"]
)
def test_a_forged_cookie_is_nobody(server: Started, coordinator: Browser, form: str) -> None:
    own = token(coordinator)
    shut(server, form.format(name=name_of(server), token=own, short=own[:-1]))


def test_the_cookies_of_streamlit_say_nothing(server: Started) -> None:
    from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

    claims = json.dumps({"email": COORDINATOR, "is_logged_in": True, "origin": server.address})
    forged = create_signed_value("", "_streamlit_user", claims).decode()
    shut(server, f"_streamlit_user={forged}")


def test_a_cookie_of_before_is_refused_after_signing_out(server: Started, coordinator: Browser, idp: Provider) -> None:
    before = coordinator.cookie()
    page = Page(coordinator)
    page.open()
    out = coordinator.get("/uitloggen")
    assert (out.status_code, "U bent uitgelogd." in out.text) == (200, True)
    # On to the provider, with our name only; who is not in is sent nowhere.
    [on] = re.findall(r'content="0; url=([^"]+)"', out.text)
    assert on == f"{idp.issuer}/oauth2/end_session?client_id=verzuimbeeld"
    assert coordinator.get(on).status_code == 200
    assert idp.issuer not in coordinator.get("/uitloggen").text
    # The open page is sent away, so that no name stays on the screen, and hears nothing any more.
    assert page.last_words() == ("/", 1008)
    shut(server, before)
    assert "U bent uitgelogd." in ask(server, "/", Cookie=before).body
    with pytest.raises(WebSocketBadStatusException):
        Page(coordinator)


def test_one_browser_is_one_session(server: Started, coordinator: Browser) -> None:
    before = coordinator.cookie()
    page = Page(coordinator)
    # Already in: the provider is not asked again.
    assert coordinator.get("/inloggen?naar=%2Ftrends").status_code == 200
    coordinator.client.cookies.clear()
    shut(server, coordinator.cookie() or None)
    coordinator.client.headers["Cookie"] = before
    there = coordinator.get("/uitloggen")
    assert there.status_code == 200
    assert page.last_words() == ("/", 1008)


def test_two_people_at_once_are_two(server: Started, coordinator: Browser) -> None:
    leader = signed_in(server, LEADER)
    pages = {COORDINATOR: Page(coordinator), LEADER: Page(leader)}
    for who, page in [*pages.items(), *pages.items()]:
        said = texts(page.open())
        assert [each for each in (COORDINATOR, LEADER) if f"Ingelogd als {each}" in said] == [who]
    coordinator.get("/uitloggen")
    assert f"Ingelogd als {LEADER}" in texts(pages[LEADER].open())


@pytest.mark.parametrize("path", some(sorted(OURS), "/", STREAM, "/bestand/0123"))
def test_another_name_or_page_gets_nothing_of_who_is_signed_in(
    server: Started, coordinator: Browser, path: str
) -> None:
    cookie = coordinator.cookie()
    for host in OTHERS:
        named = None if host is None else host.format(port=server.port)
        assert refused(ask(server, path, host=named, Origin=server.address, Cookie=cookie)), host
    # The address that people were given is the only one: a number leads to this computer, too.
    for host in ("127.0.0.1", "[::1]"):
        own = f"{host}:{server.port}"
        assert refused(ask(server, path, host=own, Origin=f"http://{own}", Cookie=cookie))
    for parts in FOREIGN:
        origin = "://".join(parts).format(port=server.port)
        assert refused(ask(server, path, Origin=origin, Cookie=cookie)), origin


def test_a_row_that_goes_takes_the_open_page_along(server: Started, workspace: Workspace) -> None:
    gone, stays = signed_in(server, LEAVING), signed_in(server, LEADER)
    page, other = Page(gone), Page(stays)
    page.open()
    whole = file_of(workspace).read_text(encoding="utf-8")
    try:
        without(workspace, LEAVING)
        assert page.last_words() == ("/", 1008)
        reply = gone.get("/")
        assert (reply.status_code, "uw toegang is veranderd of afgelopen" in reply.text) == (403, True)
        assert "geen toegang" in gone.sign_in(LEAVING).text
        assert f"Ingelogd als {LEADER}" in texts(other.open())
        # A table that is wrong, or gone, lets nobody in.
        file_of(workspace).write_text("[signin]\nx = 1\n", encoding="utf-8")
        assert other.last_words() == ("/", 1008)
        assert stays.get("/").status_code == 403
        file_of(workspace).unlink()
        assert Browser(server.address).sign_in(LEADER).status_code == 403
    finally:
        file_of(workspace).write_text(whole, encoding="utf-8")
        file_of(workspace).chmod(0o600)
    # Who was put out comes back by signing in only.
    assert stays.get("/").status_code == 403


def file_id(page: Page) -> str:
    """The name under which the server makes the file of the first button of a page."""
    buttons = elements(page.open("ladders"), "download_button")
    return str(buttons[0].deferred_file_id)


def test_a_file_is_for_who_asked_once(server: Started, coordinator: Browser) -> None:
    leader = signed_in(server, LEADER)
    page = Page(coordinator)
    made = file_id(page)
    where = page.file(made)
    assert re.fullmatch(r"/bestand/[\w-]{43}", where)
    file = coordinator.get(where)
    assert (file.status_code, file.content[:2], file.headers["cache-control"]) == (200, b"PK", "no-store")
    assert "attachment" in file.headers["content-disposition"]
    assert coordinator.get(where).status_code == 404
    for other, status in ((leader, 404), (Browser(server.address), 403)):
        where = page.file(made)
        assert other.get(where).status_code == status
        assert "PK" not in other.get(where).text
    # Somebody who is signed in and came first used it up; nobody cannot.
    assert coordinator.get(where).status_code == 200
    assert coordinator.client.head(f"{server.address}{page.file(made)}").status_code == 404


def test_a_file_is_made_for_the_page_that_has_its_button(server: Started, coordinator: Browser) -> None:
    """Streamlit itself makes it for every page that knows its name; with another's name for a page it does not either."""
    page, other = Page(coordinator), Page(signed_in(server, LEADER))
    made = file_id(page)
    other.open()
    own = other.session
    other.line.settimeout(3)
    for session in (own, page.session):
        other.session = session
        with pytest.raises((WebSocketTimeoutException, AssertionError)):
            assert other.file(made)
    assert page.file(made)


def test_the_files_of_the_server_itself_are_shut(server: Started, coordinator: Browser) -> None:
    for path in ("/media/", "/media/x.xlsx", "/%6dedia/x.xlsx"):
        reply = ask(server, path, Cookie=coordinator.cookie())
        assert (reply.status, "Deze pagina bestaat niet." in reply.body) == (404, True), path


def upload(browser: Browser, page: Page) -> int:
    """The answer to a file that a browser lays in a page."""
    browser.get("/_stcore/health")
    mark = browser.client.cookies.get("_streamlit_xsrf") or ""
    put = browser.client.put(
        f"{browser.address}{UPLOAD}/{page.session}/1",
        files={"file": ("x.csv", b"1;2")},
        headers={"Origin": browser.address, "X-Xsrftoken": mark},
    )
    return put.status_code


def test_a_file_is_brought_to_the_own_page_by_who_may(server: Started, coordinator: Browser) -> None:
    leader, again = signed_in(server, LEADER), signed_in(server, COORDINATOR)
    page, other, third = Page(coordinator), Page(leader), Page(again)
    for each in (page, other, third):
        each.open()
    assert upload(coordinator, page) == 204
    # Another's page, also of the same person elsewhere, and the own page without the right to read in.
    assert [upload(coordinator, other), upload(coordinator, third)] == [403, 403]
    assert [upload(leader, other), upload(leader, page)] == [403, 403]


def test_the_page_of_another_is_not_taken_over(server: Started, coordinator: Browser) -> None:
    leader = signed_in(server, LEADER)
    first = Page(coordinator)
    first.open()
    first.line.close()
    stolen = Page(leader, session=first.session)
    assert f"Ingelogd als {LEADER}" in texts(stolen.open())
    assert stolen.session != first.session
    own = Page(coordinator, session=first.session)
    own.open()
    assert own.session == first.session


def test_sign_in_and_out_are_written_down(server: Started, workspace: Workspace) -> None:
    browser = signed_in(server, LEADER)
    browser.get("/uitloggen")
    Browser(server.address).sign_in(STRANGER)
    lines = (workspace.path / "audit" / "access.jsonl").read_text(encoding="utf-8").splitlines()
    told = [(each["event"], each.get("person")) for each in map(json.loads, lines)]
    assert told[-3:] == [("sign_in", LEADER), ("sign_out", LEADER), ("refused", STRANGER)]
