"""Killed at any moment: the old figures or the new ones, `check` finds nothing, and the next command goes on.

A few moments of each command here. All of them, or that many at random, by hand:

    VERZUIMBEELD_KILLS=300 python -m pytest tests/test_killed.py
"""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.notes.marks import marks
from pipelines.store.workspace import open_workspace
from tests.damage import FILES, ON, made
from tests.killed import mark
from tests.pipelines.histories import SCOPE, YEAR

ROOT = Path(__file__).parent.parent
KILLS = int(os.environ.get("VERZUIMBEELD_KILLS", "6"))
# How often each command touches a file, or starts a table, about.
TOUCHES = {"import": 82, "first import": 68, "build": 56, "edited": 61, "mark": 5, "first mark": 7}
# More than any of the commands has: it comes to its end.
NEVER = 100_000


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("heel")
    made(folder)
    lines = (folder / FILES[1]).read_text().splitlines()
    (folder / "derde.csv").write_text("\n".join([*lines, "999;H3a;01-09-2026;1;ongeoorloofd"]) + "\n")
    return folder


def words(command: str, folder: Path) -> list[str]:
    """What is run of a command, after what has to come before."""
    place = folder / "de werkmap"
    if command == "first import":
        for part in ("store", "snapshots", "audit"):
            shutil.rmtree(place / part)
        (place / "notes.sqlite").unlink()
    if command == "first mark":
        (place / "notes.sqlite").unlink()
        (place / "audit" / "notes").unlink()
    if command == "edited":
        settings = place / "school.toml"
        settings.write_text(settings.read_text().replace("lessons_per_week = 30", "lessons_per_week = 25"))
        return ["trends", str(place), "--from", "2026-08-31", "--to", ON.isoformat()]
    if "import" in command:
        return ["import", str(place), str(folder / "derde.csv")]
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


def state(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, ...]:
    """What is shown of a workspace: figures, imports and marks."""
    capsys.readouterr()
    code = main(["trends", str(folder), "--from", "2026-08-31", "--to", ON.isoformat(), "--by", "klas"])
    out, err = capsys.readouterr()
    assert code == 0 or "nog niets ingelezen" in err, err
    workspace = open_workspace(folder)
    return out, workspace.store()["registrations"].height, marks(workspace, SCOPE, YEAR[-1]).height


def moments(command: str) -> Iterator[tuple[int, int]]:
    """At which touch to kill, and how many milliseconds later: half of them at once."""
    chance = random.Random(command)
    for turn in range(max(KILLS // len(TOUCHES), 1)):
        yield chance.randint(1, TOUCHES[command]), turn % 2 * chance.randint(1, 40)


@pytest.mark.parametrize("command", TOUCHES)
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
            assert main(run) == 0
        assert state(folder, capsys) == new
        shutil.rmtree(tmp_path / f"{turn}")
