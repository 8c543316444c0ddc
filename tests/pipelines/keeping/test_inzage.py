"""What is held of a pupil: every row of the store and the notes, and nothing of anybody else."""

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from dashboard.inzage_paper import values
from pipelines.audit.key import known_keys
from pipelines.keeping.pupil_data import PupilData, pupil_data
from pipelines.models.snapshot import open_snapshot
from pipelines.store.part import part_of
from pipelines.store.stores import read_store
from pipelines.store.workspace import Workspace
from tests.pipelines.histories import YEAR
from tests.pipelines.keeping.given import LAST, NAME, NUMBER, OTHER, OWN_ID, ROWS, TWIN, school


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return school(tmp_path_factory.mktemp("inzage"))


@pytest.fixture(scope="module")
def data(workspace: Workspace) -> PupilData:
    snapshot = open_snapshot(workspace)
    try:
        return pupil_data(workspace, snapshot, NUMBER, None, "FG")
    finally:
        snapshot.close()


@pytest.fixture(scope="module")
def part(data: PupilData) -> Callable[[str], list[list[str]]]:
    parts = {each["titel"]: each["rijen"] for each in values(data, "FG", YEAR[0])["delen"]}
    return lambda title: parts[title]


def test_every_row_of_the_store_and_the_notes_is_there(workspace: Workspace, data: PupilData) -> None:
    for name, frame in read_store(part_of(workspace).store_folder(part_of(workspace).stored()[-1])).items():
        own = [row for row in frame.iter_rows() if NUMBER in row or OWN_ID in row]
        assert data.store.get(name, frame.clear()).rows() == own, name
    with closing(sqlite3.connect(workspace.path / "notes.sqlite")) as notes:
        for table in ROWS:
            rows = notes.execute(f"select * from {table} where student_id = ?", (NUMBER,)).fetchall()
            assert (data.notes[table].rows(), len(rows)) == (rows, 1)
    assert data.notes["step_mark_exception"].height == 1
    assert data.notes["decision"]["text"].to_list() == [
        f"Gesprek met {NAME} en de ouders",
        f"Dossier {NUMBER} naar {LAST[:5]}",
    ]


def test_the_paper_says_it_in_words(data: PupilData, part: Callable[[str], list[list[str]]]) -> None:
    assert values(data, "FG", YEAR[0])["titel"] == f"Wat School bewaart over {NAME} ({NUMBER})"
    assert part("Wie")[:2] == [["Stamnummer", NUMBER], ["Naam", NAME]]
    assert len(part("Registraties")) == 24
    assert part("Registraties")[0] == ["do 3 sep 2026", "8", "ongeoorloofd", "–", "ongeoorloofd afwezig", "–", "–"]
    assert [row[1:4] for row in part("Verbeteringen")] == [["1", "medisch", "ongeoorloofd"]]
    # Sixteen hours are there in the eighth hour of the second day.
    reached, near = part("Treden")
    assert (reached[0], reached[3:]) == ("wo 2 sep 2026", ["volgens de 16-uursnorm", "Leerplichtwet 1969 art. 21a"])
    assert near[:2] == ["wo 2 sep 2026", "wo 2 sep 2026"]
    assert part("Meldingen leerplicht")[0][:2] == ["di 1 sep 2026", "wo 2 sep 2026"]
    assert part("Wat er bij DUO is gedaan")[0][2:5] == ["gemeld bij DUO", "vr 4 sep 2026", "JdV"]
    assert part("Contacten en zorg")[1][:2] == ["vr 4 sep 2026", "zorg begonnen"]
    assert part("Afspraken") == [["vr 4 sep 2026", "melden", "ja", "JdV", "–"]]
    assert [row[1:] for row in part("Wie keek")] == [
        ["FG", "–", "inzage gegeven"],
        ["mentor1", "mentor", "leerling geopend"],
    ]


def test_the_command_writes_a_private_folder_with_nobody_else_in_it(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "inzage"
    words = ["inzage", str(workspace.path), NUMBER, "--out", str(out)]
    assert main(words) == 2  # nobody says who gives it
    assert main([*words, "--by", "FG"]) == 0
    assert out.stat().st_mode & 0o077 == 0
    assert (out / "inzage.pdf").read_bytes().startswith(b"%PDF")
    tables = {path.name: list(csv.DictReader(path.read_text().splitlines())) for path in out.glob("*.csv")}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "afspraken.csv": 1,
        "besluiten.csv": 2,
        "codes.csv": 1,
        "contacten.csv": 1,
        "gedaan-per-trede.csv": 1,
        "gedaan-toch-niet.csv": 1,
        "gedaan.csv": 1,
        "klassen.csv": 1,
        "leerling.csv": 1,
        "leerplicht-gedaan.csv": 1,
        "meldingen.csv": 1,
        "op-de-lijst.csv": 1,
        "registraties.csv": 24,
        "treden.csv": 2,
        "verbeteringen.csv": 1,
        "wie-keek.csv": len(tables["wie-keek.csv"]),
        "zorg.csv": 1,
    }
    everything = "".join(path.read_text() for path in out.glob("*.csv"))
    assert not any(other in everything for other in (OTHER, TWIN, "Zomer", "mentor2"))
    keys = known_keys()
    assert keys is not None
    last = json.loads((workspace.path / "audit" / "access.jsonl").read_text().splitlines()[-1])
    assert (last["event"], last["person"], last["pupils"]) == ("inzage", "FG", [keys.tag("s", NUMBER)])
    capsys.readouterr()
    assert main([*words, "--by", "FG"]) == 2
    assert "wordt niet overschreven" in capsys.readouterr().err


def test_a_number_that_nothing_is_held_of_is_refused(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = workspace.path / "audit" / "access.jsonl"
    before = log.read_bytes()
    assert main(["inzage", str(workspace.path), "999", "--by", "FG", "--out", str(tmp_path / "x")]) == 3
    said = capsys.readouterr().err.strip().splitlines()
    assert said[0] == "Van nummer 999 wordt bij school 's' niets bewaard."
    assert len(said) == 2
    assert not list(tmp_path.iterdir())
    assert log.read_bytes() == before
