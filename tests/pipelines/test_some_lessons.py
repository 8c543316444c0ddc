"""Counters of some lessons in a school: what its registrations tell, why a step is asked, and what cannot be known."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboard.steps.why import sentence
from pipelines.models.snapshot import Snapshot
from pipelines.questions.differs import behind
from pipelines.questions.ladders import ladders
from pipelines.questions.protocols_compared import compare
from pipelines.questions.stages import stages
from pipelines.questions.worklist import worklist
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.edits import Edit, apply
from protocols.errors import ProtocolError
from protocols.lint import lint
from protocols.load import category_file, load_protocol
from protocols.rule_words import stage_words
from protocols.schema import Protocol
from tests.pipelines.asking import counters
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, rows_of, spread
from tests.pipelines.own_protocol import INVENTED, OwnSchool, invented

RULES = invented("bomenrijk-2026")
LAST = date(2026, 9, 25)
SCHOOL = OwnSchool(RULES, LAST)


def at(rows: Iterable[Registration], *subjects: str) -> Case:
    """A case with these rows, of which the register says these subjects in turn."""
    return SCHOOL.case([replace(row, subject=subject) for row, subject in zip(rows, cycle(subjects))])


SENT = at(spread("a", "uit", 5), "wi", "ne", "WI", "ne", "")
SENT_AGAIN = at(spread("a", "uit", 6), "wi", "ne", "WI", "ne", "", "wi")
GYM = at(spread("a", "ziek", 4), "lo", "bsm", "wi", "")
GYM_AGAIN = at(spread("a", "ziek", 5), "lo", "bsm", "wi", "", "lo")
WHOLE_DAYS = at([Registration("a", day, None, "ziek") for day in YEAR[:4]], "")
LATER = at([*spread("a", "laat", 4), Registration("a", YEAR[4], 2, "te_laat_ongeoorloofd")], "")
TWO_WEEKS, THREE_WEEKS = (at(spread("a", "laat", n, 1, 5), "") for n in (2, 3))
EARLY = at(spread("a", "laat", 5), "")


def stood(case: Case) -> list[tuple[object, ...]]:
    return rows_of(case.ask(stages, SCOPE, LAST), "stage", "reached_on")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (SENT, []),
        (SENT_AGAIN, [("us-3", YEAR[5])]),
        (GYM, []),
        (GYM_AGAIN, [("lo-3", YEAR[4])]),
        (WHOLE_DAYS, []),
        (LATER, []),
        # The first late of the year lies in August.
        (EARLY, [("tl-eerste", YEAR[4])]),
        (TWO_WEEKS, []),
        (THREE_WEEKS, [("tl-weken", YEAR[11])]),
    ],
    ids=["2 van 5", "3 van 6", "2 gym", "3 gym", "hele dagen", "tweede uur", "eerste uur", "2 weken", "3 weken"],
)
def test_only_those_lessons_count(case: Case, expected: list[tuple[str, date]]) -> None:
    assert stood(case) == expected


def test_the_reason_says_which_lessons() -> None:
    for case, words in (
        (SENT_AGAIN, "3e keer uitgestuurd bij hetzelfde vak dit schooljaar op ma 7 sep (vanaf 3)"),
        (GYM_AGAIN, "3e lesuur afwezig, om welke reden ook bij het vak BSM of LO dit schooljaar op vr 4 sep (vanaf 3)"),
        (THREE_WEEKS, "3e schoolweek op rij te laat op di 15 sep (vanaf 3)"),
    ):
        (row,) = case.ask(worklist, SCOPE, LAST).to_dicts()
        assert sentence(row) == words


def test_behind_a_step_are_the_lessons_of_the_highest_subject() -> None:
    found = behind(SCHOOL.snapshot, SCOPE, LAST, "s", SENT_AGAIN.pupil("a"), RULES.id, "uitgestuurd", "us-3")
    assert rows_of(found, "date", "subject") == [(YEAR[place], "wi") for place in (0, 2, 5)]


def test_behind_weeks_on_end_are_the_registrations_of_those_weeks() -> None:
    found = behind(SCHOOL.snapshot, SCOPE, LAST, "s", THREE_WEEKS.pupil("a"), RULES.id, "te-laat", "tl-weken")
    assert found["date"].to_list() == [YEAR[1], YEAR[6], YEAR[11]]


def test_the_counter_of_a_pupil_is_that_of_the_highest_subject() -> None:
    found = counters(SCHOOL.snapshot, SCOPE, LAST, SENT_AGAIN.pupil("a"), RULES.id)
    values = dict(found.filter(ladder="uitgestuurd").select("label", "value").rows())
    assert values == {"keer uitgestuurd bij hetzelfde vak per schooljaar": 3.0, "keer uitgestuurd per halfjaar": 6.0}


@pytest.mark.parametrize(("number", "students"), [(2, 2), (3, 1), (4, 0)])
def test_a_draft_counts_as_a_build_does(number: int, students: int) -> None:
    draft = apply(RULES, [Edit(ladder="uitgestuurd", stage="us-3", number=number)], "concept")
    assert of_draft(draft, "us-3") == students


@pytest.mark.parametrize(("window", "weeks", "students"), [("lesweken", 2, 1), ("lesweken", 1, 0), ("week", None, 0)])
def test_a_draft_with_another_window_counts_anew(window: Any, weeks: int | None, students: int) -> None:
    """Mathematics on Monday, Wednesday and the Monday after."""
    draft = apply(RULES, [Edit(counter="zelfde_vak", window=window, weeks=weeks)], "concept")
    assert of_draft(draft, "us-3") == students


def of_draft(draft: Protocol, stage: str) -> int:
    bench = Workbench(SCHOOL.snapshot, RULES, "s", LAST)
    try:
        with bench.holding(draft) as trial:
            return int(compare(trial, SCOPE, LAST, ["concept"]).filter(stage=stage)["students"][0])
    finally:
        bench.close()


def computed(snapshot: Snapshot, on: date = LAST) -> dict[str, bool]:
    found = ladders(snapshot, SCOPE, on).filter(protocol=RULES.id)
    return dict(found.select("stage", "computable").rows())


ALL = {"us-3": True, "us-5": True, "lo-3": True, "tl-eerste": True, "tl-10": True, "tl-weken": True}


def test_what_registrations_do_not_tell_is_not_computed() -> None:
    """Sent out without a subject, no lesson named gym and late without an hour; eight times sent out can be counted."""
    assert computed(SCHOOL.snapshot) == ALL
    late = [Registration("a", day, None, "te_laat_ongeoorloofd") for day in YEAR[:4]]
    school = OwnSchool(RULES, LAST)
    school.case([*spread("b", "uit", 3), *late])
    silent = school.snapshot
    assert computed(silent) == {**ALL, "us-3": False, "lo-3": False, "tl-eerste": False}
    rows = compare(silent, SCOPE, LAST, [RULES.id])
    assert set(rows.filter(pl.col("students").is_null())["stage"]) == {"us-3", "lo-3", "tl-eerste"}
    needs = dict(ladders(silent, SCOPE, LAST).filter(protocol=RULES.id).select("stage", "needs").rows())
    assert needs == {
        "us-3": "rooster of registraties met vakken",
        "us-5": None,
        "lo-3": "rooster of registraties met het vak BSM of LO",
        "tl-eerste": "registraties met lesuren",
        "tl-10": None,
        "tl-weken": None,
    }
    # Of what was never registered nothing is missing, but a subject of which nobody heard.
    assert computed(silent, date(2025, 10, 1)) == {**ALL, "lo-3": False}


def test_the_words_of_a_stage() -> None:
    said = {stage.id: stage_words(RULES, stage) for ladder in RULES.ladder for stage in ladder.stage}
    assert said["us-3"] == "vanaf 3 keer uitgestuurd bij hetzelfde vak per schooljaar"
    assert said["tl-eerste"] == "vanaf 4 keer te laat in lesuur 1 per maand"


@pytest.mark.parametrize(
    ("term", "window", "place"),
    [
        ({"unit": "melding", "subject": "lo"}, "schooljaar", "terms.1.subject"),
        ({"unit": "aaneengesloten_dag", "weekdays": (1,)}, "dag", "terms.1.weekdays"),
        ({"unit": "lesuur", "hours": (1,), "max_spell_days": 3}, "schooljaar", "terms.1.hours"),
        ({"unit": "lesuur", "hours": (1,), "weekdays": (1,), "subject": ("lo", "wi")}, "schooljaar", None),
        ({"unit": "dag", "same": "vak", "hours": (1, 2)}, "week", None),
        ({"unit": "week_na_week", "weekdays": (1,)}, "dag", None),
        ({"unit": "week_na_week"}, "schooljaar", "window"),
        ({"unit": "week_na_week", "same": "vak"}, "dag", "terms.1"),
    ],
)
def test_what_keeps_to_lessons_counts_lessons(term: dict[str, Any], window: str, place: str | None) -> None:
    assert fault({"eerste_uur": [{"count": ("ZK",), **term}]}, window) == (place and f"counters.eerste_uur.{place}")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("subject = 5", "'counters.gemiste_gym.terms.1.subject' is '5', van de verkeerde soort"),
        ("subject = []", "'counters.gemiste_gym.terms.1.subject' is leeg"),
        ('subject = ["lo", ""]', "'counters.gemiste_gym.terms.1.subject.2' is leeg"),
        ("hours = [15]", "'counters.gemiste_gym.terms.1.hours.1' is 15, buiten het toegestane bereik"),
        ("weekdays = [6]", "'counters.gemiste_gym.terms.1.weekdays.1' is 6, buiten het toegestane bereik"),
        ('same = "docent"', "'counters.gemiste_gym.terms.1.same' is 'docent'"),
    ],
)
def test_what_is_written_wrong_is_named_by_its_key(tmp_path: Path, written: str, said: str) -> None:
    path = tmp_path / f"{RULES.id}.toml"
    text = (INVENTED / path.name).read_text(encoding="utf-8")
    path.write_text(text.replace('subject = ["LO", "bsm"]', written), encoding="utf-8")
    with pytest.raises(ProtocolError) as refused:
        load_protocol(path)
    assert refused.value.what == f"{path.name}: {said}."


def test_the_linter_says_what_a_stage_of_some_lessons_needs() -> None:
    found = {finding.stage: finding.what for finding in lint(RULES, {}) if finding.kind == "onbereikbaar"}
    assert found == {
        "us-3": "Zonder rooster of registraties met vakken bereikt niemand deze trede.",
        "lo-3": "Zonder rooster of registraties met het vak BSM of LO bereikt niemand deze trede.",
        "tl-eerste": "Zonder registraties met lesuren bereikt niemand deze trede.",
    }


def test_a_subject_by_itself_has_a_counter_of_its_own_and_does_not_recur() -> None:
    two = [{"count": ("US",), "unit": "keer", "same": "vak"}, {"count": ("TL",), "unit": "keer"}]
    assert fault({"zelfde_vak": two}) == "counters.zelfde_vak.terms.1.same"
    content = RULES.model_dump()
    content["ladder"][0]["stage"][0]["repeat"] = "each"
    found = first_fault(Protocol.model_validate(content), category_file())
    assert found is not None
    assert found.key == "ladder.1.stage.1.repeat"


def fault(terms: dict[str, Any], window: str = "schooljaar") -> str | None:
    content = RULES.model_dump()
    for name, told in terms.items():
        content["counters"][name] |= {"terms": tuple(told), "window": window}
    found = first_fault(Protocol.model_validate(content), category_file())
    return found.key if found else None
