"""A step only after a task that was done, or only without: what a mark does at the next build, and what cannot be known."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dashboard.app_pages.protocollen.wording import Defaults, step
from dashboard.steps.why import sentence
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.marks import mark_done, tasks_of, withdraw
from pipelines.questions.ladders import next_stages
from pipelines.questions.protocols_compared import compare
from pipelines.questions.stages import stages
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import worklist
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import of_schools
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.edits import Edit, apply
from protocols.lint import lint
from protocols.load import category_file
from protocols.rule_words import stage_words
from protocols.schema import Protocol
from protocols.task_keys import keys_of
from tests.pipelines.histories import SCOPE, YEAR, rows_of, spread
from tests.pipelines.own_protocol import OwnSchool, invented

RULES = invented("molenwiek-2026")
LAST = date(2026, 9, 25)
SCHOOL = OwnSchool(RULES, LAST)
LATE = {n: SCHOOL.case(spread("a", "laat", n)) for n in (5, 6, 7)}
TALK, HIGHER = RULES.ladder[0].stage[:2]


def marked(workspace: Workspace, on: date, take_back: bool = False) -> Snapshot:
    """The figures after the talk with everybody was marked as done on a day, or that was taken back."""
    rows = asked(SCHOOL.snapshot, SCOPE, LAST).filter(stage="tl-3")
    tasks = tasks_of(rows.filter(pl.col("followup").is_null()).with_columns(pl.lit("spreekt").alias("what")))
    mark_done(workspace, of_schools("s"), tasks, on, "ab", LAST)
    if take_back:
        withdraw(workspace, of_schools("s"), tasks, "ab")
    assert rebuild(part_of(workspace))
    return open_snapshot(workspace)


def stood(snapshot: Snapshot, number: int) -> list[tuple[object, ...]]:
    return rows_of(LATE[number].of(stages(snapshot, SCOPE, LAST)), "stage", "reached_on")


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The figures with a talk on the day of the fourth late; only to be read."""
    return marked(SCHOOL.copy(tmp_path_factory.mktemp("gesprek")), YEAR[3])


def test_without_the_talk_nobody_is_higher() -> None:
    """The seventh in a month is the other way, for who had no talk; the first late of the year lies in August."""
    assert [stood(SCHOOL.snapshot, n) for n in (5, 6, 7)] == [[("tl-3", YEAR[2])]] * 3


@pytest.mark.parametrize(("day", "reached"), [(YEAR[5], YEAR[5]), (YEAR[6], YEAR[6])])
def test_after_the_talk_the_sixth_counts_or_the_day_of_the_talk(day: date, reached: date, tmp_path: Path) -> None:
    found = marked(SCHOOL.copy(tmp_path), day)
    assert stood(found, 5) == [("tl-3", YEAR[2])]
    assert stood(found, 6) == stood(found, 7) == [("tl-6", reached)]


def test_a_mark_that_was_taken_back_does_nothing(tmp_path: Path) -> None:
    assert stood(marked(SCHOOL.copy(tmp_path), YEAR[2], take_back=True), 6) == [("tl-3", YEAR[2])]


def test_a_draft_with_another_number_counts_from_the_marks(talked: Snapshot) -> None:
    bench = Workbench(talked, RULES, "s", LAST)
    try:
        for number, students in ((5, 3), (7, 1), (8, 0)):
            edit = Edit(ladder="te-laat", stage="tl-6", group=1, number=number)
            with bench.holding(apply(RULES, [edit], f"concept-{number}")) as trial:
                told = compare(trial, SCOPE, LAST, [f"concept-{number}"]).filter(stage="tl-6")
                assert (number, told["students"][0]) == (number, students)
    finally:
        bench.close()


