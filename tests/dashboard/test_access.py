"""Who sees what, and on which address: real pupils stay on this computer."""

from pathlib import Path

import pytest

from dashboard import access, serve
from pipelines.errors import UsageError, WorkspaceError
from pipelines.queries.scope import NOBODY
from pipelines.workspace import Workspace, create_workspace
from tests.pipelines.histories import make_workspace, settings, spread

LOCAL = ["localhost", "127.0.0.1", "::1"]
ELSEWHERE = ["0.0.0.0", "::", "192.0.2.10", "school.test", "localhost.school.test", ""]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return make_workspace(tmp_path_factory.mktemp("echt"), spread("1", "laat", 3))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    toml = "demo = true\n" + settings("nl-leerplicht")
    return make_workspace(tmp_path_factory.mktemp("demo"), spread("1", "laat", 3), toml=toml)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The scripts that the web server was asked to run; it does not really run."""
    from streamlit.web import bootstrap

    scripts: list[str] = []
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, "")
    monkeypatch.setenv(access.ADDRESS_VARIABLE, "")
    monkeypatch.setattr(serve, "preload", lambda: None)
    monkeypatch.setattr(bootstrap, "load_config_options", lambda flags: None)
    monkeypatch.setattr(bootstrap, "run", lambda script, *_: scripts.append(script))
    return scripts


@pytest.mark.parametrize("address", LOCAL)
def test_this_computer_may_see_real_pupils(real: Workspace, started: list[str], address: str) -> None:
    assert access.may_serve(real, address)
    assert serve.serve(real, 1, address, browser=False) == 0
    assert len(started) == 1
    assert access.scope(real).schools == ("s",)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_another_address_is_refused_for_real_pupils(real: Workspace, started: list[str], address: str) -> None:
    assert not access.may_serve(real, address)
    with pytest.raises(UsageError, match="echte leerlingen"):
        serve.serve(real, 1, address, browser=False)
    assert started == []


@pytest.mark.parametrize("address", [*LOCAL, *ELSEWHERE])
def test_the_demo_school_may_be_seen_anywhere(demo: Workspace, started: list[str], address: str) -> None:
    assert access.may_serve(demo, address)
    assert serve.serve(demo, 1, address, browser=False) == 0
    assert len(started) == 1
    assert access.scope(demo).schools == ("s",)


@pytest.mark.parametrize("address", [*ELSEWHERE, None])
def test_a_page_that_was_started_another_way_shows_nobody(
    real: Workspace, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    """`streamlit run` on the script itself passes by `serve`, so the pages ask again."""
    monkeypatch.delenv(access.ADDRESS_VARIABLE, raising=False)
    if address is not None:
        monkeypatch.setenv(access.ADDRESS_VARIABLE, address)
    assert access.scope(real) == NOBODY


@pytest.mark.parametrize("line", ["", "demo = false\n"])
def test_only_a_plain_true_makes_a_demo(tmp_path: Path, line: str) -> None:
    workspace = create_workspace(tmp_path / "werkmap", line + settings("nl-leerplicht"))
    assert not access.may_serve(workspace, "0.0.0.0")


@pytest.mark.parametrize("value", ["1", '"true"', "[true]"])
def test_anything_like_true_makes_no_workspace_at_all(tmp_path: Path, value: str) -> None:
    with pytest.raises(WorkspaceError, match=r"'demo' is .*, van de verkeerde soort"):
        create_workspace(tmp_path / "werkmap", f"demo = {value}\n" + settings("nl-leerplicht"))
