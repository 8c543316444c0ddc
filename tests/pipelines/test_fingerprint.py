"""Figures belong to the files beside them: what changes them makes new ones, and nothing else does."""

import os
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import pipelines.models.program
from pipelines.errors import WorkspaceError
from pipelines.models.fingerprint import fingerprint
from pipelines.models.program import ROOM, RULES, filling, rules_fingerprint
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import mark_done
from pipelines.notes.notes import choose_code
from pipelines.settings.drafts import save_draft
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, settings, spread

HOLIDAY = '[[school.holiday]]\nname = "Herfstvakantie"\nstart = 2026-10-03\nend = 2026-10-11\n'
CODE = '[[school.code]]\ncode = "QX"\ncategory = "spijbelen"\n'
CHANGED: dict[str, Callable[[str], str]] = {
    "another protocol": lambda text: text.replace("nl-leerplicht", "cgu-2024"),
    "hours of the clock": lambda text: text.replace(
        "lessons_per", 'hour_unit = "klokuur"\nlesson_minutes = 50\nlessons_per'
    ),
    "other lessons": lambda text: text.replace("lessons_per_week = 30", "lessons_per_week = 31"),
    "lessons per leerjaar": lambda text: text.replace("lessons_per_week = 30", "lessons_per_week = { 3 = 30 }"),
    "another region": lambda text: text.replace("midden", "zuid"),
    "a holiday": lambda text: text + HOLIDAY,
    "a code": lambda text: text + CODE,
    "another name": lambda text: text.replace('"School"', '"De School"'),
    "a second school": lambda text: text + settings("cgu-2024").replace('id = "s"', 'id = "t"'),
}
SAME: dict[str, Callable[[str], str]] = {
    "a remark": lambda text: f"# van ons\n{text}",
    "other spaces": lambda text: text.replace(" = ", "   =  "),
    "another order": lambda text: text.replace('region = "midden"\n', "").replace(
        "lessons", 'region = "midden"\nlessons'
    ),
    "touched": lambda text: text,
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with twelve unauthorised hours."""
    return make_workspace(tmp_path, spread("1", "weg", 12, hours=6))


def edited(workspace: Workspace, change: Callable[[str], str]) -> Workspace:
    """The workspace as the next command opens it, after an edit of its settings by hand."""
    path = workspace.path / "school.toml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return open_workspace(workspace.path)


@pytest.mark.parametrize("name", CHANGED)
def test_an_edit_of_the_settings_changes_the_fingerprint(workspace: Workspace, name: str) -> None:
    before = fingerprint(workspace)
    assert fingerprint(edited(workspace, CHANGED[name])) != before


@pytest.mark.parametrize("name", SAME)
def test_another_way_to_write_the_same_does_not(workspace: Workspace, name: str) -> None:
    before = fingerprint(workspace)
    assert fingerprint(edited(workspace, SAME[name])) == before


def test_hours_of_the_clock_count_at_the_next_look(workspace: Workspace) -> None:
    said: list[str] = []
    old = open_snapshot(workspace, said.append)
    assert (old.rows("select hour_factor from ref_school").item(), said) == (1.0, [])
    new = open_snapshot(edited(workspace, CHANGED["hours of the clock"]), said.append)
    assert new.rows("select hour_factor from ref_school").item() == pytest.approx(50 / 60)
    assert len(said) == 1
    assert open_snapshot(open_workspace(workspace.path), said.append).paths == new.paths
    assert len(said) == 1
    assert open_snapshot(edited(workspace, lambda text: text.replace('"klokuur"', '"lesuur"'))).paths != new.paths


def test_settings_that_make_no_figures_serve_no_old_ones(workspace: Workspace) -> None:
    clock = 'protocol = "nl-leerplicht"\nhour_unit = "klokuur"'
    broken = edited(workspace, lambda text: text.replace('protocol = "nl-leerplicht"', clock))
    with pytest.raises(WorkspaceError, match="telt in klokuren, maar de lesduur is niet bekend"):
        open_snapshot(broken)
    with pytest.raises(WorkspaceError, match="nl-niets"):
        edited(broken, lambda text: text.replace("nl-leerplicht", "nl-niets"))


def test_a_choice_of_a_code_counts_and_a_mark_does_not(workspace: Workspace) -> None:
    before = fingerprint(workspace)
    tasks = tasks_of_step("1", "nl-leerplicht", "leerplicht", "melding", YEAR[1])
    mark_done(workspace, SCOPE, tasks, YEAR[2], "JdV", YEAR[3])
    assert fingerprint(workspace) == before
    choose_code(workspace, "s", "QX", "spijbelen", "iemand")
    chosen = fingerprint(workspace)
    assert chosen != before
    choose_code(workspace, "s", "QX", "verlof", "iemand")
    assert fingerprint(workspace) not in (before, chosen)
    choose_code(workspace, "s", "QX", None, "iemand")
    assert fingerprint(workspace) == before


def test_a_draft_is_in_no_figures_until_it_is_in_force(workspace: Workspace) -> None:
    before = fingerprint(workspace)
    base = load_protocols()["kgc-2021"]
    draft = apply(base, [Edit(ladder="te-laat", stage="tl-5", number=4)], "kgc-strenger")
    path = save_draft(workspace, draft, base.id, "A. Tester", "Eerder praten", date(2026, 11, 24))
    assert fingerprint(workspace) == before
    (workspace.path / "protocols" / "kapot.toml").write_text("geen protocol")
    assert fingerprint(workspace) == before
    (workspace.path / "protocols" / "kapot.toml").unlink()
    adopted = '[adopted]\nadopted_by = "A. Tester"\nadopted_on = 2026-11-25\n'
    path.write_text(path.read_text(encoding="utf-8").replace("[draft]\n", adopted), encoding="utf-8")
    in_force = edited(workspace, lambda text: text.replace("nl-leerplicht", "kgc-strenger"))
    after = fingerprint(in_force)
    assert open_snapshot(in_force).rows("select fingerprint from ref_build").item() == after
    path.write_text(path.read_text(encoding="utf-8").replace("number = 4", "number = 6"), encoding="utf-8")
    assert fingerprint(in_force) != after
    path.write_text("geen protocol", encoding="utf-8")
    with pytest.raises(Exception, match="kgc-strenger"):
        open_snapshot(in_force)


def test_a_new_version_of_the_program_builds_anew(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = open_snapshot(workspace)
    assert before.rows("select program from ref_build").item() == pipelines.models.program.program_version()
    monkeypatch.setattr("pipelines.models.program.program_version", lambda: "99.0")
    rules_fingerprint.cache_clear()
    try:
        assert open_snapshot(workspace).paths != before.paths
    finally:
        rules_fingerprint.cache_clear()


def test_the_modules_that_make_rows_are_part_of_the_rules() -> None:
    known = {path.relative_to(ROOM.parent).as_posix() for path in filling()}
    assert known > {
        "pipelines/models/build.py",
        "pipelines/calendar.py",
        "pipelines/models/pattern_table.py",
        "pipelines/models/reference.py",
        "pipelines/settings/settings.py",
        "pipelines/statistics/patterns.py",
        "pipelines/models/timetable.py",
        "protocols/counters.py",
        "protocols/load.py",
        "protocols/tables.py",
    }
    assert not [path for path in known if path.startswith("pipelines/readers/")]


@pytest.mark.parametrize(
    "file", [ROOM / "calendar.py", ROOM / "models" / "marts" / "mart_week.sql", RULES / "settings.toml"]
)
def test_a_changed_rule_changes_the_rules(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not file.exists():
        file = next((ROOM / "models" / "marts").glob("*.sql"))
    before = rules_fingerprint.__wrapped__()
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read(path) + (b" " if path == file else b""))
    assert rules_fingerprint.__wrapped__() != before


def test_a_build_by_itself_is_for_its_owner_only(workspace: Workspace) -> None:
    old = os.umask(0o022)
    try:
        os.umask(0o022)  # as a question of figures starts
        open_snapshot(edited(workspace, CHANGED["other lessons"]))
    finally:
        os.umask(old)
    current = part_of(workspace).current()
    assert current
    assert {stat.S_IMODE(path.stat().st_mode) for path in (current, part_of(workspace).pointer)} == {0o600}


def test_somebody_who_builds_is_waited_for(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = edited(workspace, CHANGED["other lessons"])
    monkeypatch.setattr("pipelines.models.snapshot.WAIT_SECONDS", 0.1)
    with workspace.locked(), pytest.raises(WorkspaceError, match="loopt al een import of opbouw"):
        open_snapshot(changed)
    rebuild(part_of(changed))
    assert open_snapshot(changed).paths["s"] == part_of(workspace).current()
