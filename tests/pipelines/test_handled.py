"""Handled, beside the code: a counter keeps to what the source says was handled, or was not; what it leaves open is neither."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from dashboard.steps.why import sentence
from pipelines.questions.differs import behind
from pipelines.questions.ladders import ladders
from pipelines.questions.protocols_compared import compare
from pipelines.questions.stages import stages
from pipelines.questions.worklist import worklist
from protocols.lint import lint
from protocols.rule_words import stage_words
from tests.pipelines.given import expect
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, rows_of, settings, spread
from tests.pipelines.own_protocol import OwnSchool, invented

RULES = invented("steiger-2026")
LAST = date(2026, 9, 25)
# Without lessons a week a whole day has no lesson hours.
SCHOOL = OwnSchool(RULES, LAST, settings("nl-leerplicht").replace("lessons_per_week = 30\n", ""))


def told(rows: list[Registration], *handled: bool | None) -> Case:
    return SCHOOL.case([replace(row, handled=each) for row, each in zip(rows, handled, strict=True)])


SICK = [Registration("a", day, None, "ziek") for day in YEAR[:3]]
CASES = {
    "twee open": (told(spread("a", "laat", 3), False, False, True), []),
    "drie open": (told(spread("a", "laat", 4), False, True, False, False), [("tl-open", YEAR[3])]),
    "onbekend is niet open": (told(spread("a", "laat", 3), False, False, None), []),
    "een gedaan": (told(spread("a", "laat", 2, start=1), True, False), []),
    "twee gedaan": (told(spread("a", "laat", 2, start=1), True, True), [("tl-gedaan", YEAR[2])]),
    "onbekend is niet gedaan": (told(spread("a", "laat", 2, start=1), True, None), []),
    "hele dagen open": (told(SICK, False, False, False), [("zk-open", YEAR[2])]),
    "een hele dag gedaan": (told(SICK, False, True, False), []),
    "een hele dag onbekend": (told(SICK, False, None, False), []),
    "drie uur": (told(spread("a", "weg", 4), False, False, False, True), []),
    "vier uur": (told(spread("a", "weg", 4), False, False, False, False), [("gm-4", YEAR[3])]),
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_handled_decides(name: str) -> None:
    case, expected = CASES[name]
    assert rows_of(case.ask(stages, SCOPE, LAST), "stage", "reached_on") == expected


def test_the_reason_and_what_is_behind_it_keep_to_what_is_open() -> None:
    case = CASES["drie open"][0]
    (row,) = case.ask(worklist, SCOPE, LAST).to_dicts()
    assert sentence(row) == "3e keer te laat (niet afgehandeld) dit schooljaar op do 3 sep (vanaf 3)"
    found = behind(SCHOOL.snapshot, SCOPE, LAST, "s", case.pupil("a"), RULES.id, "te-laat", "tl-open")
    assert found["date"].to_list() == [YEAR[0], YEAR[2], YEAR[3]]
    sick = CASES["hele dagen open"][0].pupil("a")
    assert behind(SCHOOL.snapshot, SCOPE, LAST, "s", sick, RULES.id, "ziek", "zk-open")["date"].to_list() == YEAR[:3]


def test_the_words_of_a_stage() -> None:
    said = {stage.id: stage_words(RULES, stage) for ladder in RULES.ladder for stage in ladder.stage}
    assert said["tl-open"] == "vanaf 3 keer te laat (niet afgehandeld) per schooljaar"
    assert said["tl-gedaan"] == "vanaf 2 schooldagen te laat (afgehandeld) per maand"


NEEDS = "registraties waarvan de bron zegt of ze zijn afgehandeld"


def test_where_the_source_never_says_it_nothing_is_computed() -> None:
    school = OwnSchool(RULES, LAST, SCHOOL.toml)
    school.case([*spread("a", "laat", 3), *(replace(day, student="b") for day in SICK)])
    known = ladders(school.snapshot, SCOPE, LAST).filter(protocol=RULES.id)
    assert dict(known.select("stage", "computable").rows()) == {
        "tl-open": False,
        "tl-gedaan": False,
        "zk-open": False,
        # Of what was never registered nothing is missing.
        "gm-4": True,
    }
    assert set(known.filter(~pl.col("computable"))["needs"]) == {NEEDS}
    rows = compare(school.snapshot, SCOPE, LAST, [RULES.id])
    assert set(rows.filter(pl.col("students").is_null())["stage"]) == {"tl-open", "tl-gedaan", "zk-open"}


def test_the_linter_says_what_such_a_stage_needs() -> None:
    found = {finding.stage: finding.what for finding in lint(RULES, {}) if finding.kind == "onbereikbaar"}
    assert found == dict.fromkeys(
        ("tl-open", "tl-gedaan", "zk-open", "gm-4"), f"Zonder {NEEDS} bereikt niemand deze trede."
    )


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [("true", "true", "true"), ("true", "false", "false"), ("false", "", "false"), ("true", "", ""), ("", "", "")],
)
@pytest.mark.parametrize(("table", "known"), [("int_slot", "true"), ("int_whole_day", "false")])
def test_two_registrations_in_one_lesson_are_handled_when_both_are(
    table: str, known: str, first: str, second: str, both: str
) -> None:
    expect(
        table,
        f"student_id | handled\n1 | {both}",
        stg_registration=f"""
        student_id | date       | lesson_hour | category | hours_known | handled
        1          | 2026-09-07 | 1           | ziek     | {known}     | {first}
        1          | 2026-09-07 | 1           | ziek     | {known}     | {second}
        """,
    )
