"""Which protocol is in force: one step, whole or not at all, written down, and back again."""

import json
import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import UsageError, WorkspaceError
from pipelines.settings.drafts import delete_draft, drafts, known_protocols, log_path, save_draft
from pipelines.settings.file import read_text, with_protocol
from pipelines.settings.in_force import adopt, former, history, undo
from pipelines.settings.settings import schools_in
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.histories import settings
from tests.shared import amount

ROOT = Path(__file__).parent.parent.parent
TODAY = date(2026, 11, 24)
BASE = load_protocols()["kgc-2021"]
OLD, NEW, SHIPPED = "kgc-2021", "kgc-strenger", "mlg-2020"
DRAFT = apply(BASE, [Edit(ladder="te-laat", stage="tl-5", number=4)], NEW)
# How many runs are killed at an odd moment; raise it by hand for a long run.
KILLS = int(os.environ.get("VERZUIMBEELD_KILLS", amount(2, 6)))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with one saved draft."""
    return with_draft(create_workspace(tmp_path / "werkmap", settings(OLD, codes=False)))


def with_draft(workspace: Workspace) -> Workspace:
    save_draft(workspace, DRAFT, OLD, "A. Tester", "Eerder praten", TODAY)
    return workspace


def again(workspace: Workspace) -> Workspace:
    return open_workspace(workspace.path)


def now(workspace: Workspace, school: str = "s") -> str:
    return again(workspace).school(school).protocol


def told(workspace: Workspace, school: str = "s") -> list[tuple[str, str, str]]:
    """Protocol, by whom and how, oldest first."""
    return [(each.protocol, each.by, each.how) for each in history(again(workspace), school)]


def by_hand(workspace: Workspace, protocol: str) -> None:
    """Somebody changes `school.toml` with an editor."""
    path = workspace.path / "school.toml"
    path.write_text(with_protocol(read_text(path), path, "s", protocol), encoding="utf-8")


def test_a_shipped_protocol_comes_into_force_like_a_draft(workspace: Workspace) -> None:
    adopt(workspace, SHIPPED, "s", " De rector ", TODAY)
    assert now(workspace) == SHIPPED
    assert told(workspace) == [(OLD, "", "begin"), (SHIPPED, "De rector", "vastgesteld")]
    assert sorted(path.name for path in (workspace.path / "protocols").iterdir()) == [f"{NEW}.toml"]
    assert history(again(workspace), "s")[0].since is None
    assert history(again(workspace), "s")[1].since is not None


def test_back_goes_one_step_at_a_time_to_the_beginning(workspace: Workspace) -> None:
    for protocol in (SHIPPED, NEW, "cgu-2024"):
        adopt(workspace, protocol, "s", "De rector", TODAY)
    found = []
    while former(again(workspace), "s"):
        found.append(undo(workspace, "s", "De conrector", TODAY).protocol)
        assert now(workspace) == found[-1]
    assert found == [NEW, SHIPPED, OLD]
    assert told(workspace)[-3:] == [(protocol, "De conrector", "teruggedraaid") for protocol in found]
    with pytest.raises(UsageError, match="niets terug te draaien"):
        undo(workspace, "s", "De conrector", TODAY)


def test_what_was_gone_back_from_is_a_draft_again_and_can_return(workspace: Workspace) -> None:
    adopt(workspace, NEW, "s", "De rector", TODAY)
    assert list(drafts(again(workspace))) == []
    undo(workspace, "s", "De rector", TODAY)
    assert list(drafts(again(workspace))) == [NEW]
    assert NEW not in known_protocols(again(workspace))
    made = drafts(again(workspace))[NEW].draft
    assert made is not None
    assert (made.author, made.reason, made.base) == ("A. Tester", "Eerder praten", OLD)
    adopt(workspace, NEW, "s", "De rector", TODAY)
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    assert undo(workspace, "s", "De rector", TODAY).protocol == NEW
    assert NEW in known_protocols(again(workspace))


def test_after_going_back_and_choosing_anew_back_skips_what_was_undone(workspace: Workspace) -> None:
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    undo(workspace, "s", "De rector", TODAY)
    adopt(workspace, "cgu-2024", "s", "De rector", TODAY)
    before = former(again(workspace), "s")
    assert before is not None
    assert before.protocol == OLD


def test_back_to_a_draft_that_is_gone_or_has_other_rules_is_refused(workspace: Workspace) -> None:
    adopt(workspace, NEW, "s", "De rector", TODAY)
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    other = apply(BASE, [Edit(ladder="te-laat", stage="tl-5", number=6)], NEW)
    save_draft(again(workspace), other, OLD, "A. Tester", "Later praten", TODAY)
    before = (workspace.path / "school.toml").read_bytes()
    with pytest.raises(UsageError, match=f"'{NEW}' heeft nu andere regels"):
        undo(workspace, "s", "De rector", TODAY)
    delete_draft(again(workspace), NEW, "A. Tester")
    with pytest.raises(UsageError, match=f"'{NEW}', dat daarvoor gold, is er niet meer"):
        undo(workspace, "s", "De rector", TODAY)
    assert (workspace.path / "school.toml").read_bytes() == before
    with_draft(again(workspace))
    assert undo(workspace, "s", "De rector", TODAY).protocol == NEW


def test_a_change_by_hand_is_in_the_list_and_can_be_gone_back_from(workspace: Workspace) -> None:
    adopt(workspace, NEW, "s", "De rector", TODAY)
    by_hand(workspace, SHIPPED)
    assert told(workspace)[1:] == [(NEW, "De rector", "vastgesteld"), (SHIPPED, "", "school.toml")]
    adopt(workspace, "cgu-2024", "s", "De rector", TODAY)
    assert [undo(workspace, "s", "De rector", TODAY).protocol for _ in range(3)] == [SHIPPED, NEW, OLD]


@pytest.mark.parametrize("by", ["", "  "])
def test_nobody_decides_without_a_name(workspace: Workspace, by: str) -> None:
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    for step in (lambda: adopt(workspace, NEW, "s", by, TODAY), lambda: undo(workspace, "s", by, TODAY)):
        with pytest.raises(UsageError, match="Wie besluit dit"):
            step()
    assert now(workspace) == SHIPPED


@pytest.mark.parametrize(("protocol", "words"), [("weg", "'weg' bestaat niet"), (OLD, "is al van kracht bij 's'")])
def test_what_cannot_be_put_in_force(workspace: Workspace, protocol: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        adopt(workspace, protocol, "s", "De rector", TODAY)
    assert told(workspace) == [(OLD, "", "begin")]


def test_a_protocol_that_does_not_fit_the_settings_is_refused_before_anything_changes(tmp_path: Path) -> None:
    minutes = {name: each.lesson_minutes for name, each in load_protocols().items()}
    silent = next(name for name, found in minutes.items() if found is None)
    telling = next(name for name, found in minutes.items() if found is not None)
    text = settings(telling, codes=False, more='hour_unit = "klokuur"')
    workspace = create_workspace(tmp_path / "werkmap", text)
    with pytest.raises(WorkspaceError, match="telt in klokuren"):
        adopt(workspace, silent, "s", "De rector", TODAY)
    assert (now(workspace), log_path(workspace).exists()) == (telling, False)


def test_each_school_has_its_own_history(tmp_path: Path) -> None:
    text = settings(OLD, codes=False) + settings(SHIPPED, codes=False).replace('id = "s"', 'id = "b"')
    workspace = with_draft(create_workspace(tmp_path / "werkmap", text))
    adopt(workspace, NEW, "b", "De rector", TODAY)
    adopt(again(workspace), NEW, "s", "De rector", TODAY)
    undo(workspace, "b", "De rector", TODAY)
    assert (now(workspace, "b"), now(workspace)) == (SHIPPED, NEW)
    assert NEW in known_protocols(again(workspace))
    with pytest.raises(UsageError, match="niets terug te draaien"):
        undo(workspace, "b", "De rector", TODAY)


def test_while_somebody_else_writes_nothing_changes(workspace: Workspace) -> None:
    with workspace.locked():
        with pytest.raises(WorkspaceError, match="loopt al een import"):
            adopt(workspace, NEW, "s", "B", TODAY)
        with pytest.raises(WorkspaceError, match="loopt al een import"):
            undo(workspace, "s", "B", TODAY)
        with pytest.raises(WorkspaceError, match="loopt al een import"):
            delete_draft(workspace, NEW, "B")
    assert (now(workspace), list(drafts(again(workspace)))) == (OLD, [NEW])


def test_who_comes_second_decides_about_what_the_first_left(workspace: Workspace) -> None:
    stale = again(workspace)
    adopt(workspace, NEW, "s", "De rector", TODAY)
    with pytest.raises(UsageError, match="is al van kracht"):
        adopt(stale, NEW, "s", "De conrector", TODAY)
    adopt(stale, SHIPPED, "s", "De conrector", TODAY)
    assert [each[0] for each in told(workspace)] == [OLD, NEW, SHIPPED]


def test_a_log_of_an_earlier_version_is_read_as_far_as_it_goes(workspace: Workspace) -> None:
    line = {"moment": "2026-09-01T08:00:00+00:00", "wat": "van kracht bij s", "protocol": OLD, "door": "De rector"}
    log_path(workspace).write_text(json.dumps(line | {"reden": "", "inhoud": "x"}) + "\n", encoding="utf-8")
    assert told(workspace) == [(OLD, "De rector", "vastgesteld")]
    with pytest.raises(UsageError, match="niets terug te draaien"):
        undo(workspace, "s", "De rector", TODAY)
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    assert undo(workspace, "s", "De rector", TODAY).protocol == OLD


def test_a_line_that_was_broken_off_spoils_no_other(workspace: Workspace) -> None:
    adopt(workspace, SHIPPED, "s", "De rector", TODAY)
    path = log_path(workspace)
    path.write_bytes(path.read_bytes() + '{"moment": "2026-11-24T08:00:00+00:00", "wat": "é'.encode()[:-1])
    adopt(workspace, NEW, "s", "De rector", TODAY)
    assert [each[0] for each in told(workspace)] == [OLD, SHIPPED, NEW]
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("step", ["adopt", "undo"])
def test_a_run_that_is_killed_leaves_the_old_or_the_new(workspace: Workspace, tmp_path: Path, step: str) -> None:
    if step == "undo":
        adopt(workspace, NEW, "s", "De rector", TODAY)
    old, new = (OLD, NEW) if step == "adopt" else (NEW, OLD)
    earlier = told(workspace)
    path = workspace.path / "school.toml"
    texts = {old: read_text(path), new: with_protocol(read_text(path), path, "s", new)}
    workspace.path.rename(tmp_path / "begin")
    command = [sys.executable, "-m", "tests.pipelines.stopped", str(tmp_path), str(KILLS), step]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    ends = []
    for number in range(1, int(run.stdout) + 1):
        found = open_workspace(tmp_path / str(number))
        stands = now(found)
        ends.append(stands)
        assert read_text(found.path / "school.toml") == texts[stands]
        assert told(found) == (earlier if stands == old else [*earlier, (new, "De rector", _how(step))])
        assert (NEW in drafts(found), NEW in known_protocols(found)) == (stands == OLD, stands == NEW)
        if number % 4:
            continue
        # Whatever was left, the next one can decide, and go back.
        other = OLD if stands == NEW else NEW
        adopt(found, other, "s", "De conrector", TODAY)
        assert undo(found, "s", "De conrector", TODAY).protocol == stands
        assert told(found)[-2:] == [(other, "De conrector", "vastgesteld"), (stands, "De conrector", "teruggedraaid")]
    assert set(ends) == {old, new}
    assert len(ends) > KILLS + 8


def _how(step: str) -> str:
    return "vastgesteld" if step == "adopt" else "teruggedraaid"


ONE = '[[school]]\nid = "a"\nname = "A" # naam\nregion = "noord"\nprotocol = "kgc-2021" # geldt\n'
TWO = ONE.replace('"a"', '"s"')
# name | text | what stands in it before | and after
FILES = {
    "gewoon": ONE + TWO,
    "crlf": (ONE + TWO).replace("\n", "\r\n"),
    "bom": "\ufeff" + ONE + TWO,
    "inline": 'school = [{id = "a", name = "A", region = "noord", protocol = "kgc-2021"}, '
    '{id = "s", name = "B", region = "noord", protocol = \'kgc-2021\'}] # twee\n',
    "inline op regels": 'school = [\n  {id = "a", name = "A", region = "noord", protocol = "kgc-2021"}, # een\n'
    '  {id = "s",  name = "B", region = "noord", "protocol"   =  "kgc-2021" }, # twee\n]\n',
    "ertussen": ONE
    + "\n[[holiday]]\nstart = 2026-01-01\nend = 2026-01-02\n\n"
    + TWO
    + "[school.lessons_per_week]\n1=30\n",
    "aanhalingstekens om de sleutel": ONE + TWO.replace("protocol =", "'protocol' ="),
    "drie aanhalingstekens": ONE + TWO.replace('"kgc-2021"', '"""kgc-2021"""'),
    "drie rechte": ONE + TWO.replace('"kgc-2021"', "'''kgc-2021'''"),
    "gestippeld": ONE + TWO + "lessons_per_week.1 = 30\nlessons_per_week.2 = 31\n[retention]\nlog_years = 2\n",
    "tekst die erop lijkt": ONE.replace(
        'name = "A" # naam', 'name = """\n[[school]]\nid = "s"\nprotocol = "kgc-2021"\n"""'
    )
    + TWO,
    "commentaar dat erop lijkt": ONE + TWO.replace("region", '# protocol = "kgc-2021"\nregion'),
    "commentaar met een begin zonder einde": ONE + TWO.replace("region", '# protocol = """\nregion') + '# """\n',
    "spaties": ONE + '  [[ school ]]  \n  id="s"\n\tname="B"\n region="noord"\n\tprotocol="kgc-2021"   # t\n'
    '[[school.code]]\ncode="protocol"\ncategory="ziek"\n',
    "ontsnapt": ONE + TWO.replace('"s"', '"\\u0073"').replace('"kgc-2021"', '"kgc\\u002d2021"'),
    "zonder laatste regeleinde": ONE + TWO.rstrip("\n"),
    "tijden zonder seconden": ONE + TWO + "[[school.lesson]]\nhour = 1\nstart = 08:30\nend = 09:15\n",
    "eerst de onderdelen": ONE + '[[school]]\nprotocol = "kgc-2021"\nname = "S"\nid = "s"\nregion = "zuid"\n',
}


