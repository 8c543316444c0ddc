"""Drafts in a workspace: saved, compared, deleted; in force only by the one step that is written down."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.questions.drafts_compared import compared
from pipelines.questions.protocols_compared import compare
from pipelines.settings.drafts import (
    delete_draft,
    drafts,
    export_draft,
    files_version,
    known_protocols,
    readable,
    save_draft,
)
from pipelines.settings.in_force import adopt
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from protocols.edits import Edit, apply
from protocols.errors import ProtocolError
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.histories import SCOPE, make_workspace, settings, spread

TODAY = date(2026, 11, 24)
ON = date(2026, 9, 30)
BASE = load_protocols()["kgc-2021"]
DRAFT = apply(BASE, [Edit(ladder="te-laat", stage="tl-5", number=4)], "kgc-strenger")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school where one pupil was late four times."""
    return make_workspace(tmp_path, spread("1", "laat", 4), protocol="kgc-2021", until=ON)


def saved(workspace: Workspace, draft: Protocol = DRAFT) -> Path:
    return save_draft(workspace, draft, "kgc-2021", "A. Tester", "Eerder praten", TODAY)


def log(workspace: Workspace) -> list[tuple[str, str, str]]:
    path = workspace.path / "audit" / "protocols.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    return [(line["wat"], line["protocol"], line["door"]) for line in lines]


def test_a_draft_is_a_file_with_author_reason_base_and_day(workspace: Workspace) -> None:
    path = saved(workspace)
    assert (path.parent.name, path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (
        "protocols",
        0o600,
        0o700,
    )
    found = drafts(workspace)["kgc-strenger"]
    assert found.draft is not None
    assert found.draft.model_dump() == {
        "base": "kgc-2021",
        "author": "A. Tester",
        "reason": "Eerder praten",
        "made_on": TODAY,
    }
    assert found.ladder == DRAFT.ladder
    assert export_draft(workspace, "kgc-strenger") == path.read_text(encoding="utf-8")
    assert log(workspace) == [("concept bewaard", "kgc-strenger", "A. Tester")]


def test_a_draft_is_never_in_force_by_itself(workspace: Workspace) -> None:
    saved(workspace)
    assert "kgc-strenger" not in known_protocols(workspace)
    rebuild(part_of(workspace))
    snapshot = open_snapshot(workspace)
    assert compare(snapshot, SCOPE, ON, ["kgc-strenger"]).is_empty()
    settings = workspace.path / "school.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("kgc-2021", "kgc-strenger"), encoding="utf-8")
    with pytest.raises(WorkspaceError, match="noemt protocol 'kgc-strenger'"):
        rebuild(part_of(open_workspace(workspace.path)))


def test_a_draft_is_compared_without_a_build(workspace: Workspace) -> None:
    saved(workspace)
    snapshot = open_snapshot(workspace)
    found = compared(workspace, snapshot, SCOPE, ON, ["kgc-2021", "kgc-strenger"])
    late = found.filter(ladder="te-laat", role="mentor").select("protocol", "stage", "students", "actions").rows()
    assert late == [("kgc-2021", "tl-5", 0, 0), ("kgc-strenger", "tl-5", 1, 1)]
    gym = found.filter(ladder="gym")["students"]
    assert gym.null_count() == gym.len() > 0


def test_adopting_is_one_logged_step(workspace: Workspace) -> None:
    saved(workspace)
    before = (workspace.path / "school.toml").read_text(encoding="utf-8")
    adopt(workspace, "kgc-strenger", "s", "De rector", TODAY)
    after = (workspace.path / "school.toml").read_text(encoding="utf-8")
    assert after == before.replace('protocol = "kgc-2021"', 'protocol = "kgc-strenger"')
    again = open_workspace(workspace.path)
    assert again.school("s").protocol == "kgc-strenger"
    assert drafts(again) == {}
    kept = known_protocols(again)["kgc-strenger"]
    assert kept.adopted is not None
    assert (kept.adopted.adopted_by, kept.adopted.adopted_on, kept.adopted.author) == ("De rector", TODAY, "A. Tester")
    rebuild(part_of(again))
    found = compare(open_snapshot(again), SCOPE, ON, ["kgc-strenger"]).filter(ladder="te-laat", role="mentor")
    assert found["students"].to_list() == [1]
    assert log(workspace)[-1] == ("van kracht bij s", "kgc-strenger", "De rector")


def test_deleting_a_draft_is_written_down_and_a_protocol_in_force_stays(workspace: Workspace) -> None:
    saved(workspace)
    delete_draft(workspace, "kgc-strenger", "A. Tester")
    assert drafts(workspace) == {}
    assert log(workspace)[-1] == ("concept verwijderd", "kgc-strenger", "A. Tester")
    saved(workspace)
    adopt(workspace, "kgc-strenger", "s", "De rector", TODAY)
    with pytest.raises(UsageError, match="Concept 'kgc-strenger' bestaat niet"):
        delete_draft(workspace, "kgc-strenger", "A. Tester")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"draft": DRAFT.model_copy(update={"id": "kgc-2021"})}, "is al een protocol"),
        ({"base": "weg"}, "Protocol 'weg' bestaat niet"),
        ({"draft": DRAFT.model_copy(update={"unauthorised": ("geen",)})}, "noemt 'geen', geen bekende categorie"),
        ({"author": " "}, "een maker en een reden"),
        ({"reason": ""}, "een maker en een reden"),
    ],
)
def test_a_draft_that_lacks_something_is_refused(workspace: Workspace, change: dict[str, object], words: str) -> None:
    wanted = {"draft": DRAFT, "base": "kgc-2021", "author": "A", "reason": "R", "today": TODAY} | change
    with pytest.raises(UsageError, match=words):
        save_draft(workspace, **wanted)  # type: ignore[arg-type]
    assert drafts(workspace) == {}


