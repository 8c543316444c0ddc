"""A count that begins anew from a stage or from a task that was done: the days, the reasons, drafts and what is refused."""

from datetime import date

import pytest

from dashboard.steps.why import sentence
from pipelines.questions.differs import behind
from pipelines.questions.ladders import next_stages
from pipelines.questions.protocols_compared import compare
from pipelines.questions.stages import stages
from pipelines.questions.worklist import worklist
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.edits import Edit, apply
from protocols.lint import lint
from protocols.load import category_file
from protocols.rule_words import stage_words
from protocols.schema import Protocol
from tests.pipelines.given import expect
from tests.pipelines.histories import SCOPE, YEAR, Registration, rows_of, spread
from tests.pipelines.own_protocol import OwnSchool, invented

RULES = invented("beukenlaan-2026")
LAST = date(2026, 9, 25)
SCHOOL = OwnSchool(RULES, LAST)
LATE = {n: SCHOOL.case(spread("a", "laat", n)) for n in (3, 4, 5, 6)}
# Two more on the day of the letter: it goes out after them.
SAME_DAY = SCHOOL.case(
    [*spread("a", "laat", 3), *(Registration("a", YEAR[2], h, "te_laat_ongeoorloofd") for h in (2, 3))]
)


@pytest.mark.parametrize(
    ("number", "stage", "day"), [(3, "brief-1", 2), (4, "brief-2", 3), (5, "brief-2", 3), (6, "melding", 5)]
)
def test_after_each_letter_the_count_begins_anew(number: int, stage: str, day: int) -> None:
    found = LATE[number].of(stages(SCHOOL.snapshot, SCOPE, LAST))
    assert rows_of(found, "stage", "reached_on") == [(stage, YEAR[day])]


def test_what_is_registered_on_the_day_of_the_letter_is_before_it() -> None:
    assert rows_of(SAME_DAY.of(stages(SCHOOL.snapshot, SCOPE, LAST)), "stage", "value") == [("brief-1", 5.0)]


def test_value_reasons_and_registrations_are_those_since_the_letter() -> None:
    school = SCHOOL.snapshot
    assert rows_of(LATE[6].of(stages(school, SCOPE, LAST)), "stage", "value") == [("melding", 2.0)]
    said = {row["stage"]: sentence(row) for row in LATE[6].of(worklist(school, SCOPE, LAST)).to_dicts()}
    assert said["melding"] == "2e keer te laat na do 3 sep op ma 7 sep (meer dan 1)"
    found = behind(school, SCOPE, LAST, "s", LATE[6].pupil("a"), RULES.id, "te-laat", "melding")
    assert found["date"].to_list() == [YEAR[4], YEAR[5]]
    # How far somebody is from a step that counts anew is not told.
    assert LATE[3].of(next_stages(school, SCOPE, LAST, RULES.id)).is_empty()


def test_a_draft_of_an_earlier_letter_moves_the_later_ones() -> None:
    """From the second late in a period: a third is the next letter, and two more the report."""
    bench = Workbench(SCHOOL.snapshot, RULES, "s", LAST)
    draft = apply(RULES, [Edit(ladder="te-laat", stage="brief-1", number=2)], "concept")
    try:
        with bench.holding(draft) as trial:
            told = dict(compare(trial, SCOPE, LAST, ["concept"]).select("stage", "students").rows())
    finally:
        bench.close()
    assert {name: told[name] for name in ("brief-1", "brief-2", "melding")} == {
        "brief-1": 0,
        "brief-2": 3,
        "melding": 2,
    }


