"""One school is one part: what is imported, built or broken of one leaves the others as they are, also in an older workspace."""

import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest

from dashboard.commands.cli import main
from pipelines.errors import StoreError, WorkspaceError
from pipelines.keeping.backup import backup
from pipelines.keeping.restore import restore
from pipelines.models.build import build_snapshot
from pipelines.models.snapshot import fits, open_snapshot
from pipelines.questions.stages import stages
from pipelines.store.check import check
from pipelines.store.import_log import imported_files
from pipelines.store.imports import import_files
from pipelines.store.lock import PARTS
from pipelines.store.part import Part, part_of, parts_of
from pipelines.store.parting import is_older
from pipelines.store.recovery import imported_by_all
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import CARE, of_schools
from tests.pipelines.histories import YEAR, Registration, settings, spread, write_csv
from tests.shared import amount, copied, once

BOTH = of_schools("s", "t", rights=CARE)
ON = YEAR[30]
# One number stands for two pupils: of each school one.
ROWS = {"s": [*spread("1", "weg", 12, hours=2), *spread("2", "laat", 9)], "t": spread("1", "laat", 14)}
TOML = settings("nl-leerplicht") + settings("kgc-2021").replace('id = "s"', 'id = "t"')


def _made(place: Path) -> None:
    workspace = create_workspace(place / "werkmap", TOML)
    for school, rows in ROWS.items():
        import_files(workspace, [write_csv(place / f"{school}.csv", [*rows, closing()])], school)


def closing() -> Registration:
    """The data of both schools run to this day."""
    return Registration("slot", ON, 1, "medisch")


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    copied(once("board", _made), tmp_path)
    return open_workspace(tmp_path / "werkmap")


