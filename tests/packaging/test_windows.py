"""Windows, as far as another system can play it: nothing that it lacks is asked for, and its files are treated right."""

import ast
import json
from pathlib import Path

import pytest

from tests.dashboard import schools
from tests.packaging import as_on_windows
from tests.packaging.conftest import Installed
from tests.shared import amount

HERE = Path(__file__).parent
MISSING = {
    "os": {
        *as_on_windows.FUNCTIONS,
        "fchmod",
        "uname",
        # There, but signal 0 ends the process there, and a link asks for an administrator.
        "kill",
        "symlink",
        "O_DIRECTORY",
        "O_NOFOLLOW",
        "O_NONBLOCK",
        "O_SYNC",
        "O_CLOEXEC",
    },
    "signal": {"SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGUSR1", "SIGUSR2", "alarm", "pause"},
    "socket": {"AF_UNIX"},
    "time": {"tzset"},
}
OTHER_ALPHABET = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0", "PYTHONTZPATH": ""}
REBUILDS = amount(1, 4)
LATE = '[[school.code]]\ncode = "te_laat_ongeoorloofd"\ncategory = "te_laat_ongeoorloofd"\n'


def only_elsewhere(source: str) -> list[str]:
    """What a source asks for that Windows lacks."""
    nodes = list(ast.walk(ast.parse(source)))
    modules = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    modules += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
    names = [
        (node.value.id, node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]
    names += [
        (str(node.module), alias.name) for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names
    ]
    asked = [f"{place}.{name}" for place, name in names if name in MISSING.get(place, ())]
    return asked + [name for name in modules if name.split(".")[0] in as_on_windows.MODULES]


def test_no_source_asks_for_what_windows_lacks(root: Path) -> None:
    sources = [path for room in as_on_windows.OURS for path in (root / room).rglob("*.py")]
    found = [(path.name, wrong) for path in sources for wrong in only_elsewhere(path.read_text(encoding="utf-8"))]
    assert sources
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwuid",
        "import os\nos.getuid()",
        "from os import getuid",
        "import os\nos.open(path, os.O_NOFOLLOW)",
        "import signal\nsignal.signal(signal.SIGHUP, stop)",
        "import os\nos.kill(number, 0)",
        "import socket\nsocket.socket(socket.AF_UNIX)",
    ],
)
def test_what_windows_lacks_is_caught(source: str) -> None:
    assert only_elsewhere(source)
    assert not only_elsewhere("import os, signal\nos.getpid()\nos.replace(a, b)\nsignal.SIGTERM")


def on_windows(installed: Installed, *command: object) -> str:
    """What a module or script prints on standard output; it must end well."""
    return installed.run("-X", "warn_default_encoding", HERE / "as_on_windows.py", *command, **OTHER_ALPHABET)


def every_page_opens(installed: Installed, school: Path) -> None:
    """And then the figures are built anew, while those pages have the old ones open."""
    *pages, _ = on_windows(installed, HERE / "each_page.py", school, REBUILDS).splitlines()
    assert len(pages) == len(list((installed.place / "dashboard" / "app_pages").glob("*/page.py"))) + REBUILDS


def test_every_module_and_page_opens_and_stays_open(installed: Installed, tmp_path: Path) -> None:
    every_page_opens(installed, schools.whole_school(tmp_path).path)


@pytest.mark.long
def test_every_page_of_the_demo_opens(installed: Installed, school: Path) -> None:
    every_page_opens(installed, school)


def test_a_school_from_nothing_to_a_report(installed: Installed, tmp_path: Path) -> None:
    schools.one_pupil(tmp_path / "export")
    folder, export = tmp_path / "werkmap", tmp_path / "export" / "export.csv"
    options = ["--school", "s", "--name", "School ‘De Ëgel’", "--protocol", schools.PROTOCOL, "--region", "midden"]
    # As the command itself; the others go in one process, after each other.
    assert "is klaar" in on_windows(installed, "dashboard.commands.cli", "init", folder, *options)
    with (folder / "school.toml").open("a", encoding="utf-8") as settings:
        settings.write(LATE)
    on = ["--on", "2026-09-04"]
    steps: list[tuple[list[object], str]] = [
        (["import", folder, export], "5 nieuw"),
        (["import", folder, export], "Er is niets veranderd"),
        (["build", folder], "opnieuw opgebouwd"),
        (["stages", folder, *on], "1001"),
        # Lines of a table are in no alphabet but ours.
        (["stages", folder, *on, "--format", "table"], "┌"),
        (["report", folder, *on, "--out", tmp_path / "rapport.pdf"], ""),
        (["protocols", "list", "--map", folder], "vanaf"),
        (["protocols", "show", schools.PROTOCOL], "tl-10"),
        (["protocols", "lint"], ""),
    ]
    asked = [json.dumps([str(word) for word in words]) for words, _ in steps]
    *said, rest = on_windows(installed, HERE / "in_turn.py", *asked).split("\0\n")
    assert (len(said), rest) == (len(steps), "")
    assert [words for (words, wanted), text in zip(steps, said, strict=True) if wanted not in text] == []
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF-")


def test_every_command_on_a_whole_school(installed: Installed, tmp_path: Path) -> None:
    """A list of the whole school, a folder to read, log, backup and restore, inzage, vergeten, sheets: no step falls over."""
    workspace = schools.whole_school(tmp_path).path
    said = on_windows(installed, HERE / "each_command.py", workspace, tmp_path / "werk")
    assert said.splitlines()[-1] == "heel"
    assert "is ingelezen" in (
        tmp_path / "werk" / "in" / "ingelezen" / "leerlingen 2026-12-12.csv - let op.txt"
    ).read_text(encoding="utf-8")