@pytest.mark.parametrize(("letter", "reached"), [("2026-10-22", "2026-10-23"), ("2026-10-23", "")])
def test_a_letter_counts_in_the_window_of_the_group(letter: str, reached: str) -> None:
    """Per period: the day after the letter in the same one, and after the holiday nothing is counted anew yet."""
    span = "2026-10-25"
    expect(
        "int_group_reached",
        f"stage | reached_on | counted_after | left_out\n brief | {letter} | | 0"
        + (f"\n weer | {reached} | {letter} | 2" if reached else ""),
        ref_stage_group="stage | lasts | since | rounds\n brief | schooljaar | | 0\n weer | periode | brief | 1",
        ref_condition="stage | counter | number\n weer | c | 1",
        int_group_met=f"stage | student_id | reached_on | reached_until\n brief | 1 | {letter} | 2027-07-31\n"
        f" weer | 1 | 2026-10-22 | {span}\n weer | 1 | 2026-10-23 | {span}\n weer | 1 | 2026-10-27 | 2027-01-03",
        int_counter_day="counter | student_id | date | value | added\n c | 1 | 2026-10-22 | 2 | 2\n"
        " c | 1 | 2026-10-23 | 3 | 1\n c | 1 | 2026-10-27 | 1 | 1",
    )


def test_the_words_say_from_when() -> None:
    said = [stage_words(RULES, stage) for ladder in RULES.ladder for stage in ladder.stage]
    assert said[1] == "vanaf 1 keer te laat per schooljaar (opnieuw geteld na de dag van trede brief-1)"
    assert "pas na de gedane taak ‘gesprek’; opnieuw geteld na de dag waarop die taak is gedaan" in said[4]
    # One more after the letter is not the lower number of the year, and the letter comes before the next.
    kinds = ("volgorde", "reeks", "overlap", "dubbele-voorwaarde", "onbereikbaar")
    assert [(f.stage, f.kind) for f in lint(RULES, {}) if f.kind in kinds] == []
    later = [f for f in lint(changed(0, since="melding"), {}) if f.stage == "brief-1" and f.kind == "onbereikbaar"]
    assert ["telt pas na trede melding" in f.what for f in later] == [True]


def changed(stage: int, **group: object) -> Protocol:
    """The rules with another group of a stage of the letters."""
    content = RULES.model_dump()
    content["ladder"][0]["stage"][stage]["group"][0].update(group)
    return Protocol.model_validate(content)


def counting(**counter: object) -> Protocol:
    """The rules with another counter of the year."""
    content = RULES.model_dump()
    content["counters"]["te_laat"].update(counter)
    return Protocol.model_validate(content)


def term(**more: object) -> Protocol:
    return counting(terms=({"count": ("TL",), "unit": "keer"} | more,))


CONDITION = {"counter": "te_laat", "operator": ">=", "number": 1.0, "basis": "document"}


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (changed(1, since="brief-9"), "noemt 'brief-9', geen trede van deze ladder"),
        (changed(1, since="brief-2"), "noemt 'brief-2', die zelf pas na deze trede telt"),
        (changed(0, since="melding"), "noemt 'melding', die zelf pas na deze trede telt"),
        (changed(0, afdeling=("vmbo",)), "noemt 'brief-1', een trede die van meer afhangt dan deze groep"),
        (changed(1, since_done=True), "staat naast since_done"),
        (changed(1, since=None, since_done=True), "staat zonder done"),
        (changed(1, trigger_after="kerst"), "staat naast trigger_after"),
        (changed(1, conditions=(CONDITION, CONDITION)), "telt opnieuw met meer dan één voorwaarde"),
        (counting(window="lesweken", weeks=4), "telt opnieuw in een venster dat meeschuift"),
        (term(same="vak"), "telt iets opnieuw dat niet per dag oploopt"),
        (term(unit="procent"), "telt iets opnieuw dat niet per dag oploopt"),
    ],
)
def test_what_cannot_be_counted_anew_is_refused_by_key(rules: Protocol, said: str) -> None:
    fault = first_fault(rules, category_file())
    assert fault is not None
    assert fault.key.startswith("ladder.1.stage.")
    assert fault.key.rpartition(".")[2] in ("since", "since_done")
    assert said in fault.problem
    assert fault.remedy
