"""Who sees what, and on which address: real pupils stay on this computer."""

import logging
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dashboard import access
from dashboard.server import serve
from dashboard.server.health import Watched
from dashboard.server.invitation import Invitation, has_ipv6, own_site, port_of_our_own
from dashboard.server.set_up import SigningIn
from dashboard.server.site import Site
from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.snapshot import CHANGED
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import NOBODY
from tests.dashboard.conftest import OpenPage
from tests.pipelines.histories import make_workspace, settings, spread, write_csv
from tests.serving import free_port
from tests.shared import some

LOCAL = ["localhost", "127.0.0.1", "::1"]
ELSEWHERE = ["0.0.0.0", "::", "192.0.2.10", "school.test", "localhost.school.test", ""]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make_workspace(tmp_path_factory.mktemp("echt"), spread("1", "laat", 3))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    toml = "demo = true\n" + settings("nl-leerplicht")
    return make_workspace(tmp_path_factory.mktemp("demo"), spread("1", "laat", 3), toml=toml, demo=True)


@dataclass
class Start:
    """A web server that was asked to run: with which invitation and settings."""

    invitation: Invitation
    options: dict[str, Any] = field(default_factory=dict)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Start]]:
    """The web servers that were asked to run; none really runs (see test_guard.py)."""
    starts: list[Start] = []

    class Asked:
        def __init__(self, invitation: Invitation, site: Site, watched: Watched, people: SigningIn | None) -> None:
            assert people is None
            assert watched.site == site
            assert site == own_site(invitation.address, invitation.port)
            self.invitation = invitation

        def run(self, config: dict[str, Any]) -> None:
            starts.append(Start(self.invitation, config))

    monkeypatch.setenv(access.WORKSPACE_VARIABLE, "")
    monkeypatch.setenv(access.ADDRESS_VARIABLE, "")
    monkeypatch.setattr(serve, "preload", lambda: None)
    monkeypatch.setattr(serve, "port_of_our_own", lambda *_: nullcontext())
    monkeypatch.setattr(serve, "Dashboard", Asked)
    yield starts
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("address", LOCAL)
def test_this_computer_may_see_real_pupils(real: Workspace, started: list[Start], address: str) -> None:
    assert access.may_serve(real, address)
    assert serve.serve(real, 1, address, browser=False) == 0
    assert [start.invitation.entrance is not None for start in started] == [True]
    assert access.viewer(real).schools == ("s",)


