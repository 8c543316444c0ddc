"""What a small computer does to an import: a full disk, and a very large file."""

import os
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.imports import import_files
from pipelines.workspace import create_workspace, open_workspace
from tests.pipelines.exports import files_of
from tests.pipelines.histories import make_workspace, settings, spread, write_csv

ROOT = Path(__file__).parents[2]
TWO_GIGABYTES = 2 * 1024**3
IMPORT = "import sys; from dashboard.cli import main; code = main(sys.argv[1:]);"
# The peak of the process itself: `ru_maxrss` starts at what the process that started it, full of tests, held.
PEAK = (
    "line = next(x for x in open('/proc/self/status') if 'VmHWM' in x); print('piek', line.split()[1]); sys.exit(code)"
)


@pytest.mark.parametrize("kilobytes", [1, 8, 64, 512])
def test_a_full_disk_leaves_the_old_state(tmp_path: Path, kilobytes: int) -> None:
    """No file may grow past the limit, as when the disk is full: the import fails and nothing has changed."""
    workspace = make_workspace(tmp_path, spread("101", "weg", 20, hours=8))
    before = {name: data for name, data in files_of(workspace.path).items() if not name.startswith("audit")}
    more = write_csv(tmp_path / "meer.csv", [r for n in range(40) for r in spread(f"2{n:02}", "weg", 400, hours=8)])

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    command = [sys.executable, "-c", IMPORT + " sys.exit(code)", "import", str(workspace.path), str(more)]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=limit, capture_output=True, text=True)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    after = files_of(workspace.path)
    assert {name: after.get(name) for name in before} == before
    assert import_files(open_workspace(workspace.path), [more]).stored


def test_a_million_registrations_fit_in_two_gigabytes(tmp_path: Path) -> None:
    """The whole command, from reading to the built snapshot, in a process of its own."""
    days = [date(2026, 9, day).strftime("%d-%m-%Y") for day in (*range(1, 5), *range(7, 12), *range(14, 19))]
    header = "verantwoording_id;stamnummer;agendaitem_id;moment;lesuur;aanwezigheidsreden_code;"
    with (tmp_path / "groot.csv").open("w") as export:
        export.write(header + "aanwezigheidsreden_geoorloofd;genoteerd_door;genoteerd_op;opmerking\n")
        for number in range(1_000_000):
            pupil, slot = divmod(number, len(days) * 8)
            day, hour = divmod(slot, 8)
            export.write(f"{number};{100000 + pupil};;{days[day]} 00:00:00;{hour + 1};ziek;True;;;\n")
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    command = [sys.executable, "-c", IMPORT + PEAK, "import", str(workspace.path), str(tmp_path / "groot.csv")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "POLARS_MAX_THREADS": "2"}
    )
    assert done.returncode == 0, done.stderr
    assert "1000000 nieuw" in done.stdout
    assert 0 < int(done.stdout.rsplit("piek ", 1)[1]) * 1024 < TWO_GIGABYTES