@pytest.mark.parametrize(
    ("school", "by", "words"), [("weg", "De rector", "School 'weg'"), ("s", " ", "Wie besluit dit")]
)
def test_a_step_that_lacks_something_changes_nothing(workspace: Workspace, school: str, by: str, words: str) -> None:
    saved(workspace)
    before = (workspace.path / "school.toml").read_bytes()
    with pytest.raises(UsageError, match=words):
        adopt(workspace, "kgc-strenger", school, by, TODAY)
    assert (workspace.path / "school.toml").read_bytes() == before
    assert list(drafts(workspace)) == ["kgc-strenger"]


def test_files_that_are_no_drafts_are_refused(workspace: Workspace) -> None:
    path = saved(workspace)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[draft]", "[concept]"), encoding="utf-8")
    with pytest.raises(ProtocolError, match="'concept' is geen bekende sleutel"):
        drafts(workspace)
    path.write_text(text.split("[draft]")[0] + "[document]" + text.split("[document]")[1], encoding="utf-8")
    with pytest.raises(WorkspaceError, match="is geen concept"):
        drafts(workspace)


def test_only_the_protocol_of_the_right_school_changes(tmp_path: Path) -> None:
    toml = settings("kgc-2021", codes=False) + settings("mlg-2020", codes=False).replace('id = "s"', 'id = "b"')
    workspace = create_workspace(tmp_path / "werkmap", toml)
    saved(workspace)
    adopt(workspace, "kgc-strenger", "b", "De rector", TODAY)
    assert [school.protocol for school in open_workspace(workspace.path).schools] == ["kgc-2021", "kgc-strenger"]


def test_files_that_cannot_be_used_do_not_hide_the_others(workspace: Workspace) -> None:
    folder = saved(workspace).parent
    (folder / "stuk.toml").write_text("id = ", encoding="utf-8")
    (folder / "mlg-2020.toml").write_text("", encoding="utf-8")
    found, wrong = readable(workspace)
    assert set(found) == {*load_protocols(), "kgc-strenger"}
    assert set(wrong) == {"stuk.toml", "mlg-2020.toml"}
    assert "geen geldige TOML" in wrong["stuk.toml"].what
    assert "heet als een meegeleverd protocol" in wrong["mlg-2020.toml"].what
    with pytest.raises(WorkspaceError):
        drafts(workspace)


def test_every_change_of_the_files_changes_their_version(workspace: Workspace) -> None:
    empty = files_version(workspace)
    path = saved(workspace)
    first = files_version(workspace)
    os.utime(path, ns=(1, 1))
    assert len({empty, first, files_version(workspace)}) == 3
    delete_draft(workspace, "kgc-strenger", "A. Tester")
    assert files_version(workspace) == empty


def test_stages_of_a_draft_as_the_command_asks_them(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    saved(workspace)
    rows = []
    for protocol in ("kgc-2021", "kgc-strenger"):
        asked = ["stages", str(workspace.path), "--on", ON.isoformat(), "--protocol", protocol, "--format", "csv"]
        assert main(asked) == 0
        rows.append([line.split(",") for line in capsys.readouterr().out.splitlines()[1:]])
    assert [row[2:6] + row[7:] for row in rows[0]] == [["kgc-2021", "te-laat", "tl-3", "1", "4"]]
    assert [row[2:6] + row[7:] for row in rows[1]] == [["kgc-strenger", "te-laat", "tl-5", "2", "4"]]
    assert main(["stages", str(workspace.path), "--on", ON.isoformat(), "--protocol", "anders"]) == 2
    assert "kgc-strenger" in capsys.readouterr().err
