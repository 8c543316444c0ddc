"""Minutes late: before a number of minutes it is a late, from there on a missed lesson; what nobody knows is neither."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.steps.why import sentence
from pipelines.questions.differs import behind
from pipelines.questions.findings import findings
from pipelines.questions.ladders import ladders
from pipelines.questions.protocols_compared import compare
from pipelines.questions.quality import without_minutes
from pipelines.questions.stages import stages
from pipelines.questions.worklist import worklist
from pipelines.viewer import EVERYTHING
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.edits import Edit, apply
from protocols.errors import ProtocolError
from protocols.lint import lint
from protocols.load import category_file, load_protocol
from protocols.rule_words import stage_words
from protocols.schema import Protocol
from tests.pipelines.histories import SCOPE, YEAR, Case, rows_of, spread
from tests.pipelines.own_protocol import INVENTED, OwnSchool, invented

RULES = invented("lantaarn-2026")
LAST = date(2026, 9, 25)
SCHOOL = OwnSchool(RULES, LAST)


def late(*minutes: int | None) -> Case:
    rows = spread("a", "laat", len(minutes))
    return SCHOOL.case([replace(row, minutes=told) for row, told in zip(rows, minutes, strict=True)])


CASES = {
    # Of less than 15 minutes, or of which nobody knows how many: three are a stage.
    "14 minuten": (late(14, 14, 4), [("tl-3", YEAR[2])]),
    "15 is gemist": (late(14, 14, 15), []),
    "zonder minuten is te laat": (late(1, None, None), [("tl-3", YEAR[2])]),
    "nul is niet bekend": (late(0, 0, 0), [("tl-3", YEAR[2])]),
    # From 15 on it is a missed lesson, of which two are a stage.
    "een gemist": (late(15, 14), []),
    "twee gemist": (late(15, 120), [("gm-2", YEAR[1])]),
    "zonder minuten is niet gemist": (late(15, None), []),
    # From 5 until 20 on four days in four weeks.
    "vier dagen": (late(5, 14, 5, 14), [("tl-ruim", YEAR[3])]),
    "een dag 4 minuten": (late(5, 14, 4, 14), [("tl-3", YEAR[2])]),
    "een dag 20 minuten": (late(5, 14, 5, 20), [("tl-3", YEAR[2])]),
    "een dag 19 minuten": (late(5, 14, 5, 19), [("tl-ruim", YEAR[3])]),
}
WEG_AND_LATE = [*spread("a", "weg", 1), replace(spread("a", "laat", 1)[0], minutes=20)]
ONE_LESSON = SCHOOL.case(WEG_AND_LATE)
TWO_LESSONS = SCHOOL.case([*WEG_AND_LATE, replace(spread("a", "laat", 2)[1], minutes=15)])


@pytest.mark.parametrize("name", CASES)
def test_the_minutes_decide(name: str) -> None:
    case, expected = CASES[name]
    assert rows_of(case.ask(stages, SCOPE, LAST), "stage", "reached_on") == expected


def test_a_lesson_that_is_missed_by_the_minutes_counts_once() -> None:
    assert ONE_LESSON.ask(stages, SCOPE, LAST).is_empty()
    assert rows_of(TWO_LESSONS.ask(stages, SCOPE, LAST), "stage", "reached_on") == [("gm-2", YEAR[1])]


def test_the_reason_says_which_minutes() -> None:
    for name, words in (
        (
            "14 minuten",
            "3e keer te laat van minder dan 15 minuten of zonder minuten in halfjaar 1 op wo 2 sep (vanaf 3)",
        ),
        (
            "vier dagen",
            "4e schooldag te laat van 5 tot 20 minuten in 4 schoolweken op do 3 sep, sinds ma 31 aug (vanaf 4)",
        ),
    ):
        rows = CASES[name][0].ask(worklist, SCOPE, LAST).to_dicts()
        assert words in [sentence(row) for row in rows]


def test_behind_a_step_are_the_lates_of_those_minutes() -> None:
    case = CASES["een dag 20 minuten"][0]
    found = behind(SCHOOL.snapshot, SCOPE, LAST, "s", case.pupil("a"), RULES.id, "te-laat", "tl-3")
    assert found["date"].to_list() == YEAR[:3]


@pytest.mark.parametrize(("number", "students"), [(3, 5), (4, 1), (5, 0)])
def test_a_draft_counts_as_a_build_does(number: int, students: int) -> None:
    draft = apply(RULES, [Edit(ladder="te-laat", stage="tl-3", number=number)], "concept")
    bench = Workbench(SCHOOL.snapshot, RULES, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            found = compare(trial, SCOPE, LAST, ["concept"]).filter(stage="tl-3")
    finally:
        bench.close()
    # Two of those who are late often enough stand on the step above it.
    assert found["students"][0] == students


def test_lates_without_minutes_among_others_are_said() -> None:
    known = [sentence for sentence in findings(SCHOOL.snapshot, SCOPE) if "zonder minuten" in sentence]
    assert [sentence[:38] for sentence in known] == ["6 registraties te laat zonder minuten."]
    rows = without_minutes(SCHOOL.snapshot, SCOPE, LAST, "s", EVERYTHING)
    assert rows.height == 6
    case = CASES["zonder minuten is niet gemist"][0]
    assert rows_of(case.of(rows), "date", "lesson_hour", "category") == [(YEAR[1], 1, "te_laat_ongeoorloofd")]
    assert without_minutes(SCHOOL.snapshot, SCOPE, YEAR[0], "s", EVERYTHING).height == 1


def test_without_any_minutes_nothing_by_minutes_is_computed() -> None:
    school = OwnSchool(RULES, LAST)
    silent = school.case(spread("a", "laat", 3))
    known = ladders(school.snapshot, SCOPE, LAST).filter(protocol=RULES.id)
    needs = "registraties met minuten te laat"
    # What says itself where a late without minutes counts can be counted.
    assert rows_of(known, "stage", "computable", "needs") == [
        ("tl-3", True, None),
        ("tl-ruim", False, needs),
        ("gm-2", False, needs),
    ]
    assert rows_of(silent.ask(stages, SCOPE, LAST), "stage") == [("tl-3",)]
    rows = compare(school.snapshot, SCOPE, LAST, [RULES.id])
    assert set(rows.filter(pl.col("students").is_null())["stage"]) == {"tl-ruim", "gm-2"}
    # Of a year without a late nothing is missing.
    assert ladders(school.snapshot, SCOPE, date(2025, 10, 1)).filter(protocol=RULES.id)["computable"].all()


def test_the_words_of_a_stage() -> None:
    said = {stage.id: stage_words(RULES, stage) for ladder in RULES.ladder for stage in ladder.stage}
    assert said == {
        "tl-3": "vanaf 3 keer te laat van minder dan 15 minuten of zonder minuten per halfjaar",
        "tl-ruim": "vanaf 4 schooldagen te laat van 5 tot 20 minuten in 4 schoolweken",
        "gm-2": "vanaf 2 lesuren ongeoorloofd verzuim plus lesuren te laat van 15 minuten of meer per schooljaar",
    }


def changed(terms: list[dict[str, Any]]) -> Protocol:
    content = RULES.model_dump()
    for counter in content["counters"].values():
        counter["terms"] = [term | {"unit": "dag"} for term in terms]
    return Protocol.model_validate(content)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ([{"minutes_below": 15}, {"minutes_from": 15, "minutes_unknown": True}], []),
        ([{"minutes_below": 15}, {"minutes_from": 16, "minutes_unknown": True}], ["Wie 15 tot 16 minuten te laat is"]),
        ([{"minutes_below": 15, "minutes_unknown": True}], ["Wie 15 minuten of meer te laat is"]),
        ([{"minutes_from": 2, "minutes_unknown": True}], ["Wie 1 tot 2 minuten te laat is"]),
        ([{"minutes_from": 1}], ["Een te laat waarvan de minuten niet bekend zijn"]),
        ([{"minutes_from": 15}, {}], []),
    ],
)
def test_the_linter_finds_lates_that_count_nowhere(told: list[dict[str, Any]], what: list[str]) -> None:
    found = lint(changed([{"count": ("TL",), "unit": "keer", **each} for each in told]), {})
    assert [
        each.what.split(",")[0].removesuffix(" telt nergens mee.") for each in found if each.kind == "minuten"
    ] == what


def test_the_linter_says_what_a_stage_by_minutes_needs() -> None:
    found = {finding.stage: finding.what for finding in lint(RULES, {}) if finding.kind == "onbereikbaar"}
    needed = "Zonder registraties met minuten te laat bereikt niemand deze trede."
    assert found == {"tl-ruim": needed, "gm-2": needed}


@pytest.mark.parametrize(
    ("term", "place"),
    [
        ({"minutes_from": 15, "minutes_below": 16}, None),
        ({"minutes_from": 15, "minutes_below": 15}, "minutes_below"),
        ({"minutes_unknown": True}, "minutes_unknown"),
        ({"minutes_from": 15, "count": ("TL", "US")}, "minutes_from"),
        ({"minutes_below": 15, "count": ("te_laat_geoorloofd",)}, None),
        ({"minutes_below": 15, "unit": "melding"}, "minutes_below"),
    ],
)
def test_what_says_nothing_of_lates_is_refused_by_its_key(term: dict[str, Any], place: str | None) -> None:
    content = RULES.model_dump()
    content["counters"]["te_laat"]["terms"] = [{"count": ("TL",), "unit": "keer", **term}]
    found = first_fault(Protocol.model_validate(content), category_file())
    assert (found and found.key) == (place and f"counters.te_laat.terms.1.{place}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("minutes_below = 1", "'counters.te_laat.terms.1.minutes_below' is 1, buiten het toegestane bereik"),
        ("minutes_below = 121", "'counters.te_laat.terms.1.minutes_below' is 121, buiten het toegestane bereik"),
        (
            'minutes_below = "kwartier"',
            "'counters.te_laat.terms.1.minutes_below' is 'kwartier', van de verkeerde soort",
        ),
    ],
)
def test_what_is_written_wrong_is_named_by_its_key(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / f"{RULES.id}.toml"
    text = (INVENTED / path.name).read_text(encoding="utf-8")
    path.write_text(text.replace("minutes_below = 15", written), encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        load_protocol(path)
    assert refused.value.what == f"{path.name}: {said}."