def stood(part: Part) -> dict[str, tuple[int, bytes]]:
    """Every file of a part: when it was written, and what is in it."""
    files = (path for path in part.home.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def reached(workspace: Workspace) -> list[tuple[object, ...]]:
    """Every stage of every protocol at both schools."""
    snapshot = open_snapshot(workspace)
    try:
        return stages(snapshot, BOTH, ON, every_protocol=True).rows()
    finally:
        snapshot.close()


def more(folder: Path, number: str = "3") -> Path:
    return write_csv(folder / "meer.csv", [*spread(number, "weg", 4), closing()])


def broken(part: Part) -> None:
    """The figures of a school and what was imported of it, beyond mending."""
    current = part.current()
    assert current
    current.write_bytes(b"")
    for table in part.home.glob("store/*/registrations.parquet"):
        table.write_bytes(b"")


def test_schools_together_say_what_each_says_alone(board: Workspace) -> None:
    alone = [row for part in parts_of(board) for row in reached(part)]
    assert {row[0] for row in alone} == {"s", "t"}
    assert sorted(map(str, reached(board))) == sorted(map(str, alone))
    snapshot = open_snapshot(board)
    assert (list(snapshot.ranges), snapshot.rows("select count(*) from ref_setting").item() > 0) == (["s", "t"], True)
    # Rules are those of one, and not doubled.
    rules = "select count(*) - count(distinct (protocol, ladder, stage)) from ref_stage"
    assert snapshot.rows(rules).item() == 0
    snapshot.close()


def test_an_import_leaves_the_other_school_as_it_is(board: Workspace, tmp_path: Path) -> None:
    other = stood(part_of(board, "t"))
    before = part_of(board, "s").current()
    assert import_files(board, [more(tmp_path)], "s").stored
    assert part_of(board, "s").current() != before
    assert stood(part_of(board, "t")) == other
    assert sorted(imported_files(board)["school"]) == ["s", "s", "t"]
    # A setting of one school makes the figures of the other no older.
    toml = board.path / "school.toml"
    toml.write_text(toml.read_text().replace("lessons_per_week = 30", "lessons_per_week = 31", 1))
    assert [fits(part) for part in parts_of(open_workspace(board.path))] == [False, True]


def test_two_imports_into_two_schools_go_on_at_once(board: Workspace, tmp_path: Path) -> None:
    with part_of(board, "t").locked():
        assert import_files(board, [more(tmp_path)], "s").stored
        with pytest.raises(WorkspaceError, match="opbouw van school t"):
            import_files(board, [more(tmp_path)], "t")
        # What is about all schools waits for each.
        with pytest.raises(WorkspaceError, match="opbouw van school t"), board.locked():
            pass
    with board.locked(), pytest.raises(WorkspaceError, match="opbouw van school s"):
        import_files(board, [more(tmp_path)], "s")
    meeting = threading.Barrier(2)
    stored: list[str] = []

    def bring(school: str) -> None:
        path = write_csv(tmp_path / f"{school}-nu.csv", [*spread("4", "laat", 5), closing()])
        meeting.wait()
        stored.extend([school] * import_files(board, [path], school).stored)

    both = [threading.Thread(target=bring, args=(school,)) for school in ("s", "t")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(stored) == ["s", "t"]
    assert sorted(imported_files(board)["school"]) == ["s", "s", "s", "t", "t"]
    assert check(board.path) == []


def test_a_school_that_cannot_be_built_is_said_and_the_others_go_on(
    board: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(part_of(board, "t"))
    other = stood(part_of(board, "t"))
    assert main(["stages", str(board.path), "--on", ON.isoformat(), "--protocol", "all", "--all"]) == 0
    out, err = capsys.readouterr()
    assert {line.split(",")[0] for line in out.splitlines()[1:]} == {"s"}
    assert "school 't' ontbreekt hieronder" in err
    assert main(["stages", str(board.path), "--on", ON.isoformat(), "--school", "t"]) == 1
    assert "registrations.parquet is beschadigd" in capsys.readouterr().err
    assert main(["build", str(board.path)]) == 1
    out, err = capsys.readouterr()
    assert "De cijfers van s zijn opnieuw opgebouwd." in out
    assert "School 't' is niet opgebouwd" in err
    assert "--school t --afresh" in err
    assert import_files(board, [more(tmp_path)], "s").stored
    assert stood(part_of(board, "t")) == other
    assert {finding.level for finding in check(board.path)} == {"fout"}
    with pytest.raises(StoreError):
        backup(board, tmp_path / "kopie.zip")


def test_a_school_without_data_is_left_out(board: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(part_of(board, "t").home)
    log = board.import_log
    log.write_text("".join(line for line in log.read_text().splitlines(keepends=True) if '"school": "s"' in line))
    workspace = open_workspace(board.path)
    assert {row[0] for row in reached(workspace)} == {"s"}
    assert main(["build", str(board.path)]) == 0
    assert "De cijfers van s zijn opnieuw opgebouwd." in capsys.readouterr().out
    assert check(board.path) == []


@pytest.mark.usefixtures("own_list")
def test_a_number_of_two_schools_is_asked_about(board: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vergeten", str(board.path), "1", "--by", "rector"]) == 2
    assert "Nummer 1 bestaat op meer scholen" in capsys.readouterr().err
    other = stood(part_of(board, "t"))
    assert main(["vergeten", str(board.path), "1", "--school", "s", "--by", "rector"]) in (0, 1)
    assert stood(part_of(board, "t")) == other
    assert {row[0] for row in reached(board) if row[1] == "1"} == {"t"}


def test_a_backup_holds_every_school(board: Workspace, tmp_path: Path) -> None:
    before = reached(board)
    backup(board, tmp_path / "kopie.zip")
    import_files(board, [more(tmp_path)], "s")
    after = [part.current() for part in parts_of(board)]
    restore(tmp_path / "kopie.zip", board.path)
    again = open_workspace(board.path)
    assert reached(again) == before
    # A number that somebody saw is not used for other figures.
    assert not {part.current() for part in parts_of(again)} & set(after)


def one_for_all(board: Workspace) -> Workspace:
    """The same workspace as versions before this one had it: one store and one database for both schools."""
    whole = Part(board.path, board.schools, demo=False, home=board.path)
    store = imported_by_all(board)
    whole.write_store(1, store)
    build_snapshot(whole, store, 1)
    shutil.rmtree(board.path / PARTS)
    return board


def test_an_older_workspace_is_parted(board: Workspace) -> None:
    before, rows = reached(board), imported_by_all(board)
    one_for_all(board)
    assert [each.level for each in check(board.path)] == ["let op"]
    opened = open_workspace(board.path)
    assert reached(opened) == before
    assert all(imported_by_all(opened)[name].equals(frame) for name, frame in rows.items())
    assert not is_older(board.path)
    [aside] = board.path.glob("voor-indeling-*")
    assert sorted(path.name for path in aside.iterdir()) == ["snapshots", "store"]
    assert check(board.path) == []


def _touches(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> Callable[[], int]:
    """Stops at the n-th folder that is renamed, made or filled while a workspace is parted; how many there were."""
    seen = 0

    def counted(act: Callable[..., object]) -> Callable[..., object]:
        def touched(*args: object, **named: object) -> object:
            nonlocal seen
            seen += 1
            if seen == stop_at:
                raise KeyboardInterrupt
            return act(*args, **named)

        return touched

    for name in ("rename", "mkdir"):
        monkeypatch.setattr(f"pathlib.Path.{name}", counted(getattr(Path, name)))
    for name in ("write_store", "point_to"):
        monkeypatch.setattr(f"pipelines.store.part.Part.{name}", counted(getattr(Part, name)))
    return lambda: seen


@pytest.mark.parametrize("schools", ["one", "two"])
def test_parting_goes_on_wherever_it_was_stopped(
    board: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schools: str
) -> None:
    if schools == "one":
        (board.path / "school.toml").write_text(settings("nl-leerplicht"))
        shutil.rmtree(part_of(board, "t").home)
        for name in ("store", "snapshots"):
            (part_of(board, "s").home / name).rename(board.path / name)
        shutil.rmtree(board.path / PARTS)
        rows = pl.read_parquet(next(board.path.glob("store/*/registrations.parquet")))
    else:
        one_for_all(board)
        rows = pl.read_parquet(board.path / "store" / "000001" / "registrations.parquet")
    for stop_at in range(1, 100, amount(4, 1)):
        place = tmp_path / f"{schools}-{stop_at}"
        shutil.copytree(board.path, place)
        with monkeypatch.context() as patch:
            seen = _touches(patch, stop_at)
            with suppress(KeyboardInterrupt):
                open_workspace(place)
            stopped = seen() >= stop_at
        opened = open_workspace(place)
        assert imported_by_all(opened)["registrations"].equals(rows), stop_at
        assert not is_older(place)
        assert {each.level for each in check(place)} <= {"let op"}
        shutil.rmtree(place)
        if not stopped:
            break
    assert stop_at > 1


def test_an_older_workspace_that_lost_something_stays_as_it_is(board: Workspace) -> None:
    one_for_all(board)
    broken(Part(board.path, board.schools, demo=False, home=board.path))
    with pytest.raises(StoreError, match="niet per school te verdelen"):
        open_workspace(board.path)
    assert is_older(board.path)
    assert not (board.path / PARTS).exists()
