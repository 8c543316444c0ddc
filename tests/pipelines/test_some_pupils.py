"""Rules for some pupils in a school: by afdeling, studie and age as they are on the day, and what cannot be known."""

from datetime import date

import pytest

from pipelines.models.snapshot import Snapshot
from pipelines.questions.ladders import ladders
from pipelines.questions.stages import stages
from pipelines.whatif.workbench import Workbench
from protocols.consistency import first_fault
from protocols.load import category_file
from protocols.rule_words import stage_words
from protocols.schema import Protocol
from tests.pipelines.given import expect
from tests.pipelines.histories import SCOPE, YEAR, rows_of, settings, spread
from tests.pipelines.own_protocol import OwnSchool, invented

RULES = invented("havendonk-2026")
LAST = date(2026, 12, 1)
HEAD = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)
AFDELINGEN = "".join(
    f'[[school.afdeling]]\nid = "{name}"\nname = "{name}"\nclasses = ["{letter}*"]\n'
    for name, letter in (("vmbo", "M"), ("havo", "H"), ("vwo", "V"))
)
MOVED = YEAR[10]
# Number, klas, study, birth date, first and last day; lates one a day from the first school day, or hours without reason.
PEOPLE = (
    ("vmbo-2", "M2a", "TL/2", "", "", "", 2, 0),
    ("vmbo-3", "M2a", "TL/2", "", "", "", 3, 0),
    ("havo-4", "H2a", "HAVO/2", "", "", "", 4, 0),
    ("havo-5", "H2a", "HAVO/2", "", "", "", 5, 0),
    ("anders-3", "P2a", "PRO", "", "", "", 3, 0),
    ("anders-4", "P2a", "PRO", "", "", "", 4, 0),
    ("zakt", "H2a", "HAVO/2", "", "", f"{YEAR[9]:%d-%m-%Y}", 4, 0),
    ("zakt", "M2a", "TL/2", "", f"{MOVED:%d-%m-%Y}", "", 0, 0),
    ("gym-6", "V5a", "GYMNASIUM/5", "", "", "", 6, 0),
    ("vwo-6", "V5a", "VWO/5", "", "", "", 6, 0),
    ("17-5", "V5a", "VWO/5", f"{YEAR[30]:%d-%m}-2008", "", "", 0, 3),
    ("jarig-4", "V5a", "VWO/5", f"{YEAR[6]:%d-%m}-2008", "", "", 0, 4),
    ("18-3", "V5a", "VWO/5", "01-01-2008", "", "", 0, 3),
    ("18-4", "V5a", "VWO/5", "01-01-2008", "", "", 0, 4),
    ("23-5", "V5a", "VWO/5", "01-01-2003", "", "", 0, 5),
    ("onbekend-5", "V5a", "VWO/5", "", "", "", 0, 5),
    ("onbekend-6", "V5a", "VWO/5", "", "", "", 0, 6),
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    made = OwnSchool(RULES, LAST, settings("nl-leerplicht", more=AFDELINGEN))
    lines = [
        f"{n};A;;B;;{born};{klas};{study};;;;;{begin or '01-08-2026'};{end}\n"
        for n, klas, study, born, begin, end, _, _ in PEOPLE
    ]
    made.beside["leerlingen.csv"] = HEAD + "".join(lines)
    for number, *_, late, away in PEOPLE:
        made.rows += [*spread(number, "laat", late), *spread(number, "weg", away)]
    return made.snapshot


def test_a_rule_is_for_the_pupils_of_the_day(snapshot: Snapshot) -> None:
    """On the day of a move the new klas counts, on a birthday the new age; an unknown birth date is under each age."""
    found = stages(snapshot, SCOPE, LAST).sort("student_id", "stage")
    assert rows_of(found, "student_id", "stage", "reached_on") == [
        ("18-4", "vz-1", YEAR[3]),
        ("anders-4", "tl-1", YEAR[3]),
        ("gym-6", "tl-2", YEAR[5]),
        ("havo-5", "tl-1", YEAR[4]),
        ("jarig-4", "vz-1", YEAR[6]),
        ("onbekend-6", "vz-1", YEAR[5]),
        ("vmbo-3", "tl-1", YEAR[2]),
        ("vwo-6", "tl-1", YEAR[4]),
        ("zakt", "tl-1", MOVED),
    ]


def computed(snapshot: Snapshot) -> dict[str, tuple[bool, str | None]]:
    found = ladders(snapshot, SCOPE, LAST).filter(protocol=RULES.id)
    return {stage: (able, needs) for stage, able, needs in found.select("stage", "computable", "needs").iter_rows()}


def test_who_cannot_be_told_apart_is_not_counted_as_nobody(snapshot: Snapshot) -> None:
    """A stage for gymnasium alone says so where no list tells of one; others have a group without such a limit."""
    assert computed(snapshot) == {
        "tl-1": (True, None),
        "tl-2": (True, "een leerlingenlijst met de opleiding Gymnasium"),
        "vz-1": (True, None),
    }
    other = OwnSchool(RULES, LAST)
    other.case(spread("a", "laat", 9))
    assert {stage: able for stage, (able, _) in computed(other.snapshot).items()} == {
        "tl-1": True,
        "tl-2": False,
        "vz-1": True,
    }


@pytest.mark.parametrize(("age", "expected"), [(17, ["17-5", "18-3", "jarig-4"]), (18, ["18-3"]), (19, [])])
def test_a_draft_of_another_age_counts_as_a_build_does(snapshot: Snapshot, age: int, expected: list[str]) -> None:
    """Of three hours, from an age that no protocol had: `jarig-4` reached four by then."""
    content = RULES.model_dump() | {"id": "concept"}
    young, old = content["ladder"][1]["stage"][0]["group"]
    young["age_until"] = old["age_from"] = age
    old["conditions"][0]["number"] = 3.0
    bench = Workbench(snapshot, RULES, "s", LAST)
    sql = """
        select student_id from mart_stage_reached
        where protocol = 'concept' and stage = 'vz-1' and student_id in ('17-5', '18-3', 'jarig-4')
            and reached_on <= $day
        order by student_id
    """
    try:
        with bench.holding(Protocol.model_validate(content)) as trial:
            assert trial.rows(sql, {"day": YEAR[5]})["student_id"].to_list() == expected
    finally:
        bench.close()


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [("2008-09-07", 18, "2026-09-07"), ("2008-02-29", 18, "2026-03-01"), ("2004-02-29", 24, "2028-02-29")],
)
def test_the_first_day_of_an_age(born: str, age: int, day: str) -> None:
    expect(
        "int_age",
        f"student_id | age | reached_on\n 1 | {age} | {day}",
        ref_stage_group=f"stage | age_from\n t | {age}",
        mart_student=f"student_id | birth_date\n 1 | {born}\n 2 |",
    )


def test_the_words_of_limits() -> None:
    said = {stage.id: stage_words(RULES, stage) for ladder in RULES.ladder for stage in ladder.stage}
    assert said["tl-2"] == "vanaf 6 keer te laat per trimester (leerjaar 4, 5, 6; opleiding Gymnasium)"
    assert said["vz-1"] == (
        "vanaf 6 lesuren ongeoorloofd of onbekend verzuim in 8 schoolweken (tot 18 jaar); of "
        "vanaf 4 lesuren ongeoorloofd of onbekend verzuim in 8 schoolweken (vanaf 18 tot 23 jaar)"
    )
    assert "(niet afdeling vmbo, havo of vwo)" in said["tl-1"]


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ({"age_from": 18, "age_until": 18}, "ladder.1.stage.1.group.1.age_until"),
        ({"age_from": 18, "age_until": 19}, None),
        ({"afdeling_except": ("vwo",)}, "ladder.1.stage.1.group.1"),
    ],
)
def test_limits_that_hold_for_nobody_are_refused(limits: dict[str, object], key: str | None) -> None:
    content = RULES.model_dump()
    content["ladder"][0]["stage"][0]["group"][0].update(limits)
    found = first_fault(Protocol.model_validate(content), category_file())
    assert (found and found.key) == key
