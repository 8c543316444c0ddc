"""What the pages write down of who did what: once, without names and numbers, and before it is done."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from dashboard import access, access_log
from dashboard.commands.cli import main
from pipelines.audit import log as audit_log
from pipelines.audit.events import Actor
from pipelines.audit.key import VARIABLE
from pipelines.audit.log import log_path
from pipelines.audit.verify import verify
from pipelines.errors import WorkspaceError
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.contacts import Contact, add_contact, contacts
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import RIGHTS, Viewer, of_schools
from tests.dashboard import schools
from tests.dashboard.conftest import SCHOOLS, OpenPage
from tests.pipelines.histories import spread, write_csv
from tests.shared import copied, once

PUPIL = schools.REPORTED
MENTOR = "brg@school.example"


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A school of this test alone, with a key of its own."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "sleutels"))
    folder = copied(once("school normaal", SCHOOLS["normaal"]), tmp_path / "school")
    log_path(folder / "werkmap").unlink(missing_ok=True)
    return open_workspace(folder / "werkmap")


def signed_in(monkeypatch: pytest.MonkeyPatch, viewer: Viewer) -> None:
    """Lets the pages think that this is who signed in."""
    monkeypatch.setattr(access, "own_viewer", lambda _: viewer)


def told(workspace: Workspace) -> list[dict[str, Any]]:
    """The lines since the log began."""
    path = log_path(workspace.path)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [line for line in lines if line["event"] != "begin"]


def events(workspace: Workspace) -> list[str]:
    return [line["event"] for line in told(workspace)]


def test_a_page_is_one_line_however_often_it_runs_again(school: Workspace, open_page: OpenPage) -> None:
    page = open_page(school, "trends", klas=["H4a"])
    for _ in range(3):
        page.run()
    (line,) = told(school)
    assert (line["event"], line["what"], line["person"], line["school"]) == ("page", "trends", "deze computer", "s")
    assert line["chosen"] == f"klas H4a; peildatum {schools.LAST}"
    page.sidebar.multiselect(key="leerjaar").select("4").run()
    assert [line["chosen"] for line in told(school)][1:] == [f"leerjaar 4; klas H4a; peildatum {schools.LAST}"]


def test_the_first_page_has_a_name_too(school: Workspace, open_page: OpenPage) -> None:
    open_page(school, "werklijst")
    assert [line["what"] for line in told(school)] == ["werklijst"]


def test_a_pupil_is_a_line_of_its_own_without_number_or_name(school: Workspace, open_page: OpenPage) -> None:
    page = open_page(school, "leerling", leerling=PUPIL)
    page.run()
    assert events(school) == ["page", "pupil"]
    assert len(told(school)[1]["pupils"]) == 1
    raw = log_path(school.path).read_text(encoding="utf-8")
    assert PUPIL not in raw
    assert page.title[0].value not in raw
    # Another pupil in the same browser is another line, and so is the first one again after that.
    other = next(pupil for pupil in schools.PUPILS if pupil != PUPIL)
    open_page(school, "leerling", leerling=other)
    open_page(school, "leerling", leerling=PUPIL)
    assert events(school)[2:] == ["pupil", "pupil"]
    assert told(school)[3]["pupils"] == told(school)[1]["pupils"] != told(school)[2]["pupils"]


def test_who_is_signed_in_is_named_with_the_role(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, replace(of_schools("s", rights=RIGHTS, person=MENTOR), offices=("mentor",)))
    open_page(school, "leerling", leerling=PUPIL)
    assert {(line["person"], line["role"]) for line in told(school)} == {(MENTOR, "mentor")}


def test_without_its_line_a_signed_in_person_gets_no_page(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "vol").write_text("", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "vol" / "sleutels"))
    alone = open_page(school, "leerling", leerling=PUPIL)
    assert "niet vastgelegd" in alone.sidebar.warning[0].value
    assert alone.title
    assert not alone.error
    signed_in(monkeypatch, of_schools("s", rights=RIGHTS, person=MENTOR))
    shut = open_page(school, "leerling", leerling=PUPIL)
    assert not shut.title
    assert "sleutel van het logboek" in shut.error[0].value
    assert not shut.exception


def test_a_mark_is_written_down_and_refused_without_its_line(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    viewer = of_schools("s", rights=RIGHTS, person=MENTOR)
    snapshot = open_snapshot(school)
    note = Contact("s", PUPIL, schools.LAST, "gesprek_leerling", "BRG")
    monkeypatch.setattr(audit_log, "_WHO", [lambda: Actor(MENTOR, "mentor")])
    assert add_contact(school, snapshot, viewer, note, schools.LAST)
    (line,) = told(school)
    assert (line["event"], line["person"], line["count"], line["what"]) == ("contact", MENTOR, 1, "vastgelegd")
    # Once more is nothing new, and no line.
    assert not add_contact(school, snapshot, viewer, note, schools.LAST)
    assert len(told(school)) == 1
    monkeypatch.setenv(VARIABLE, str(school.path / "audit"))
    with pytest.raises(WorkspaceError):
        add_contact(school, snapshot, viewer, replace(note, kind="mail"), schools.LAST)
    assert contacts(school, snapshot, viewer, schools.LAST, "s").height == 1
    snapshot.close()


def test_a_file_is_written_down_with_its_sum_and_pupils(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.download_button", lambda label, data, **_: made.update({label: data}))
    open_page(school, "ladders")
    assert "Excel" in made
    data = made["Excel"]()
    (line,) = [line for line in told(school) if line["event"] == "export"]
    assert data.startswith(b"PK")
    assert line["what"].startswith("lijst ")
    assert line["count"] == len(line["pupils"]) == len(schools.late_pupils())
    assert line["sha256"] == sha256(data).hexdigest()


def test_an_import_and_a_setting_are_written_down(school: Workspace, tmp_path: Path) -> None:
    import_files(school, [write_csv(tmp_path / "nieuw.csv", spread("1001", "laat", 2))])
    (line,) = told(school)
    assert (line["event"], line["school"], line["count"]) == ("import", "s", 2)
    assert "nieuw" not in json.dumps(line)
    assert main(["protocols", "adopt", "maastricht-2019", "--map", str(school.path), "--by", "ABC"]) == 0
    assert set(events(school)[1:]) == {"setting"}
    assert [line["what"] for line in told(school)][1:] == ["vaststellen begonnen", "van kracht bij s"]


def test_the_command_says_whether_the_log_is_whole(
    school: Workspace, open_page: OpenPage, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["access", "verify", "--map", str(school.path)]
    assert main(command) == 0
    assert capsys.readouterr().out == "Er is nog niets vastgelegd.\n"
    open_page(school, "trends")
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("Het logboek is heel: 2 regels, van ")
    data = log_path(school.path).read_bytes()
    log_path(school.path).write_bytes(data.replace(b"trends", b"Trends"))
    assert main(command) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("Het logboek is niet heel: 2 regels")
    assert said[1] == "Fout: Regel 2 is veranderd, of van een andere sleutel."
    assert main([*command, "--format", "csv"]) == 1
    assert capsys.readouterr().out.splitlines()[1].startswith('fout,"",2,"Regel 2 is veranderd')


def test_signing_in_and_being_refused_can_be_told_outside_a_page(
    school: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(access.WORKSPACE_VARIABLE, str(school.path))
    assert access_log.note("sign_in", person=MENTOR, role="mentor") == ""
    assert access_log.note("refused", person="vreemd@elders.example", what="staat niet in de tabel") == ""
    assert access_log.note("view_as", person=MENTOR, chosen="ander@school.example") == ""
    assert events(school) == ["sign_in", "refused", "view_as"]
    assert verify(school.path).is_whole


def test_the_log_is_for_its_reader_only(
    school: Workspace, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(monkeypatch, of_schools("s", rights=RIGHTS - {"log"}, person=MENTOR))
    page = open_page(school, "logboek")
    assert not page.exception
    assert not page.text_input
    assert not page.dataframe
    assert [(line["event"], line["what"], line["person"]) for line in told(school)] == [("refused", "logboek", MENTOR)]
