"""Two stages of one level that are reached on one day: everywhere the later one in the file is where the pupil stands."""

from collections.abc import Iterator
from datetime import date

import pytest

from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions import ladders
from pipelines.questions.differs import heights
from pipelines.questions.protocols_compared import compare, stage_weeks
from pipelines.questions.recovered import lapsed
from pipelines.questions.signals import signals
from pipelines.questions.stages import stages
from pipelines.questions.whatif import moved
from pipelines.questions.worklist import worklist
from pipelines.settings.drafts import save_draft
from pipelines.settings.in_force import adopt
from pipelines.store.part import part_of
from pipelines.store.workspace import open_workspace
from pipelines.whatif.workbench import Workbench
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, rows_of

DAY, ON = YEAR[10], YEAR[12]
ONE = Edit(ladder="ziek", stage="zk-4x", number=1)
OTHER = Edit(ladder="ziek", stage="zk-10d", counter="ziek_achtereen", unit="melding", window="kwartaal", number=1)
EARLIER, LATER = "zk-4x", "zk-10d"


def kgc(name: str, *edits: Edit) -> Protocol:
    """The protocol with other numbers at its two stages of level 3, both then counting sick reports in the quarter."""
    return apply(load_protocols()["kgc-2021"], list(edits), name)


BOTH = kgc("beide", ONE, OTHER)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """A pupil who was ill for one day, at a school where both stages are in force."""
    folder = tmp_path_factory.mktemp("gelijk")
    workspace = make_workspace(folder, [Registration("a", DAY, 1, "ziek")], "kgc-2021", until=date(2026, 10, 9))
    save_draft(workspace, BOTH, "kgc-2021", "A. Tester", "eerder kijken", YEAR[0])
    adopt(workspace, BOTH.id, "s", "De rector", YEAR[0])
    workspace = open_workspace(workspace.path)
    rebuild(part_of(workspace))
    opened = open_snapshot(workspace)
    yield opened
    opened.close()


def test_both_are_reached(snapshot: Snapshot) -> None:
    found = stages(snapshot, SCOPE, ON, every_stage=True)
    assert rows_of(found, "stage", "level", "reached_on") == [(LATER, 3, DAY), (EARLIER, 3, DAY)]


def test_the_pupil_stands_at_the_later_one(snapshot: Snapshot) -> None:
    assert rows_of(stages(snapshot, SCOPE, ON), "stage", "value") == [(LATER, 1.0)]
    assert worklist(snapshot, SCOPE, ON)["stage"].to_list() == [LATER]
    assert heights(snapshot, SCOPE, ON, [BOTH.id]).filter(track="ziek")["stage"].to_list() == [LATER]
    assert signals(snapshot, SCOPE, ON, "s", [BOTH.id])["stage"].to_list() == [LATER]
    week = ladders.stage_weeks(snapshot, SCOPE, ON, BOTH.id, "ziek").filter(date=ON)
    assert rows_of(week, "stage", "students") == [(LATER, 1)]
    moves = ladders.moves(snapshot, SCOPE, DAY, ON, BOTH.id, "ziek")
    assert rows_of(moves, "stage_before", "stage_after") == [(LATER, LATER)]
    beside = stage_weeks(snapshot, SCOPE, ON, [BOTH.id]).filter(ladder="ziek", week_start=date(2026, 9, 14))
    assert rows_of(beside.filter(beside["students"] > 0), "stage", "students") == [(LATER, 1)]


def test_only_the_later_one_asks(snapshot: Snapshot) -> None:
    found = compare(snapshot, SCOPE, ON, [BOTH.id]).filter(ladder="ziek", level=3)
    assert rows_of(found, "stage", "role", "students", "actions") == [
        (LATER, "absentieadministratie", 1, 1),
        (LATER, "schoolarts", 1, 1),
        (EARLIER, "schoolarts", 0, 0),
        (EARLIER, "zorgcoördinator", 0, 0),
    ]


def test_the_later_one_is_what_lapses_with_the_quarter(snapshot: Snapshot) -> None:
    first = date(2026, 10, 1)
    assert lapsed(snapshot, SCOPE, YEAR[22]).is_empty()
    assert rows_of(lapsed(snapshot, SCOPE, first), "stage", "since", "now_stage") == [(LATER, first, None)]


@pytest.mark.parametrize(("edits", "stage"), [((ONE, OTHER), LATER), ((ONE,), EARLIER), ((OTHER,), LATER)])
def test_a_draft_and_its_base_say_the_same(snapshot: Snapshot, edits: tuple[Edit, ...], stage: str) -> None:
    """With both in the base, and both, one or the other in a draft."""
    bench = Workbench(snapshot, BOTH, "s", ON)
    back = {EARLIER: Edit(ladder="ziek", stage=EARLIER, number=4), LATER: Edit(ladder="ziek", stage=LATER, number=11)}
    changes = [back[name] for name in back if name not in {edit.stage for edit in edits}]
    draft = apply(BOTH, [*changes, Edit(ladder="ziek", stage="zk-5d", number=4)], "concept")
    found = moved(bench, SCOPE, ON, draft).filter(student_id="a", ladder="ziek")
    assert rows_of(found, "base_stage", "draft_stage") == [(LATER, stage)]
    with bench.holding(draft) as trial:
        standing = stages(trial, SCOPE, ON, protocol=draft.id)
        assert standing["stage"].to_list() == [stage]
    bench.close()
