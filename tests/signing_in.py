"""A provider of OpenID Connect on this computer, a dashboard where people sign in with it, and a browser without a screen."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import CERT_NONE
from typing import Any
from urllib.request import urlopen
from weakref import finalize

import httpx2
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websocket import ABNF, create_connection

from dashboard.server.set_up import SECRET
from pipelines.access.approvals import APPROVED, note
from pipelines.access.people import file_of, load, person_called
from pipelines.store.workspace import Workspace
from tests.serving import PATIENCE, Started, free_port, started

# No connection stays open after an answer.
NONE_LEFT = httpx2.Limits(max_keepalive_connections=0)
COORDINATOR, LEADER, LEAVING, STRANGER = (
    "coordinator@school.test",
    "leider@school.test",
    "vertrekt@school.test",
    "vreemde@school.test",
)
ROWS = f"""
[[person]]
id = "{COORDINATOR}"
initials = "VZC"
role = "verzuimcoördinator"

[[person]]
id = "{LEADER}"
initials = "AFD"
role = "afdelingsleider"
afdelingen = ["havo"]

[[person]]
id = "{LEAVING}"
initials = "VTR"
role = "verzuimcoördinator"
"""


@dataclass(frozen=True)
class Provider:
    """A provider that listens; anybody signs in with a click and without a password."""

    issuer: str


@contextmanager
def provider(*people: Mapping[str, object]) -> Iterator[Provider]:
    """A provider that knows these people by their claims; the name to sign in with is `sub`."""
    port = free_port()
    known = people or [{"sub": each, "email": each} for each in (COORDINATOR, LEADER, LEAVING, STRANGER)]
    claims = [part for each in known for part in ("--user-claims", json.dumps(each))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # It names itself after the host that it is asked under.
    found = Provider(f"http://localhost:{port}")
    try:
        _wait_for(f"{found.issuer}/.well-known/openid-configuration", process)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer")


def table(workspace: Workspace, issuer: str, url: str, rows: str = ROWS, more: str = "") -> None:
    """Writes `toegang.toml`, with every row approved as it stands."""
    text = f"""
[signin]
provider = "other"
issuer = "{issuer}"
client_id = "verzuimbeeld"
url = "{url}"
{more}
{rows}"""
    path = file_of(workspace)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    for person in load(workspace).person:
        note(workspace, APPROVED, person, "rector@school.test")


def without(workspace: Workspace, person: str) -> None:
    """Takes a row out of the table, as ICT does with an editor; the others stay as they are."""
    path = file_of(workspace)
    start, *rows = re.split(r"(?=\[\[person\]\])", path.read_text(encoding="utf-8"))
    assert person_called(load(workspace), person) is not None
    path.write_text(start + "".join(row for row in rows if person not in row), encoding="utf-8")


@contextmanager
def dashboard(
    workspace: Workspace, issuer: str, *options: str, rows: str = ROWS, more: str = "", url: str = ""
) -> Iterator[Started]:
    """The dashboard of a workspace where people sign in, under `url` or on its own port."""
    port = free_port()
    table(workspace, issuer, url or f"http://localhost:{port}", rows, more)
    with started(workspace, *options, port=port, environment={SECRET: "geheim"}) as server:
        yield server


@dataclass
class Browser:
    """What a browser does with pages and cookies, without a screen; `address` is that of the dashboard."""

    address: str
    client: httpx2.Client = field(
        default_factory=lambda: httpx2.Client(timeout=PATIENCE, limits=NONE_LEFT, verify=False)
    )

    def get(self, path: str, **headers: str) -> httpx2.Response:
        """One page of the dashboard, as if its address was typed."""
        return self.client.get(path if path.startswith("http") else f"{self.address}{path}", headers=headers)

    def sign_in(self, person: str, path: str = "/inloggen") -> httpx2.Response:
        """Signs in with the provider as this person; the page that the dashboard gives."""
        there = self.get(path)
        assert there.status_code == 302, there.text
        back = self.client.post(there.headers["location"], data={"sub": person})
        assert back.status_code == 302, back.text
        return self.get(back.headers["location"])

    def cookie(self) -> str:
        """The Cookie header of this browser for the dashboard."""
        return "; ".join(f"{each.name}={each.value}" for each in self.client.cookies.jar)


class Page:
    """An open page of the dashboard: the line that a browser keeps with it, and what comes by."""

    def __init__(self, browser: Browser, session: str = "", origin: str = "") -> None:
        # A page asks for the health of the server first, and gets its token against forgery with it.
        browser.get("/_stcore/health")
        token = browser.client.cookies.get("_streamlit_xsrf") or ""
        own = browser.address.replace("http", "ws", 1)
        self.line = create_connection(
            f"{own}/_stcore/stream",
            origin=origin or re.sub(r"(://[^/]+).*", r"\1", browser.address),
            cookie=browser.cookie(),
            subprotocols=["streamlit", token, *([session] if session else [])],
            timeout=PATIENCE,
            # A certificate of a test is nobody's.
            sslopt={"cert_reqs": CERT_NONE},
        )
        finalize(self, self.line.shutdown)
        self.session = ""

    def open(self, name: str = "", query: str = "") -> list[ForwardMsg]:
        """What a page sends until its script is through."""
        ask = BackMsg()
        ask.rerun_script.page_name, ask.rerun_script.query_string = name, query
        self.line.send_binary(ask.SerializeToString())
        return self.until("script_finished")

    def until(self, kind: str) -> list[ForwardMsg]:
        """What comes by, up to and with a message of this kind."""
        found: list[ForwardMsg] = []
        while not found or found[-1].WhichOneof("type") != kind:
            data = self.line.recv()
            assert data, f"the line was cut before {kind}"
            found.append(ForwardMsg.FromString(data))
            if found[-1].WhichOneof("type") == "new_session":
                self.session = found[-1].new_session.initialize.session_id
        return found

    def file(self, file_id: str) -> str:
        """The address of a file that is made for this page."""
        ask = BackMsg()
        ask.backend_operation_request.request_id, ask.backend_operation_request.session_id = "1", self.session
        ask.backend_operation_request.deferred_file.file_id = file_id
        self.line.send_binary(ask.SerializeToString())
        return str(self.until("backend_operation_response")[-1].backend_operation_response.deferred_file.url)

    def last_words(self) -> tuple[str, int]:
        """Where the browser is sent when the line is cut, and the code with which it is; other messages are let go."""
        where = ""
        while True:
            code, data = self.line.recv_data()
            if code == ABNF.OPCODE_CLOSE:
                return where, int.from_bytes(data[:2], "big")
            message = ForwardMsg.FromString(data)
            where = message.auth_redirect.url or where


def elements(messages: list[ForwardMsg], kind: str) -> list[Any]:
    """The elements of a kind that a page drew."""
    found = [each.delta.new_element for each in messages if each.WhichOneof("type") == "delta"]
    return [getattr(each, kind) for each in found if each.WhichOneof("type") == kind]


def texts(messages: list[ForwardMsg]) -> str:
    """All that a page says in words."""
    return "\n".join(str(each) for each in messages)