@pytest.mark.parametrize("name", list(FILES))
def test_only_the_protocol_of_one_school_changes_in_any_valid_file(tmp_path: Path, name: str) -> None:
    text, path = FILES[name], tmp_path / "school.toml"
    before = schools_in(text, path)
    changed = with_protocol(text, path, "s", SHIPPED)
    after = schools_in(changed, path)
    assert [school.protocol for school in after] == [OLD, SHIPPED]
    assert [school.model_copy(update={"protocol": OLD}) for school in after] == list(before)
    # Every other character stays: what comes before and after the one value is the same.
    start = next(n for n, (old, new) in enumerate(zip(text, changed, strict=False)) if old != new)
    end = next(n for n, (old, new) in enumerate(zip(text[::-1], changed[::-1], strict=False)) if old != new)
    assert changed[start : len(changed) - end].strip("\"'") in (SHIPPED, SHIPPED[:-1])


def test_a_file_that_is_adopted_from_a_page_stays_as_it_was_laid_out(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings(OLD, codes=False))
    path = workspace.path / "school.toml"
    path.write_bytes(b"\xef\xbb\xbf# van ons\r\n" + settings(OLD).replace("\n", "\r\n").encode() + b"\r\n# einde")
    before = path.read_bytes()
    adopt(again(workspace), SHIPPED, "s", "De rector", TODAY)
    assert path.read_bytes() == before.replace(OLD.encode(), SHIPPED.encode(), 1)
    undo(again(workspace), "s", "De rector", TODAY)
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600
    assert tomllib.loads(before.decode("utf-8-sig"))["school"][0]["protocol"] == OLD