def test_where_nobody_was_asked_the_task_the_step_has_no_number(talked: Snapshot) -> None:
    """A draft of which the talk has another rule: no mark is one of it, and that is not nought."""
    draft = apply(RULES, [Edit(ladder="te-laat", stage="tl-3", number=4)], "concept")
    bench = Workbench(talked, RULES, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            told = dict(compare(trial, SCOPE, LAST, ["concept"]).select("stage", "students").rows())
        assert told == {"tl-3": 3, "tl-6": 0, "tl-meldt": None, "vz-4": None}
        with bench.holding(apply(RULES, [Edit(ladder="te-laat", stage="tl-6", number=4)], "ander")) as trial:
            told = dict(compare(trial, SCOPE, LAST, ["ander"]).select("stage", "students").rows())
        assert told == {"tl-3": 0, "tl-6": 3, "tl-meldt": None, "vz-4": 0}
    finally:
        bench.close()


def test_the_words_say_after_which_task() -> None:
    assert stage_words(RULES, HIGHER) == (
        "vanaf 6 keer te laat per schooljaar (pas na de gedane taak ‘gesprek’); of "
        "vanaf 7 keer te laat per maand (niet na de gedane taak ‘gesprek’)"
    )
    last = RULES.ladder[1].stage[0]
    assert "een vinkje bij de taak ‘gesprek’ of ‘brief’" in step(RULES, last, Defaults(5, {})).place
    assert "vanaf de volgende keer inlezen" in step(RULES, HIGHER, Defaults(5, {})).place
    assert "inlezen" not in step(RULES, TALK, Defaults(5, {})).place
    assert [f.kind for f in lint(RULES, {}) if (f.ladder, f.stage) == ("verzuim", "vz-4")] == ["onbereikbaar"]


def changed(ladder: int, stage: int, ways: int = 2, **group: object) -> Protocol:
    """The rules with another group of a stage, and so many ways to the stage that asks the letter."""
    content = RULES.model_dump()
    content["ladder"][0]["stage"][1]["group"] = content["ladder"][0]["stage"][1]["group"][:ways]
    content["ladder"][ladder]["stage"][stage]["group"][0].update(group)
    return Protocol.model_validate(content)


@pytest.mark.parametrize(
    ("rules", "key", "said"),
    [
        (changed(0, 1, done=("praten",)), "ladder.1.stage.2.group.1.done", "een taak die geen trede vraagt"),
        (changed(1, 0, done=("brief",)), "", ""),
        # The talk after the letter, and the letter after the talk; and with another way to the letter.
        (changed(0, 0, ways=1, done=("brief",)), "ladder.1.stage.1.group.1.done", "pas na deze trede zelf"),
        (changed(0, 1, ways=1, done=("brief",)), "ladder.1.stage.2.group.1.done", "pas na deze trede zelf"),
        (changed(0, 0, ways=2, done=("brief",)), "", ""),
    ],
)
def test_a_task_is_one_that_is_asked_before(rules: Protocol, key: str, said: str) -> None:
    fault = first_fault(rules, category_file())
    assert (fault.key if fault else "") == key
    assert said in (fault.problem if fault else "")


def test_an_appointment_is_no_mark() -> None:
    content = RULES.model_dump()
    content["ladder"][0]["stage"][0]["action"][1]["task"] = "melden"
    content["ladder"][0]["stage"][1]["group"][0]["done"] = ("melden",)
    fault = first_fault(Protocol.model_validate(content), category_file())
    assert fault is not None
    assert "een afspraak waarvoor de leerling komt" in fault.problem
    assert "niet_gemeld" in fault.remedy


def test_a_task_keeps_its_key_when_another_waits_for_it() -> None:
    assert keys_of(RULES, ["gesprek"]) == keys_of(changed(0, 1, done=(), not_done=("gesprek",)), ["gesprek"])
    assert len(keys_of(RULES, ["gesprek", "brief"])) == 2
    assert keys_of(RULES, []) == []


def test_the_reason_says_when_the_task_was_done(talked: Snapshot) -> None:
    said = [sentence(row) for n in (6, 7) for row in LATE[n].of(worklist(talked, SCOPE, LAST)).to_dicts()]
    assert said == ["6e keer te laat dit schooljaar op ma 7 sep (vanaf 6; na de taak die op do 3 sep is gedaan)"] * 2


def test_nobody_is_near_a_step_that_waits_for_a_task(talked: Snapshot) -> None:
    """Five of six lates: without the talk there is no way to it."""
    for snapshot in (SCHOOL.snapshot, talked):
        assert next_stages(snapshot, SCOPE, LAST, RULES.id).is_empty()
