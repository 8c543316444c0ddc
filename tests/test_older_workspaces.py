"""Workspaces that earlier versions of the program made open with this one, and nothing that people wrote is lost."""

import struct
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.keeping.purge import purge
from pipelines.models.program import program_version
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.agenda import DONE, OPEN, decisions
from pipelines.notes.care import concerns, contacts
from pipelines.notes.file import notes_path
from pipelines.notes.marks import marks
from pipelines.notes.migrations import steps
from pipelines.notes.notes import choose_code, code_choices, remembered_columns
from pipelines.notes.report_cases import report_marks
from pipelines.notes.settlements import settlements
from pipelines.notes.standing import standing
from pipelines.questions.tasks_asked import asked
from pipelines.settings.drafts import drafts
from pipelines.settings.in_force import history
from pipelines.store.check import check
from pipelines.store.made_by import made_by
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.today import VARIABLE
from tests.pipelines.histories import SCOPE, YEAR, rows_of

ON = date(2026, 11, 9)
DECISIONS: list[tuple[object, ...]] = [
    ("Mentoren bellen elke vrijdag", "mentor", date(2026, 12, 4), DONE, "AB"),
    ("Brief aan ouders nakijken", "AB", None, OPEN, None),
]


@dataclass(frozen=True)
class Older:
    """What a workspace of an earlier version holds: versions, pupils with a contact or mark of care, and decisions."""

    made: dict[str, str]
    care: tuple[str, ...]
    decisions: list[tuple[object, ...]]


OLDER = {
    "0.1.0": Older({"store": "onbekend", "snapshot": "onbekend", "notes": "0"}, (), []),
    "0.2.0": Older({"store": "0.2.0", "snapshot": "0.2.0", "notes": "0"}, ("103",), DECISIONS),
}


def unpacked(version: str, folder: Path) -> Workspace:
    with zipfile.ZipFile(Path(__file__).parent / "workspaces" / f"{version}.zip") as packed:
        packed.extractall(folder)
    return open_workspace(folder)


@pytest.fixture(params=OLDER)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def workspace(version: str, tmp_path: Path) -> Workspace:
    return unpacked(version, tmp_path / "werkmap")


def insist_on_all(workspace: Workspace, older: Older) -> None:
    """Every note, protocol and registration of the workspace is there."""
    assert rows_of(code_choices(workspace), "school", "code", "category", "chosen_by") == [
        ("s", "QX", "spijbelen", "iemand")
    ]
    assert remembered_columns(workspace, "s") == {"Lln": "student_id", "Reg": "code"}
    [mark] = rows_of(marks(workspace, SCOPE, ON), "student_id", "stage", "role", "reached_on", "done_on", "initials")
    assert mark == ("102", "tl-3", "conciërge", YEAR[2], YEAR[5], "JdV")
    # It counts as a mark of what the step asks.
    tasks = asked(open_snapshot(workspace), SCOPE, YEAR[5]).filter(student_id="102", stage="tl-3", recurring=False)
    stand = standing(tasks, marks(workspace, SCOPE, YEAR[5]), settlements(workspace, SCOPE, ON))
    assert rows_of(stand, "reached_on", "done_on", "by_mark") == [(YEAR[2], YEAR[5], True)]
    assert rows_of(report_marks(workspace, SCOPE, ON), "student_id", "begin_date", "end_date", "initials") == [
        ("101", YEAR[0], YEAR[1], "JdV")
    ]
    found = decisions(workspace, SCOPE, "s", date(2026, 11, 20))
    assert rows_of(found.sort("decision"), "text", "owner", "due_on", "status", "status_by") == older.decisions
    assert list(drafts(workspace)) == ["kgc-ruimer"]
    assert [(each.protocol, each.by) for each in history(workspace, "s")][-1] == ("kgc-strenger", "De rector")
    snapshot = open_snapshot(workspace)
    assert tuple(contacts(workspace, snapshot, SCOPE, ON, "s")["student_id"]) == older.care
    assert tuple(concerns(workspace, snapshot, SCOPE, ON, "s")["student_id"]) == older.care
    slots = "select student_id, count(*) as n, count(*) filter (category = 'spijbelen') as skipped from int_slot"
    counted = rows_of(snapshot.rows(f"{slots} group by student_id order by student_id"), "student_id", "n", "skipped")
    assert counted == [("101", 40, 0), ("102", 12, 0), ("103", 25, 1), ("104", 20, 0), ("slot", 1, 0)]
    snapshot.close()


def test_it_opens_and_all_is_there(version: str, workspace: Workspace) -> None:
    notes = notes_path(workspace).read_bytes()
    assert made_by(workspace) == OLDER[version].made
    assert [each for each in check(workspace.path) if each.level == "fout"] == []
    insist_on_all(workspace, OLDER[version])
    assert rebuild(part_of(workspace))
    assert made_by(workspace) == {"store": program_version(), "snapshot": program_version(), "notes": "0"}
    assert notes_path(workspace).read_bytes() == notes  # who only looks can still go back
    assert [each for each in check(workspace.path) if each.level == "fout"] == []
    choose_code(workspace, "s", "A1", "ziek", "iemand")
    choose_code(workspace, "s", "A1", None, "iemand")
    assert made_by(workspace)["notes"] == str(len(steps()))
    insist_on_all(workspace, OLDER[version])


def test_a_purge_takes_what_is_past_its_term_and_leaves_the_rest(
    version: str, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two years on the care of then has gone, and the marks, reports and decisions are there; a year later only decisions."""
    older = OLDER[version]
    monkeypatch.setenv(VARIABLE, "2029-07-31")
    done = purge(workspace, "rector")
    assert (done is not None) == bool(older.care)
    assert done is None or done.due.notes == {"care": 4}
    assert [each for each in check(workspace.path) if each.level == "fout"] == []
    insist_on_all(open_workspace(workspace.path), replace(older, care=()))
    monkeypatch.setenv(VARIABLE, "2029-08-01")
    done = purge(workspace, "rector")
    assert done is not None
    assert check(workspace.path) == []
    workspace = open_workspace(workspace.path)
    assert part_of(workspace).store()["registrations"].is_empty()
    assert marks(workspace, SCOPE, ON).is_empty()
    found = decisions(workspace, SCOPE, "s", date(2026, 11, 20)).sort("decision")
    assert rows_of(found, "text", "owner", "due_on", "status", "status_by") == older.decisions
    assert len(code_choices(workspace)) == 1


def test_figures_of_the_database_of_a_newer_program_are_built_anew(tmp_path: Path) -> None:
    workspace = unpacked("0.2.0", tmp_path / "werkmap")
    [figures] = part_of(workspace).built()
    data = bytearray(figures.read_bytes())
    assert checksum(data) == data[:8]
    data[12] = 200  # the version of the storage, behind the checksum and a mark of four bytes
    data[:8] = checksum(data)
    figures.write_bytes(data)
    assert [each.remedy for each in check(workspace.path)] == [
        f"Bouw ze opnieuw op met: verzuimbeeld build {workspace.path}"
    ]
    insist_on_all(workspace, OLDER["0.2.0"])
    assert check(workspace.path) == []


def checksum(data: bytearray) -> bytes:
    """What DuckDB writes in front of the first block of a file."""
    found = 5381
    for (part,) in struct.iter_unpack("<Q", data[8:4096]):
        found ^= part * 0xBF58476D1CE4E5B9 % 2**64
    return struct.pack("<Q", found)