def test_figures_that_are_built_anew_at_the_start_are_told(
    tmp_path: Path, started: list[Start], capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = make_workspace(tmp_path, spread("1", "laat", 3))
    assert serve.serve(workspace, 1, "localhost", browser=False) == 0
    assert "opnieuw opgebouwd" not in capsys.readouterr().err
    toml = workspace.path / "school.toml"
    toml.write_text(toml.read_text().replace("lessons_per_week = 30", "lessons_per_week = 28"))
    assert serve.serve(workspace, 1, "localhost", browser=False) == 0
    assert CHANGED in capsys.readouterr().err
    assert len(started) == 2


@pytest.mark.parametrize("address", ELSEWHERE)
def test_another_address_is_refused_for_real_pupils(real: Workspace, started: list[Start], address: str) -> None:
    assert not access.may_serve(real, address)
    with pytest.raises(UsageError, match="echte leerlingen"):
        serve.serve(real, 1, address, browser=False)
    assert started == []


@pytest.mark.parametrize("address", [*LOCAL, *ELSEWHERE])
def test_the_demo_school_may_be_seen_anywhere(demo: Workspace, started: list[Start], address: str) -> None:
    assert access.may_serve(demo, address)
    assert serve.serve(demo, 1, address, browser=False) == 0
    assert [start.invitation.entrance for start in started] == [None]
    assert access.viewer(demo).schools == ("s",)


@pytest.mark.parametrize("address", [*ELSEWHERE, None])
def test_a_page_that_was_started_another_way_shows_nobody(
    real: Workspace, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """`streamlit run` on the script itself passes by `serve`, so the pages ask again."""
    monkeypatch.delenv(access.ADDRESS_VARIABLE, raising=False)
    if address is not None:
        monkeypatch.setenv(access.ADDRESS_VARIABLE, address)
    assert access.viewer(real) == NOBODY


@pytest.mark.parametrize("line", ["", "demo = false\n"])
def test_only_a_plain_true_makes_a_demo(tmp_path: Path, line: str) -> None:
    workspace = create_workspace(tmp_path / "werkmap", line + settings("nl-leerplicht"))
    assert not access.may_serve(workspace, "0.0.0.0")


@pytest.mark.parametrize("address", some([*ELSEWHERE, *LOCAL], "0.0.0.0", "localhost"))
def test_a_demo_with_anything_else_in_it_is_as_a_real_school(
    tmp_path: Path, started: list[Start], address: str, open_page: OpenPage
) -> None:
    toml = "demo = true\n" + settings("nl-leerplicht")
    mixed = make_workspace(tmp_path, spread("1", "laat", 3), toml=toml, demo=True)
    assert serve.serve(mixed, 1, address, browser=False) == 0
    assert access.viewer(mixed).schools == ("s",)
    import_files(mixed, [write_csv(tmp_path / "echt.csv", spread("2", "laat", 3))])
    # What was open to everybody shuts at once.
    assert access.viewer(mixed) == NOBODY
    page = open_page(mixed, "werklijst", address="")
    assert "u krijgt dan een adres met een sleutel" in page.info[0].value
    if address in ELSEWHERE:
        with pytest.raises(
            UsageError, match="iets anders ingelezen dan de demoschool, dus deze werkmap bevat echte leerlingen"
        ):
            serve.serve(mixed, 1, address, browser=False)
        assert len(started) == 1
    else:
        assert serve.serve(mixed, 1, address, browser=False) == 0
        assert started[-1].invitation.entrance is not None
        assert access.viewer(mixed).schools == ("s",)


@pytest.mark.parametrize("port", [-1, 0, 65536])
def test_what_is_no_port_is_said(port: int) -> None:
    with pytest.raises(UsageError, match="geen poort"), port_of_our_own("localhost", port):
        pytest.fail("it is a port")


IPV6 = pytest.mark.skipif(not has_ipv6(), reason="this computer has no ::1")


@pytest.mark.parametrize(
    ("address", "taken"),
    [("localhost", "127.0.0.1"), pytest.param("localhost", "::1", marks=IPV6), pytest.param("::1", "::1", marks=IPV6)],
)
def test_a_port_of_somebody_else_is_refused(address: str, taken: str) -> None:
    """On `::1` another account could wait for the browser that looks for `localhost`."""
    port = free_port()
    with socket.socket(socket.AF_INET6 if ":" in taken else socket.AF_INET) as other:
        other.bind((taken, port))
        other.listen()
        with pytest.raises(UsageError, match=f":{port}[.]"), port_of_our_own(address, port):
            pytest.fail("the port was ours")


@IPV6
def test_nobody_takes_the_other_localhost_while_it_is_served() -> None:
    port = free_port()
    with port_of_our_own("localhost", port), socket.socket(socket.AF_INET6) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with pytest.raises(OSError, match="in use"):
            other.bind(("::1", port))
    with port_of_our_own("localhost", port):
        pass


@pytest.mark.parametrize("address", [*LOCAL, "0.0.0.0", "demo.school.test"])
def test_no_file_of_settings_opens_the_dashboard(demo: Workspace, started: list[Start], address: str) -> None:
    serve.serve(demo, 8501, address, browser=True)
    options = started[0].options
    assert options["server.allowedHosts"]
    assert ("*" in options["server.allowedHosts"]) == (address == "0.0.0.0")
    # Without these the server asks a public service for its address, to tell it at the start.
    assert options["logger.hideWelcomeMessage"] is True
    assert options["browser.serverAddress"] == ("localhost" if address == "0.0.0.0" else address)
    assert options["server.enableCORS"] is options["server.enableXsrfProtection"] is True
    assert options["server.corsAllowedOrigins"] == options["client.allowedOrigins"] == []
    assert not any(options[f"server.{name}"] for name in ("enableAgentApi", "enableStaticServing", "baseUrlPath"))
    assert options["client.showErrorDetails"] == "none"


@pytest.mark.parametrize("value", ["1", '"true"', "[true]"])
def test_anything_like_true_makes_no_workspace_at_all(tmp_path: Path, value: str) -> None:
    with pytest.raises(WorkspaceError, match=r"'demo' is .*, van de verkeerde soort"):
        create_workspace(tmp_path / "werkmap", f"demo = {value}\n" + settings("nl-leerplicht"))
