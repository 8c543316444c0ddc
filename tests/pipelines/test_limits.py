"""What a small computer does to an import: a full disk, and a very large file."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.errors import WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.notes.marks import mark_done, marks
from pipelines.store.check import check
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import create_workspace, open_workspace
from pipelines.trouble import in_words
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.exports import files_of
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, settings, spread, write_csv
from tests.shared import some

ROOT = Path(__file__).parents[2]
IMPORT = "import sys; from dashboard.commands.cli import main; code = main(sys.argv[1:]);"
# The peak of the process itself: `ru_maxrss` starts at what the process that started it, full of tests, held.
PEAK = (
    "line = next(x for x in open('/proc/self/status') if 'VmHWM' in x); print('piek', line.split()[1]); sys.exit(code)"
)


@pytest.mark.parametrize("kilobytes", some([1, 4, 8, 32, 64, 256, 512, 1024, 2048, 4096], 64, 2048))
def test_a_full_disk_leaves_the_old_state(tmp_path: Path, kilobytes: int) -> None:
    """No file may grow past the limit, as when the disk is full: the import fails and nothing has changed."""
    workspace = make_workspace(tmp_path, spread("101", "weg", 20, hours=8))
    before = {name: data for name, data in files_of(workspace.path).items() if not name.startswith("audit")}
    more = write_csv(tmp_path / "meer.csv", [r for n in range(40) for r in spread(f"2{n:02}", "weg", 400, hours=8)])

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    command = [sys.executable, "-c", IMPORT + " sys.exit(code)", "import", str(workspace.path), str(more)]
    done = subprocess.run(command, cwd=ROOT, preexec_fn=limit, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("De schijf is vol.")
    assert len(done.stderr.splitlines()) == 2
    after = files_of(workspace.path)
    assert [name for name in before if after.get(name) != before[name]] == []
    assert sorted(name for name in after if name not in before and not name.startswith("audit")) == []
    assert check(workspace.path) == []
    assert import_files(open_workspace(workspace.path), [more]).stored


@pytest.mark.parametrize("kilobytes", some([300, 400, 600, 900, 1400, 2000, 3000, 4000, 5000, 6000], 300, 6000))
def test_a_disk_that_is_full_leaves_the_old_state(tmp_path: Path, kilobytes: int) -> None:
    """The same on a disk that really is full, where this user may make one."""
    disk = tmp_path / "schijf"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("no disk of its own may be made here; the limits above try the same without one")
    try:
        workspace = create_workspace(disk / "map", settings("nl-leerplicht"))
        more = write_csv(tmp_path / "meer.csv", [r for n in range(40) for r in spread(f"2{n:02}", "weg", 400, hours=8)])
        with pytest.raises((WorkspaceError, OSError, duckdb.Error)) as error:
            import_files(workspace, [more])
        said = in_words(error.value, workspace.path)
        assert said is not None
        assert said.what.startswith("De schijf is vol.")
        assert part_of(workspace).current() is None
        assert [path.name for path in part_of(workspace).home.glob("*/*")] == []
        assert check(workspace.path) == []
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        assert import_files(workspace, [more]).stored
    finally:
        subprocess.run(["umount", disk], check=True)


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """No file of this process may grow past so many bytes."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def test_a_disk_that_is_full_at_the_end_is_no_damage(tmp_path: Path) -> None:
    """The database gives its file up then, and says why behind that."""
    given_up = "Checkpoint failed. The database has been invalidated. Original error: Could not write file: "
    told = [in_words(duckdb.IOException(given_up + why), tmp_path) for why in ("File too large", "Input/output error")]
    assert [error.what[:20] for error in told if error] == ["De schijf is vol. Er", "De opgebouwde cijfer"]


@pytest.mark.parametrize("kilobytes", some([0, 1, 64, 1024], 0, 1024))
def test_a_full_disk_during_a_build_leaves_the_old_figures(tmp_path: Path, kilobytes: int) -> None:
    workspace = make_workspace(tmp_path, spread("101", "weg", 20, hours=8))
    before = files_of(part_of(workspace).snapshots)
    with no_larger_than(kilobytes * 1024), pytest.raises((WorkspaceError, OSError, duckdb.Error)) as error:
        rebuild(part_of(workspace))
    said = in_words(error.value, workspace.path)
    assert said is not None
    assert said.what.startswith("De schijf is vol.")
    after = files_of(part_of(workspace).snapshots)
    assert sorted(after) == sorted(before)
    assert all(after[name] == before[name] for name in before)
    assert rebuild(part_of(workspace)) == part_of(workspace).current()


@pytest.mark.parametrize("size", some([0, 1, 100, 512, 2048, 4096, 8192, 16384, 24000, 32000], 0, 512, 4096, 32000))
@pytest.mark.parametrize("first", [True, False])
def test_a_full_disk_while_marking_keeps_nothing_half(tmp_path: Path, size: int, first: bool) -> None:
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    steps = [
        task for n in range(600) for task in tasks_of_step(str(n), "nl-leerplicht", "leerplicht", "melding", YEAR[1])
    ]
    if not first:
        mark_done(workspace, SCOPE, steps[:1], YEAR[2], "AB", YEAR[3])
    with no_larger_than(size), pytest.raises(WorkspaceError, match="De schijf is vol"):
        mark_done(workspace, SCOPE, steps, YEAR[2], "JdV", YEAR[3])
    assert marks(workspace, SCOPE, YEAR[3]).height == (0 if first else 1)
    assert check(workspace.path) == []
    mark_done(workspace, SCOPE, steps, YEAR[2], "JdV", YEAR[3])
    assert marks(workspace, SCOPE, YEAR[3]).height == len(steps)


@pytest.mark.parametrize(("rows", "most"), some([(100_000, 600), (1_000_000, 2048)], (100_000, 600)))
def test_a_million_registrations_fit_in_two_gigabytes(tmp_path: Path, rows: int, most: int) -> None:
    """The whole command, from reading to the built snapshot, in a process of its own; `most` is in megabytes."""
    days = [date(2026, 9, day).strftime("%d-%m-%Y") for day in (*range(1, 5), *range(7, 12), *range(14, 19))]
    header = "verantwoording_id;stamnummer;agendaitem_id;moment;lesuur;aanwezigheidsreden_code;"
    with (tmp_path / "groot.csv").open("w") as export:
        export.write(header + "aanwezigheidsreden_geoorloofd;genoteerd_door;genoteerd_op;opmerking\n")
        for number in range(rows):
            pupil, slot = divmod(number, len(days) * 8)
            day, hour = divmod(slot, 8)
            export.write(f"{number};{100000 + pupil};;{days[day]} 00:00:00;{hour + 1};ziek;True;;;\n")
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    command = [sys.executable, "-c", IMPORT + PEAK, "import", str(workspace.path), str(tmp_path / "groot.csv")]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "POLARS_MAX_THREADS": "2"}
    )
    assert done.returncode == 0, done.stderr
    assert f"{rows} nieuw" in done.stdout
    assert 0 < int(done.stdout.rsplit("piek ", 1)[1]) < most * 1024
