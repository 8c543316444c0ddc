"""What a command says is ours: nothing of the packages below it, and no word on standard error when all went well."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings.drafts import save_draft
from pipelines.store.workspace import open_workspace
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.dashboard import schools
from tests.pipelines.histories import spread, write_csv
from tests.shared import amount

ROOT = Path(__file__).parent.parent
# Leaks and forgotten files are told only to who asks.
LOUD = ["-X", "dev", "-W", "ignore::DeprecationWarning"]
DONE = [
    "init {folder}/nieuw --school s --name School --protocol kgc-2021 --region midden",
    "import {folder}/werkmap {folder}/meer.csv --dry-run",
    "import {folder}/werkmap {folder}/meer.csv",
    "build {folder}/werkmap",
    "stages {folder}/werkmap --on 2026-12-11 --protocol all --all",
    "stages {folder}/werkmap --on 2026-12-11 --format table",
    "leerplicht {folder}/werkmap --on 2026-12-11",
    "leerplicht {folder}/werkmap --on 2026-12-11 --reports --format json",
    "sick {folder}/werkmap --on 2026-12-11",
    "trends {folder}/werkmap --from 2026-09-01 --to 2026-12-11",
    "compare {folder}/werkmap --on 2026-12-11",
    "report {folder}/werkmap --on 2026-12-11 --out {folder}/rapport.pdf",
    "report {folder}/werkmap --on 2026-12-11 --out {folder}/rapport.html",
    "protocols list --map {folder}/werkmap",
    "protocols show kgc-2021",
    "protocols lint --map {folder}/werkmap",
    "protocols export strenger --map {folder}/werkmap",
    "protocols adopt strenger --map {folder}/werkmap --by Rector",
    "protocols delete weg --map {folder}/werkmap --by Rector",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a workspace of thirty pupils, two drafts in it, and one more export."""
    made = tmp_path_factory.mktemp("uitvoer")
    workspace = open_workspace(schools.whole_school(made).path)
    for name in ("strenger", "weg"):
        draft = apply(load_protocols()["kgc-2021"], [Edit(ladder="te-laat", stage="tl-5", number=4)], name)
        save_draft(workspace, draft, "kgc-2021", "ab", "eerder praten", date(2026, 11, 24))
    write_csv(made / "meer.csv", spread("1030", "laat", 2, start=40))
    return made


def said(*command: str) -> subprocess.CompletedProcess[str]:
    """A Python process with everything that it says."""
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


# Runs each argument as a command, in one process: what takes long is starting one.
ALL_OF_THEM = """
import sys
from dashboard.commands.cli import main
codes = []
for command in sys.argv[1:]:
    codes.append(main(command.split()))
    print(chr(0))
sys.exit(max(codes))
"""


def test_commands_that_went_well_say_nothing_beside(folder: Path, tmp_path: Path) -> None:
    own = shutil.copytree(folder, tmp_path / "uitvoer")
    done = said(*LOUD, "-c", ALL_OF_THEM, *(command.format(folder=own) for command in DONE))
    assert (done.returncode, done.stderr) == (0, "")
    *printed, rest = done.stdout.split("\0\n")
    assert (len(printed), rest) == (len(DONE), "")
    assert all(printed)


@pytest.mark.long
@pytest.mark.parametrize("command", DONE)
def test_a_command_that_went_well_says_nothing_beside(folder: Path, command: str) -> None:
    done = said(*LOUD, "-m", "dashboard.commands.cli", *command.format(folder=folder).split())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_the_pages_of_the_benchmark_say_nothing_beside(folder: Path) -> None:
    program = (
        "from pathlib import Path\nfrom dashboard.commands import bench\nfrom pipelines.store.workspace import open_workspace\n"
        f"bench.COLD_TIMES = {amount(1, 4)}\nbench.PAGES = bench.PAGES[::{amount(4, 1)}]\nbench.only_our_own_words()\n"
        f"bench._pages(open_workspace(Path({str(folder / 'werkmap')!r})), print)\n"
    )
    done = said("-c", program)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 2


def test_what_goes_wrong_in_the_benchmark_is_still_said() -> None:
    program = (
        "import logging\nfrom dashboard.commands import bench\nbench.only_our_own_words()\n"
        "logging.getLogger('x').error('kapot')"
    )
    assert "kapot" in said("-c", program).stderr
