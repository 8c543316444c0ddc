"""What commands print and write about pupils is written down: how many rows, about whom, with its sum and without names."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dashboard.commands.cli import main
from pipelines.access.people import load
from pipelines.access.schema import AccessSettings
from pipelines.audit.key import VARIABLE
from pipelines.audit.log import log_path
from pipelines.audit.verify import verify
from pipelines.store.workspace import Workspace
from tests.dashboard.schools import LAST, PUPILS
from tests.shared import copied, some
from tests.test_as import ABOUT, made

PRINTED = [*ABOUT, f"signals --on {LAST}", f"compare --on {LAST}", f"stages --on {LAST} --format json"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a table of persons, and a key of its own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "sleutels"))
    there = copied(made(PUPILS), tmp_path / "werkmap")
    log_path(there).unlink(missing_ok=True)
    return there


def told(folder: Path) -> list[dict[str, Any]]:
    """The exports in the log."""
    path = log_path(folder)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [line for line in lines if line["event"] == "export"]


def run(command: str, folder: Path, *more: str) -> int:
    name, *rest = command.split()
    return main([name, str(folder), *rest, *more])


@pytest.mark.parametrize("command", some(PRINTED, PRINTED[1], PRINTED[4]))
@pytest.mark.parametrize("person", some(("", "afdelingsleider", "zorgcoördinator"), "afdelingsleider"))
def test_printed_rows_are_a_line_of_the_log(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, person: str
) -> None:
    assert run(command, folder, *(["--as", person] if person else [])) == 0
    out = capsys.readouterr().out
    rows = json.loads(out) if out.startswith("[") else out.splitlines()[1:]
    (line,) = told(folder)
    assert (line["what"], line.get("count")) == (f"opdracht {command.split()[0]}", len(rows))
    assert line["sha256"] == sha256(out.encode()).hexdigest()
    assert line["person"] == "deze computer"
    assert line["chosen"].startswith(f"als {person}; " if person else "")
    assert str(LAST) in line["chosen"]
    named = [pupil for pupil in PUPILS if pupil in out]
    if command.startswith(("stages", "leerplicht", "sick", "signals")):
        assert len(line.get("pupils", ())) == len(named)
    raw = log_path(folder).read_text(encoding="utf-8")
    assert not [pupil for pupil in PUPILS if f'"{pupil}"' in raw or f"Naam{pupil}" in raw]
    assert verify(folder).is_whole


def test_who_may_see_nothing_took_no_rows(folder: Path) -> None:
    assert run(f"stages --on {LAST}", folder, "--as", "ict") == 0
    (line,) = told(folder)
    assert line["count"] == 0
    assert "pupils" not in line


def test_written_files_are_lines_of_the_log(folder: Path, tmp_path: Path) -> None:
    assert run(f"report --on {LAST} --out {tmp_path / 'r.html'}", folder, "--as", "rector") == 0
    assert run(f"maandag --on {LAST} --out {tmp_path / 'bladen'}", folder, "--as", "mentor") == 0
    files = [tmp_path / "r.html", *(tmp_path / "bladen").iterdir()]
    lines = told(folder)
    assert sorted(line["sha256"] for line in lines) == sorted(sha256(f.read_bytes()).hexdigest() for f in files)
    assert [(line["what"], line["school"], "count" in line) for line in lines[:1]] == [("opdracht report", "s", False)]
    assert {line["what"] for line in lines[1:]} == {"opdracht maandag"}
    assert all(line["count"] and line["pupils"] for line in lines[1:])


def test_what_cannot_be_written_down_is_said_to_who_sits_here(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(folder / "audit"))
    assert run(f"stages --on {LAST}", folder) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1:]
    assert "niet vastgelegd" in said.err


def test_a_school_without_a_table_of_persons_keeps_no_log_of_commands(folder: Path) -> None:
    (folder / "toegang.toml").unlink()
    assert run(f"stages --on {LAST}", folder) == 0
    assert told(folder) == []


def test_the_row_of_a_person_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Workspace] = []

    def counted(workspace: Workspace) -> AccessSettings:
        read.append(workspace)
        return load(workspace)

    monkeypatch.setattr("pipelines.access.mapping.load", counted)
    assert run(f"stages --on {LAST}", folder, "--as", "mentor") == 0
    assert len(read) == 1
