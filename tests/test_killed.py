"""Killed at any moment: the old figures or the new ones, `check` finds nothing, and the next command goes on.

A moment of each command in `make test`; fifty of each in `make long`, and an import killed at any time from outside.
"""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.keeping.backup import backup
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import marks
from pipelines.questions.stages import stages
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from tests.damage import FILES, ON, made
from tests.killed import mark
from tests.pipelines.histories import SCOPE, YEAR
from tests.shared import amount, copied, once, some

ROOT = Path(__file__).parent.parent
KILLS = amount(6, 300)
# How often each command touches a file, or starts a table, about.
TOUCHES = {
    "import": 82,
    "first import": 68,
    "build": 56,
    "edited": 61,
    "mark": 5,
    "first mark": 7,
    "restore": 185,
    "vergeten": 130,
}
# More than any of the commands has: it comes to its end.
NEVER = 100_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(once("damage", made), tmp_path_factory.mktemp("heel"))
    lines = (folder / FILES[1]).read_text().splitlines()
    (folder / "derde.csv").write_text("\n".join([*lines, "999;H3a;01-09-2026;1;ongeoorloofd"]) + "\n")
    # A backup with other figures than there are now.
    _edit(folder / "de werkmap", "30", "25")
    backup(open_workspace(folder / "de werkmap"), folder / "kopie.zip")
    _edit(folder / "de werkmap", "25", "30")
    return folder


def _edit(place: Path, old: str, new: str) -> None:
    settings = place / "school.toml"
    settings.write_text(settings.read_text().replace(f"lessons_per_week = {old}", f"lessons_per_week = {new}"))


def words(command: str, folder: Path) -> list[str]:
    """What is run of a command, after what has to come before."""
    place = folder / "de werkmap"
    if command == "first import":
        for part in ("scholen", "audit"):
            shutil.rmtree(place / part)
        (place / "notes.sqlite").unlink()
    if command == "first mark":
        (place / "notes.sqlite").unlink()
        (place / "audit" / "notes").unlink()
    if command == "edited":
        _edit(place, "30", "25")
        return ["trends", str(place), "--from", "2026-08-31", "--to", ON.isoformat()]
    if "import" in command:
        return ["import", str(place), str(folder / "derde.csv")]
    if command == "restore":
        return [command, str(place), str(folder / "kopie.zip")]
    if command == "vergeten":  # of whom there is no mark: so that all that is shown changes with the figures
        return [command, str(place), "115", "--by", "rector"]
    return [command.removeprefix("first "), str(place)]


def killed(number: int, milliseconds: int, command: list[str]) -> bool:
    """Runs a command until so long after its N-th touch; whether it was killed there."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed", str(number), str(milliseconds), *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def again(command: list[str]) -> int:
    """Runs a command in this process; of `restore` the file comes before the workspace."""
    return main([command[0], *command[:0:-1]] if command[0] == "restore" else command)


def state(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """What is shown of a workspace: figures, stages, imports and marks."""
    capsys.readouterr()
    code = main(["trends", str(folder), "--from", "2026-08-31", "--to", ON.isoformat(), "--by", "klas"])
    out, err = capsys.readouterr()
    assert code == 0 or "nog niets ingelezen" in err, err
    workspace = open_workspace(folder)
    registrations, marked = part_of(workspace).store()["registrations"].height, marks(workspace, SCOPE, YEAR[-1]).height
    return out, reached(workspace) if code == 0 else None, registrations, marked


def reached(workspace: Workspace) -> list[tuple[object, ...]]:
    """The stages of every protocol, sorted."""
    snapshot = open_snapshot(workspace)
    try:
        return sorted(stages(snapshot, SCOPE, ON, every_protocol=True).rows(), key=str)
    finally:
        snapshot.close()


def moments(command: str) -> Iterator[tuple[int, int]]:
    """At which touch to kill, and how many milliseconds later: half of them at once."""
    chance = random.Random(command)
    for turn in range(max(KILLS // len(TOUCHES), 1)):
        yield chance.randint(1, TOUCHES[command]), turn % 2 * chance.randint(1, 40)


@pytest.mark.parametrize("command", some(TOUCHES, "import", "first mark"))
def test_after_a_kill_all_is_old_or_new(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    def fresh(name: str) -> tuple[Path, list[str]]:
        shutil.copytree(whole, tmp_path / name)
        return tmp_path / name / "de werkmap", words(command, tmp_path / name)

    folder, run = fresh("nieuw")
    assert not killed(NEVER, 0, run)
    new = state(folder, capsys)
    folder, _ = fresh("oud")
    old = state(folder, capsys)
    assert (new == old) == (command in ("build", "edited"))
    for turn, moment in enumerate(moments(command)):
        folder, run = fresh(f"{turn}")
        stopped = killed(*moment, run)
        assert main(["check", str(folder)]) == 0, (moment, capsys.readouterr())
        assert state(folder, capsys) in ((old, new) if stopped else (new,)), moment
        if command.endswith("mark"):
            mark(folder)
        else:
            assert again(run) == 0
            assert not list((folder / "scholen" / "s" / "snapshots").glob(".*"))
        assert state(folder, capsys) == new
        shutil.rmtree(tmp_path / f"{turn}")


@pytest.mark.long
def test_an_import_that_is_killed_from_outside_leaves_the_old_state_or_the_new_one(
    whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """At any time, also before it touches anything and in the midst of what the database does by itself."""

    def fresh(name: str) -> tuple[Path, list[str]]:
        shutil.copytree(whole, tmp_path / name)
        run = words("import", tmp_path / name)
        return tmp_path / name / "de werkmap", [sys.executable, "-m", "dashboard.commands.cli", *run]

    folder, run = fresh("oud")
    old = state(folder, capsys)
    started = time.monotonic()
    subprocess.run(run, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    length = time.monotonic() - started
    new = state(folder, capsys)
    assert new != old
    chance = random.Random(16)
    for attempt in range(100):
        folder, run = fresh(f"poging-{attempt}")
        process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            process.wait(timeout=length * (attempt + chance.random()) / 100)
        except subprocess.TimeoutExpired:
            process.kill()
        done = process.wait() == 0
        found = state(folder, capsys)
        assert found == new or (not done and found == old)
        assert main(["import", *run[4:]]) == 0
        assert state(folder, capsys) == new
        assert not list((folder / "scholen" / "s" / "snapshots").glob(".*"))
