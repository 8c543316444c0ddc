"""Who left by lists of the whole school, at the edges: how many before it is asked, lists out of order, days around an end."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from dashboard.commands.folder_command import EXIT_DONE, EXIT_INPUT, EXIT_PART
from pipelines.readers import read_file
from pipelines.store.imports import import_files
from pipelines.store.leaving import Leaving, leaving, sentences
from pipelines.store.part import part_of
from pipelines.store.preview import preview
from pipelines.store.stores import MANIFEST, STORE_FORMAT, Store, empty_store
from pipelines.store.trial import laid_over
from pipelines.store.workspace import Workspace
from tests.pipelines.whole_lists import PUPILS, TODAY, sixty, without, written

FIRST = "2026-09-01"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", TODAY)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Of which the settings are read, and nothing else."""
    return sixty(tmp_path_factory.mktemp("school"))


class School:
    """A school without any registration, of which lists are laid one over another in memory."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.store = workspace, empty_store()

    def takes(self, *paths: Path, whole: bool = True) -> Leaving | None:
        """Lays lists over what there is; who leaves by them."""
        school, results = self.workspace.school(None), [(path, read_file(path)) for path in paths]
        before: Store = self.store
        self.store = laid_over(before, school, results, datetime.now(UTC), whole).store
        return leaving(self.workspace, school, before, self.store, results, whole)

    def copy(self) -> "School":
        """The same school, to go on from here in another way."""
        other = School(self.workspace)
        other.store = dict(self.store)
        return other


@pytest.fixture
def school(workspace: Workspace) -> School:
    return School(workspace)


def of_one_klas(folder: Path, numbers: Sequence[int], day: str, klas: Callable[[int], str] = lambda _: "H4A") -> Path:
    """A list of pupils, all of one klas unless it is told."""
    path = folder / f"leerlingen {day}.csv"
    rows = [f"{number},Leerling {number},{klas(number)}" for number in numbers]
    path.write_text("\n".join(["Stamnummer,Achternaam,Klas", *rows]), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("size", "gone", "asks"),
    # Five, as long as that is more than a tenth; from there on a tenth.
    [
        (40, 4, ""),
        (40, 5, ""),
        (40, 6, "15 %"),
        (50, 5, ""),
        (50, 6, "12 %"),
        (70, 6, ""),
        (70, 7, ""),
        (70, 8, "11 %"),
    ],
)
def test_more_than_five_and_more_than_a_tenth_has_to_be_confirmed(
    school: School, tmp_path: Path, size: int, gone: int, asks: str
) -> None:
    school.takes(of_one_klas(tmp_path, range(1, size + 1), FIRST))
    found = school.takes(of_one_klas(tmp_path, range(gone + 1, size + 1), "2026-11-02"))
    assert found
    assert (found.number, found.enrolled) == (gone, size)
    assert found.doubts == ((f"Dat is {asks} van wie er ingeschreven stond.",) if asks else ())


def test_a_list_of_a_part_of_the_school_ends_nobody_and_ticked_as_the_whole_it_is_asked(
    school: School, tmp_path: Path
) -> None:
    school.takes(written(tmp_path, PUPILS, FIRST))
    part = written(tmp_path, range(116, 161))
    assert school.takes(part, whole=False) is None
    assert school.store["whole_lists"]["date"].to_list() == [date(2026, 9, 1)]
    found = school.takes(part)
    assert found
    assert found.doubts == ("Dat is 25 % van wie er ingeschreven stond.", "Van H2A, H3A staat niemand erop.")


def test_who_moves_to_another_klas_does_not_leave_also_when_a_klas_moves_as_a_whole(
    school: School, tmp_path: Path
) -> None:
    school.takes(of_one_klas(tmp_path, range(1, 31), FIRST, lambda number: f"H{1 + number // 11}A"))
    moved = of_one_klas(tmp_path, range(1, 31), "2026-11-02", lambda number: f"H{2 + number // 11}A")
    assert school.takes(moved) is None


def test_an_older_list_that_comes_after_a_newer_one(school: School, tmp_path: Path) -> None:
    """102 is on neither of the last two, 103 on the newest only, 104 on the oldest of them only."""
    school.takes(written(tmp_path, PUPILS, FIRST))
    newest = school.takes(written(tmp_path, without(102, 104), "2026-11-02"))
    assert newest
    assert newest.pupils["student_id"].to_list() == ["102", "104"]
    older = school.takes(written(tmp_path, without(102, 103), "2026-10-05"))
    assert older
    assert older.pupils.select("student_id", "last_day", "back_on").rows() == [
        ("102", date(2026, 10, 4), None),
        ("103", date(2026, 10, 4), date(2026, 11, 2)),
    ]
    assert older.back == ()
    said = sentences(older, named=True)[0]
    assert "met als laatste dag 04-10-2026: Leerling 102 (H1A), " in said
    assert "Leerling 103 (H1A, weer terug op 02-11-2026)." in said


def test_two_lists_of_the_whole_school_in_one_import(school: School, tmp_path: Path) -> None:
    """Each has its own day, in any order: 102 misses the first only, 103 the second, 104 both."""
    school.takes(written(tmp_path, PUPILS, FIRST))
    lists = [written(tmp_path, without(103, 104), "2026-11-02"), written(tmp_path, without(102, 104), "2026-10-05")]
    found = school.takes(*lists)
    assert found
    assert found.pupils.select("student_id", "last_day", "back_on").rows() == [
        ("102", date(2026, 10, 4), date(2026, 11, 2)),
        ("103", date(2026, 11, 1), None),
        ("104", date(2026, 10, 4), None),
    ]
    [said] = sentences(found, named=True)
    assert "01-11-2026, of eerder als zij dit schooljaar of op een eerdere lijst al niet zijn gezien: " in said
    assert "Leerling 102 (H1A, laatste dag 04-10-2026, weer terug op 02-11-2026), Leerling 103 (H1A), " in said


def test_who_is_on_another_list_of_that_day_or_later_stays_and_that_is_said(school: School, tmp_path: Path) -> None:
    school.takes(written(tmp_path, PUPILS, "2026-11-02"))
    shorter = written(tmp_path, without(102, 103))
    found = school.takes(shorter)
    assert found
    assert (found.number, found.elsewhere) == (0, ("102", "103"))
    [said] = sentences(found, named=True)
    assert (
        "2 leerlingen staan niet op deze lijst, maar wel op een andere van die dag of later, en blijven ingeschreven"
        in said
    )
    assert said.endswith("ingeschreven: 102, 103.")
    assert school.takes(shorter, whole=False) is None
    assert school.takes(written(tmp_path, PUPILS)) is None
    later = school.takes(written(tmp_path, without(102, 103), "2026-11-03"))
    assert later
    assert (later.pupils["student_id"].to_list(), later.elsewhere) == (["102", "103"], ())


def test_of_two_lists_the_shortest_is_the_one_to_look_at(school: School, tmp_path: Path) -> None:
    school.takes(written(tmp_path, PUPILS, FIRST))
    whole, half = written(tmp_path, PUPILS, "2026-11-02"), written(tmp_path, PUPILS[30:], "2026-10-05")
    for order in ((whole, half), (half, whole)):
        found = school.copy().takes(*order)
        assert found
        assert found.doubts
        assert found.path == half


@pytest.mark.parametrize(
    ("day", "last_day"),
    # The autumn holiday is from Saturday 17 up to and including Sunday 25 October.
    [("2026-10-16", date(2026, 10, 15)), ("2026-10-21", date(2026, 10, 20)), ("2026-10-26", date(2026, 10, 25))],
)
def test_the_last_day_is_the_day_before_the_list_also_in_a_holiday(
    school: School, tmp_path: Path, day: str, last_day: date
) -> None:
    school.takes(written(tmp_path, PUPILS, FIRST))
    found = school.takes(written(tmp_path, without(102), day))
    assert found
    assert found.pupils["last_day"].to_list() == [last_day]


@pytest.mark.parametrize("birth", ["02-11-2008", "03-11-2008", "02-11-2012"])
def test_who_is_eighteen_leaves_as_everybody(school: School, tmp_path: Path, birth: str) -> None:
    """On the day of the list, the day after, and not for long."""
    path = tmp_path / f"leerlingen {FIRST}.csv"
    rows = [f"{number},L{number},H4A,{birth}" for number in PUPILS]
    path.write_text("\n".join(["Stamnummer,Achternaam,Klas,Geboortedatum", *rows]), encoding="utf-8")
    school.takes(path)
    found = school.takes(written(tmp_path, without(102)))
    assert found
    assert found.pupils["student_id"].to_list() == ["102"]


def test_a_trial_says_what_the_import_does_and_a_build_that_fails_changes_nothing(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = sixty(tmp_path)
    path = written(tmp_path, without(102, 120))
    version, current, before = part_of(own).newest_store(), part_of(own).current(), part_of(own).store()
    tried = preview(own, [path], whole=True).leaving

    def fails(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("pipelines.store.imports.build_snapshot", fails)
        with pytest.raises(OSError, match="No space"):
            import_files(own, [path], whole=True)
    assert (part_of(own).newest_store(), part_of(own).current()) == (version, current)
    assert all(frame.equals(before[name]) for name, frame in part_of(own).store().items())
    done = import_files(own, [path], whole=True).leaving
    assert tried
    assert done
    assert tried.pupils.equals(done.pupils)
    assert replace(tried, pupils=done.pupils) == done
    assert part_of(own).store()["whole_lists"]["date"].to_list() == [date(2026, 9, 1), date(2026, 11, 2)]


def test_a_workspace_of_the_format_before_learns_who_left_from_its_first_list(tmp_path: Path) -> None:
    """Its store knows pupils and no days of lists; who is on the first list of the whole school is there since always."""
    own = sixty(tmp_path)
    folder = part_of(own).home / "store" / f"{part_of(own).newest_store():06}"
    for name in ("whole_lists", "list_stays"):
        (folder / f"{name}.parquet").unlink()
    manifest = json.loads((folder / MANIFEST).read_text())
    tables = {name: told for name, told in manifest["tables"].items() if name not in ("whole_lists", "list_stays")}
    (folder / MANIFEST).write_text(json.dumps(manifest | {"format": 2, "tables": tables}))
    assert part_of(own).store()["list_stays"].is_empty()
    report = import_files(own, [written(tmp_path, without(102))], whole=True)
    assert report.leaving
    assert report.leaving.pupils.rows() == [("102", "Leerling 102", "H1A", date(2026, 11, 2), date(2026, 11, 1), None)]
    assert (
        json.loads((part_of(own).home / "store" / f"{part_of(own).newest_store():06}" / MANIFEST).read_text())["format"]
        == STORE_FORMAT
    )
    assert part_of(own).store()["list_stays"].height == 59


def test_a_folder_without_anybody_to_ask_keeps_a_half_list_out_and_says_how_to_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time
    monkeypatch.setattr("pipelines.store.inbox_files.time.time", lambda: now() + 3600)  # what is written just now waits
    own = sixty(tmp_path)
    version = part_of(own).newest_store()
    inbox = tmp_path / "invoer"
    inbox.mkdir()

    def put(folder: Path, *files: Path) -> None:
        for path in files:
            path.replace(folder / path.name)

    def run(*more: str) -> tuple[int, list[str]]:
        code = main(["import", str(own.path), "--from", str(inbox), "--whole", *more])
        return code, sorted(f"{path.parent.name}/{path.name}" for path in inbox.rglob("leerlingen*"))

    half = "leerlingen 2026-11-02.csv"
    put(inbox, written(tmp_path, PUPILS[20:]))
    assert run("--dry-run")[0] == EXIT_INPUT
    assert run() == (EXIT_INPUT, [f"geweigerd/{half}", f"geweigerd/{half} - waarom geweigerd.txt"])
    why = (inbox / "geweigerd" / f"{half} - waarom geweigerd.txt").read_text(encoding="utf-8")
    assert "20 leerlingen staan niet meer op deze lijst. Dat is 33 % van wie er ingeschreven stond." in why
    assert "--whole --left 20" in why
    assert "Leerling 1" not in why
    assert part_of(own).newest_store() == version
    # A whole list beside it is read all the same.
    put(inbox, written(tmp_path, PUPILS[20:]), written(tmp_path, without(102), "2026-11-09"))
    assert run()[0] == EXIT_PART
    assert "met als laatste dag 08-11-2026: Leerling 102 (H1A)." in capsys.readouterr().err
    put(inbox, written(tmp_path, PUPILS[20:]))
    code, names = run("--left", "20")
    assert (code, [name for name in names if "geweigerd" not in name]) == (
        EXIT_DONE,
        [f"ingelezen/{name}{end}" for name in (half, "leerlingen 2026-11-09.csv") for end in ("", " - let op.txt")],
    )
    assert part_of(own).store()["whole_lists"]["date"].to_list() == [
        date(2026, 9, 1),
        date(2026, 11, 2),
        date(2026, 11, 9),
    ]
