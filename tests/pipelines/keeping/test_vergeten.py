"""After `vergeten` a pupil is in no decoded value of any table, in no bytes of anything else, and never comes back."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb
import polars as pl
import pytest

from dashboard.commands.cli import main
from pipelines.audit.key import FILE, key_folder, known_keys
from pipelines.audit.verify import verify
from pipelines.keeping import forget as forgetting, taking_out
from pipelines.keeping.backup import backup
from pipelines.keeping.forget import forget
from pipelines.keeping.person import Person
from pipelines.keeping.restore import restore
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.notes import choose_code
from pipelines.questions.stages import stages
from pipelines.store.check import check
from pipelines.store.forgotten import LIST, remember
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.pending import pending
from pipelines.store.preview import preview
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.exports import files_of
from tests.pipelines.histories import SCOPE, YEAR
from tests.pipelines.keeping.given import FIRST, LAST, NUMBER, OTHER, OWN_ID, ROWS, TWIN, exports, school
from tests.shared import some

pytestmark = pytest.mark.usefixtures("own_list")

SOUGHT = (NUMBER, OWN_ID, FIRST, LAST)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """With a request of parents about the pupil too."""
    made = school(tmp_path / "school")
    asked = {"moment": "2026-09-05T10:00:00+00:00", "wat": "inzage", "id": "1", "school": "s", "door": "fg"}
    (made.path / "audit" / "verzoeken.jsonl").write_text(json.dumps(asked | {"leerling": NUMBER}) + "\n")
    return made


def found(folder: Path) -> list[str]:
    """Where the pupil still stands, by reading every table of every file and the bytes of all that is no table."""
    return standing(folder, SOUGHT)


def standing(folder: Path, words: tuple[str, ...]) -> list[str]:
    """The files in which any of these words stands."""
    return sorted(set(_standing(folder, words)))


def _standing(folder: Path, words: tuple[str, ...]) -> Iterator[str]:
    for name, data in files_of(folder).items():
        values: list[object] = [name]
        path = folder / name
        if name.endswith(".parquet"):
            values += [value for row in pl.read_parquet(path).iter_rows() for value in row]
        elif name.endswith(".duckdb"):
            with duckdb.connect(str(path), read_only=True) as figures:
                for (table,) in figures.sql("select table_name from duckdb_tables()").fetchall():
                    values += [value for row in figures.table(table).fetchall() for value in row]
        else:
            values.append(data.decode("utf-8", errors="replace"))
        if name.endswith(".sqlite"):
            with closing(sqlite3.connect(path)) as notes, suppress(sqlite3.DatabaseError):
                for (table,) in notes.execute("select name from sqlite_master where type = 'table'").fetchall():
                    values += [value for row in notes.execute(f"select * from {table}") for value in row]
        if any(sought in str(value) for value in values for sought in words):
            yield name


def of_others(workspace: Workspace) -> dict[str, object]:
    """What is told of the other pupils: every row of the store, the notes and each table of figures that is theirs."""
    others = [OTHER, TWIN]
    stored = {
        name: frame.filter(pl.col("student_id").is_in(others)).rows()
        for name, frame in part_of(workspace).store().items()
        if "student_id" in frame.columns
    }
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes:
        noted = {
            table: notes.execute(f"select * from {table} where student_id = ?", (OTHER,)).fetchall() for table in ROWS
        }
    snapshot = open_snapshot(workspace)
    tables = snapshot.rows("select table_name from duckdb_columns() where column_name = 'student_id' order by 1")
    figures = {
        table: sorted(snapshot.rows(f"select * from {table} where student_id in ('{OTHER}', '{TWIN}')").rows(), key=str)
        for (table,) in tables.iter_rows()
    }
    snapshot.close()
    return {**stored, **noted, **figures}


def differing(before: dict[str, object], after: dict[str, object]) -> list[str]:
    """The tables that differ."""
    return [name for name in before | after if before.get(name) != after.get(name)]


def test_nothing_is_left_of_the_pupil_and_everything_of_others(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.path
    backup(workspace, tmp_path / "eerder.zip")
    restore(tmp_path / "eerder.zip", folder)  # puts the whole workspace aside
    workspace = open_workspace(folder)
    (folder / "notes.beschadigd-20260901-100000.sqlite").write_bytes(f"geen database {NUMBER}".encode())
    with closing(sqlite3.connect(folder / "notes.sqlite")) as notes:
        notes.execute("pragma secure_delete = off")  # so that it stays on its page
        notes.execute("delete from contact where student_id = ?", (NUMBER,))
        notes.commit()
    before = of_others(workspace)
    assert len({name.split("/")[0] for name in found(folder)}) >= 5
    done = forget(workspace, NUMBER, None, "rector")
    assert (done.still, done.before) == ((), False)
    # 24 hours, a pupil, a placement, a day on a list, a correction;
    # of each table of notes a row (one is gone), an exception, two decisions.
    assert (done.rows, done.notes) == (28, len(ROWS) - 1 + 1 + 2)
    assert found(folder) == []
    assert check(folder) == []
    workspace = open_workspace(folder)
    assert differing(before, of_others(workspace)) == []
    assert (len(part_of(workspace).built()), len(part_of(workspace).stored())) == (1, 1)
    with closing(sqlite3.connect(folder / "notes.sqlite")) as notes:
        assert [text for (text,) in notes.execute("select text from decision order by decision")] == [
            "Gesprek met [leerling] en de ouders",
            f"Dossier [leerling] naar {LAST[:5]}",
            "Alle mentoren bellen",
        ]
    keys = known_keys()
    assert keys is not None
    line = json.loads((folder / "audit" / "access.jsonl").read_text().splitlines()[-1])
    assert (line["event"], line["person"], line["pupils"]) == ("vergeten", "rector", [keys.tag("s", NUMBER)])
    assert verify(folder).is_whole
    assert forget(workspace, NUMBER, None, "rector").before


def test_the_next_import_leaves_the_pupil_out_and_says_so(workspace: Workspace, tmp_path: Path) -> None:
    forget(workspace, NUMBER, None, "rector")
    files = exports(tmp_path)
    tried = preview(workspace, files)
    report = import_files(workspace, files)
    for each in (tried, report):
        assert [warning for file in each.files for warning in file.warnings if "vergeten" in warning] == [
            "1 leerling die is vergeten, blijft weg: 2 rijen overgeslagen.",
            "1 leerling die is vergeten, blijft weg: 24 rijen overgeslagen.",
        ]
        assert [file.change.new for file in each.files] == [0, 0]
    assert found(workspace.path) == []
    by_own_id = tmp_path / "intern.csv"
    by_own_id.write_text((tmp_path / "verzuim.csv").read_text().replace(NUMBER, OWN_ID).replace("01-09", "07-09"))
    import_files(workspace, [by_own_id])
    assert part_of(workspace).store()["registrations"]["student_id"].unique().sort().to_list() == [OTHER, TWIN]
    assert found(workspace.path) == []


def test_an_older_backup_does_not_bring_the_pupil_back(workspace: Workspace, tmp_path: Path) -> None:
    folder = workspace.path
    settings, own = workspace.path / "school.toml", f"\n# afgesproken met {FIRST} {LAST}\n"
    settings.write_text(settings.read_text() + own)
    backup(workspace, tmp_path / "vorige-week.zip")
    settings.write_text(settings.read_text().removesuffix(own))
    others = of_others(workspace)
    forget(workspace, NUMBER, None, "rector")
    for place in (folder, tmp_path / "nieuwe computer"):  # in the new place only the list beside the key knows it
        done = restore(tmp_path / "vorige-week.zip", place)
        # What the school wrote itself is named, and left to it.
        assert (done.forgotten, done.unknown, done.still) == (1, 0, (place / "school.toml",))
        assert [name for name in found(place) if "voor-herstel" not in name] == ["school.toml"]
        assert check(place) == []
        assert differing(others, of_others(open_workspace(place))) == []
        own_text = place / "school.toml"
        own_text.write_text(own_text.read_text().removesuffix(own))
        import_files(open_workspace(place), exports(tmp_path))
        assert found(place) == []


def test_a_short_number_beside_its_school_goes_from_a_log_and_no_other(tmp_path: Path) -> None:
    """As in the requests of parents: `101` may be a count elsewhere, and somebody else in another school."""
    log = tmp_path / "audit" / "verzoeken.jsonl"
    log.parent.mkdir()
    lines = [
        {"school": school, "leerling": number, "rows": "101"}
        for school, number in (("s", "101"), ("t", "101"), ("s", "1"))
    ]
    log.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + '{"school": "s", "leer')
    taking_out.from_logs(tmp_path, [Person("s", "101")])
    *new, broken = log.read_text().splitlines()
    lines[0]["leerling"] = "[leerling]"
    assert ([json.loads(line) for line in new], broken) == (lines, '{"school": "s", "leer')


def test_without_the_key_it_is_said_that_nobody_is_recognised(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not (key_folder() / FILE).is_relative_to(workspace.path)
    remember(workspace.path, "s", [NUMBER, OWN_ID])
    monkeypatch.setenv("VERZUIMBEELD_SLEUTELS", str(tmp_path / "andere"))
    tried = preview(workspace, exports(tmp_path))
    assert all(
        any("2 nummers zijn vergeten onder een andere sleutel" in each for each in f.warnings) for f in tried.files
    )


# A step, and whether it is stopped behind it; each costs two builds.
STEPS = {
    f"{where} {step}": (step, where == "after")
    for step in ("begin", "remember", "from_notes", "from_logs", "from_figures", "build_snapshot", "searched", "done")
    for where in ("before", "after")
}


@pytest.mark.parametrize(("step", "after"), some(STEPS.values(), ("build_snapshot", True)))
def test_stopped_at_any_step_it_goes_on(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: str, after: bool
) -> None:
    room = taking_out if step == "build_snapshot" else forgetting
    real, folder = getattr(room, step), workspace.path

    def stopped(*arguments: object, **more: object) -> None:
        if after:
            real(*arguments, **more)
        raise KeyboardInterrupt

    monkeypatch.setattr(room, step, stopped)
    with pytest.raises(KeyboardInterrupt):
        forget(workspace, NUMBER, None, "rector")
    monkeypatch.undo()
    assert [each for each in check(folder) if each.level == "fout"] == []
    if pending(folder):
        assert main(["backup", str(folder), "--out", str(folder.parent / "b.zip")]) == 1
        said = capsys.readouterr().err
        assert f"verzuimbeeld vergeten {folder} {NUMBER} --by rector" in said
    assert main(["vergeten", str(folder), NUMBER, "--by", "rector"]) == 0
    assert found(folder) == []
    assert check(folder) == []
    assert pending(folder) is None


def test_a_surname_that_two_have_and_what_the_school_wrote_itself(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two are called Zomer: the surname alone names neither of them. A text of the school is named and left to it."""
    settings = workspace.path / "school.toml"
    settings.write_text(settings.read_text() + "\n# met Anna Zomer afgesproken\n")
    choose_code(workspace, "s", "Q2", "spijbelen", "iemand")
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes, notes:
        made = (
            "insert into decision (school, text, owner, made_on, initials, entered_at) values ('s', ?, 'x', ?, 'AB', ?)"
        )
        notes.execute(made, ("Gezin Zomer: Anna Zomer belt", "2026-09-05", "2026-09-05"))
    assert main(["vergeten", str(workspace.path), OTHER, "--by", "rector"]) == 1
    assert str(settings) in (said := capsys.readouterr().err)
    assert said.count(str(workspace.path)) == 1
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes:
        assert notes.execute("select text from decision order by decision desc").fetchone() == (
            "Gezin Zomer: [leerling] belt",
        )
    snapshot = open_snapshot(open_workspace(workspace.path))
    assert stages(snapshot, SCOPE, YEAR[3])["student_id"].unique().sort().to_list() == [NUMBER, TWIN]
    snapshot.close()


def test_who_is_not_known_or_does_not_say_who_decides(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_of(workspace.path)
    assert main(["vergeten", str(workspace.path), "999999", "--by", "rector"]) == 3
    assert main(["vergeten", str(workspace.path), NUMBER]) == 2
    assert "--by" in capsys.readouterr().err
    assert files_of(workspace.path) == before
    assert not (workspace.path / "audit" / LIST).exists()
