"""What a unit starts when all is not well: a full disk, a workspace that is broken or gone, a table that lost its provider."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from dashboard.server.set_up import SECRET, SECRET_FILE
from pipelines.access.people import NAME
from pipelines.store.check import check
from tests.pipelines.exports import files_of
from tests.pipelines.histories import make_workspace, spread, write_csv
from tests.shared import some

pytestmark = pytest.mark.usefixtures("nobody_signed_in_after")
ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PROGRAM = "/usr/local/lib/verzuimbeeld/huidig/bin/verzuimbeeld"
JOBS = ("import", "backup")
# What is left on a full disk: some of a file can be written, and never the whole.
LEFT_BYTES = 8192


class Server:
    """The folders of a server inside one folder, in which the units of deploy/ are run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inbox, self.backups = self.of("/var/spool/verzuimbeeld"), self.of("/var/backups/verzuimbeeld")
        self.workspace = self.of("/var/lib/verzuimbeeld/school")
        for each in (self.inbox, self.backups, self.workspace.parent):
            each.mkdir(parents=True, exist_ok=True)

    def of(self, place: str) -> Path:
        return self.folder / place[1:]

    def brings(self, pupils: int, days: int) -> Path:
        """An export in the folder for it. It says to be of tomorrow, or it would wait until it has been there for a while."""
        path = write_csv(
            self.inbox / "week.csv", [row for n in range(pupils) for row in spread(f"2{n:02}", "weg", days, hours=8)]
        )
        ahead = time.time() + 86400
        os.utime(path, (ahead, ahead))
        return path

    def run(self, job: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """What `systemctl start` would run of a service, in the places of this server."""
        unit = (DEPLOY / f"verzuimbeeld-{job}.service").read_text(encoding="utf-8")
        (line,) = re.findall(r"^ExecStart=(.*)$", unit, re.M)
        line = line.replace("%%", "%").replace("$$", "$")
        line = line.replace(PROGRAM, f"{shlex.quote(sys.executable)} -m dashboard.commands.cli")
        for place in ("/var/lib/verzuimbeeld", "/var/spool/verzuimbeeld", "/var/backups/verzuimbeeld"):
            line = line.replace(place, str(self.of(place)))
        return subprocess.run(
            shlex.split(line), cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server with a school that has imported one export."""
    server = Server(tmp_path / "server")
    make_workspace(tmp_path, spread("101", "weg", 20, hours=8)).path.rename(server.workspace)
    return server


@pytest.fixture
def filled() -> Iterator[Callable[[Path], Path]]:
    """Puts what is in a folder on a disk of its own with no room; who deletes the given file has room again."""
    mounted: list[Path] = []

    def fill(folder: Path) -> Path:
        aside = folder.rename(folder.with_name(f"{folder.name}-opzij"))
        folder.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True)
        if done.returncode:
            pytest.skip(
                "no disk of its own may be made here; tests/pipelines/test_limits.py tries the same without one"
            )
        mounted.append(folder)
        subprocess.run(["cp", "-a", f"{aside}/.", folder], check=True)
        filler = folder / "vol"
        filler.write_bytes(bytes(shutil.disk_usage(folder).free - LEFT_BYTES))
        return filler

    yield fill
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


def test_an_import_on_a_full_disk_leaves_the_old_state_and_the_export(
    server: Server, filled: Callable[[Path], Path]
) -> None:
    filler = filled(server.workspace)
    export, before = server.brings(40, 20), kept(server.workspace)
    done = server.run("import")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("De schijf is vol. Er is niets half bewaard")
    assert kept(server.workspace) == before
    assert check(server.workspace) == []
    assert export.exists()
    filler.unlink()
    assert server.run("import").returncode == 0
    assert not export.exists()
    assert (server.inbox / "ingelezen" / "week.csv").exists()


def test_a_backup_on_a_full_disk_leaves_the_older_ones_and_nothing_half(
    server: Server, filled: Callable[[Path], Path]
) -> None:
    older = server.backups / "school-20200101-023000.zip"
    older.write_bytes(b"PK")
    filler = filled(server.backups)
    done = server.run("backup")
    assert done.returncode == 1
    assert done.stderr.startswith("De schijf is vol.")
    assert sorted(path.name for path in server.backups.iterdir()) == [older.name, filler.name]
    filler.unlink()
    assert server.run("backup").returncode == 0
    assert len(list(server.backups.glob("school-2*.zip"))) == 2


def kept(workspace: Path) -> dict[str, bytes]:
    return {name: data for name, data in files_of(workspace).items() if not name.startswith("audit")}


def gone(workspace: Path) -> None:
    workspace.rename(workspace.with_name("weg"))


def settings_wrong(workspace: Path) -> None:
    with (workspace / "school.toml").open("a", encoding="utf-8") as file:
        file.write("[[school\n")


def store_cut_off(workspace: Path) -> None:
    largest = max((workspace / "scholen").rglob("*.parquet"), key=lambda path: path.stat().st_size)
    os.truncate(largest, 100)


@pytest.mark.parametrize(
    ("broken", "job"),
    some(product([gone, settings_wrong, store_cut_off], JOBS), (gone, "import"), (store_cut_off, "backup")),
)
def test_a_workspace_that_is_not_whole_is_named_and_nothing_is_lost(
    server: Server, broken: Callable[[Path], None], job: str
) -> None:
    broken(server.workspace)
    export = server.brings(1, 1)
    done = server.run(job)
    # What is wrong, and what mends it.
    assert (done.returncode, done.stdout, len(done.stderr.strip().splitlines())) == (1, "", 2)
    assert str(server.workspace) in done.stderr
    assert "onverwacht" not in done.stderr
    assert export.exists()
    assert list(server.backups.iterdir()) == []


SIGN_IN = """
[signin]
provider = "other"
issuer = "https://login.school.test"
client_id = "wij"
url = "https://verzuim.school.test"
"""
ROW = """
[[person]]
id = "rector@school.test"
initials = "REC"
role = "rector"
"""


@pytest.mark.parametrize(
    ("table", "secret", "told"),
    [
        (SIGN_IN + ROW + "hobby = 1", "geheim", "'hobby' is geen bekende sleutel"),
        (ROW, "geheim", "geen [signin]"),
        (SIGN_IN + ROW, "", "is leeg"),
    ],
)
def test_what_stays_wrong_is_told_once_and_not_tried_again(
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    secret: str,
    told: str,
) -> None:
    monkeypatch.setattr("dashboard.server.serve.listen", lambda *_: pytest.fail("it opened"))
    monkeypatch.delenv(SECRET, raising=False)
    for path, text in ((server.workspace / NAME, table), (server.folder / "inloggeheim", secret)):
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
    monkeypatch.setenv(SECRET_FILE, str(server.folder / "inloggeheim"))
    unit = (DEPLOY / "verzuimbeeld.service").read_text(encoding="utf-8")
    (line,) = re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit, re.M)
    code = main(shlex.split(line.replace("/var/lib/verzuimbeeld/school", str(server.workspace))))
    assert told in capsys.readouterr().err
    assert str(code) in re.findall(r"^RestartPreventExitStatus=(.*)$", unit, re.M)[0].split()
