"""What a registration asks when it comes again: each task once, on whichever stage, and never lost."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.models import build
from pipelines.models.snapshot import Snapshot
from pipelines.questions.worklist import worklist
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.histories import SCOPE, YEAR, Case, Registration, School, make_snapshot, spread

UNTIL = date(2027, 3, 1)
# Pupil by pupil; no two of these days border on a holiday or on each other.
APART = YEAR[1:32:3]

_ASKED = """
select m.student_id, m.ladder, m.stage, m.date, m.times, m.again, a.what, a.followup
from mart_action as m
join ref_action as a
    on a.protocol = m.protocol and a.ladder = m.ladder and a.stage = m.stage and a.action_no = m.action_no
where m.protocol = $protocol
order by m.date, m.stage, m.action_no, m.again
"""


def pupil(*parts: object) -> str:
    """The number of the pupil of a case."""
    return "-".join(re.sub(r"\W+", "-", str(part)).strip("-") for part in parts if part != "")


def asked(snapshot: Snapshot, protocol: str, ladder: str) -> list[dict[str, Any]]:
    """What was asked of whom on one ladder, as rows."""
    return snapshot.rows(_ASKED, {"protocol": protocol}).filter(ladder=ladder).to_dicts()


def totals(rows: Sequence[dict[str, Any]], student: str) -> dict[str, int]:
    """How many times each thing was asked of a pupil, on whichever stage."""
    found: Counter[str] = Counter()
    for row in rows:
        if row["student_id"] == student:
            found[row["what"]] += row["times"]
    return dict(found)


def of_stages(rows: Sequence[dict[str, Any]], student: str, what: str) -> list[tuple[str, int, bool]]:
    """Stage, times and whether it was a repetition, of one thing that was asked of a pupil."""
    return [(r["stage"], r["times"], r["again"]) for r in rows if (r["student_id"], r["what"]) == (student, what)]


def on_days(student: str, code: str, days: Sequence[date], hours: Sequence[int]) -> list[Registration]:
    """So many lesson hours on each of the days, from the first hour on."""
    return [
        Registration(student, day, hour, code) for day, n in zip(days, hours, strict=False) for hour in range(1, n + 1)
    ]


TALK, DOUBLE, LETTER, TOLD = (
    "spreekt de leerling",
    "laat het uur dubbel inhalen en noteert dit in Magister",
    "schrijft de ouders",
    "licht mentor, zorgcoördinator en teamleider in",
)


@pytest.mark.parametrize("hours", [1, 2, 3, 4])
def test_hours_on_one_day_are_made_up_as_on_single_days(everybody: Snapshot, hours: int) -> None:
    """kgc-2021: the third hour is a higher stage, and its own make-up stays."""
    found = asked(everybody, "kgc-2021", "ongeoorloofd")
    told = {TOLD: 1} if hours >= 3 else {}
    assert totals(found, pupil("uren", True, hours)) == {TALK: 1, DOUBLE: hours, LETTER: 1} | told
    assert totals(found, pupil("uren", False, hours)) == {TALK: hours, DOUBLE: hours, LETTER: hours} | told
    assert {row["stage"] for row in found if row["what"] in (TALK, DOUBLE, LETTER)} == {"oa-1"}


@pytest.mark.parametrize("hours", range(1, 10))
@pytest.mark.parametrize("together", [True, False])
def test_as_many_mails_answers_and_double_hours_as_truant_hours(
    everybody: Snapshot, hours: int, together: bool
) -> None:
    """mlg-2020: the fifth, sixth and seventh hour restate the tasks of every hour."""
    student = pupil("uren", together, hours)
    found = [row for row in asked(everybody, "mlg-2020", "spijbelen") if row["student_id"] == student]
    starts = ("mailt de leerling", "zoekt uit wat er was", "past de registratie aan")
    told = totals(found, student)
    assert [sum(n for what, n in told.items() if what.startswith(start)) for start in starts] == [hours] * 3
    by_stage = Counter({row["stage"]: 0 for row in found})
    for row in found:
        by_stage[row["stage"]] += row["times"] * row["what"].startswith("mailt")
    # The registration that reaches a stage is that stage's; a stage passed over on the same day has none.
    own = [stage for stage, n in (("sp-5", 5), ("sp-6", 6), ("sp-7", 7)) if hours >= n]
    own = own[-1:] if together else own
    assert by_stage == Counter({"sp-1": hours - len(own)} | dict.fromkeys(own, 1))


def test_three_days_in_a_row_restate_the_tasks_too(everybody: Snapshot) -> None:
    """mlg-2020 sp-7 by its second group: the third hour is asked once."""
    found = asked(everybody, "mlg-2020", "spijbelen")
    mails = of_stages(found, "aaneen", "mailt de leerling, met ouders en mentor in kopie")
    assert mails == [("sp-1", 1, False), ("sp-1", 1, True), ("sp-7", 1, False)]


REPORT, MAKE_UP = ("na te laat: leerling meldt zich de volgende dag", "na afwezigheid: twee uur inhalen per gemist uur")
# kind of each registration of one day after so many of a kind on days before | stage and kind of each of that day
KINDS = [
    ("", "L", [("oa-1", "L")]),
    ("", "A", [("oa-1", "A")]),
    ("", "LA", [("oa-1", "L"), ("oa-1", "A")]),
    ("LLL", "A", [("oa-1", "A")]),
    ("LLL", "AL", [("oa-1", "A"), ("oa-5", "L")]),
    ("LLLL", "A", [("oa-5", "A")]),
    ("LLLLLLLL", "LA", [("oa-5", "L"), ("oa-10", "A")]),
    ("AAAAAAAA", "AL", [("oa-5", "A"), ("oa-10", "L")]),
    ("LLLLLLLLL", "A", [("oa-10", "A")]),
    ("LLLLLLLLL", "AL", [("oa-10", "A"), ("oa-5", "L")]),
    ("LLLLLLLLLL", "A", [("oa-5", "A")]),
    ("", "LLLLA", [("oa-1", "L"), ("oa-1", "L"), ("oa-1", "L"), ("oa-1", "L"), ("oa-5", "A")]),
]


@pytest.mark.parametrize(("before", "day", "expected"), KINDS)
def test_a_late_is_reported_and_an_absence_made_up_never_both(
    everybody: Snapshot, before: str, day: str, expected: list[tuple[str, str]]
) -> None:
    """leerlingenbureau-2020; the order within a day is that of the lesson hours."""
    student = pupil("soort", before, "en", day)
    found = [r for r in asked(everybody, "leerlingenbureau-2020", "ongeoorloofd") if r["student_id"] == student]
    told = totals(found, student)
    assert (told.get(REPORT, 0), told.get(MAKE_UP, 0)) == ((before + day).count("L"), (before + day).count("A"))
    words = {REPORT: "L", MAKE_UP: "A"}
    now = [
        (row["stage"], words[row["what"]])
        for row in found
        if row["date"] == YEAR[20] and row["what"] in words
        for _ in range(row["times"])
    ]
    assert sorted(now) == sorted(expected)


def test_the_worklist_shows_the_task_of_the_kind_that_it_was(tmp_path: Path) -> None:
    rows = [Registration("1", YEAR[1], 1, "te_laat_ongeoorloofd"), Registration("2", YEAR[1], 1, "ongeoorloofd")]
    rows += [Registration("2", YEAR[1], 2, "te_laat_ongeoorloofd"), Registration("2", YEAR[1], 3, "ongeoorloofd")]
    found = worklist(make_snapshot(tmp_path, rows, protocol="leerlingenbureau-2020", until=UNTIL), SCOPE, YEAR[1])
    told = [
        (row["student_id"], row["recurring"], [(action["what"][:3], action["times"]) for action in row["actions"]])
        for row in found.filter(ladder="ongeoorloofd").iter_rows(named=True)
    ]
    assert sorted(told) == [
        ("1", False, [("bes", 1), ("na ", 1)]),
        ("2", False, [("bes", 1), ("na ", 1)]),
        ("2", True, [("na ", 1), ("na ", 1)]),
    ]


ONE_BY_ONE, TWICE, CALL, OFFICE, LETTERS = (
    "laat het uur inhalen, een voor een",
    "laat het uur dubbel inhalen",
    "belt de ouders",
    "schakelt de dagcoördinator in",
    "meldt aan voor het preventieve spreekuur van leerplicht en schrijft de ouders",
)


def truant(one_by_one: int, twice: int, calls: int, eight: bool) -> dict[str, int]:
    """What is expected, without what is not asked."""
    told = {ONE_BY_ONE: one_by_one, TWICE: twice, CALL: calls, OFFICE: int(eight), LETTERS: int(eight)}
    return {what: n for what, n in told.items() if n}


# hours on each day | hour for hour, double, calls, whether the eighth hour was reached
TRUANCY = [
    ([1], 1, 0, 1, False),
    ([2], 2, 0, 1, False),
    ([7], 7, 0, 1, False),
    ([8], 8, 0, 1, True),
    ([9], 9, 0, 1, True),
    ([1, 1], 1, 1, 2, False),
    ([3, 2], 3, 2, 2, False),
    ([3, 4], 3, 4, 2, False),
    ([3, 5], 3, 5, 2, True),
    ([3, 6], 3, 6, 2, True),
    ([8, 1], 8, 1, 2, True),
    ([1, 1, 5, 1, 2], 1, 9, 5, True),
]


@pytest.mark.parametrize(("hours", "one_by_one", "twice", "calls", "eight"), TRUANCY)
def test_the_first_day_hour_for_hour_and_double_from_the_second(
    everybody: Snapshot, hours: list[int], one_by_one: int, twice: int, calls: int, eight: bool
) -> None:
    """maastricht-2019: also when a day reaches the eighth hour; a first day of eight hours is not doubled."""
    found = asked(everybody, "maastricht-2019", "verzuim")
    assert totals(found, pupil("dagen", hours)) == truant(one_by_one, twice, calls, eight)


def test_the_eighth_hour_is_doubled_by_its_own_stage(everybody: Snapshot) -> None:
    found = asked(everybody, "maastricht-2019", "verzuim")
    assert of_stages(found, pupil("dagen", [3, 6]), TWICE) == [("vz-2", 5, True), ("vz-8", 1, False)]


def test_parents_are_told_once_a_day_of_lates(everybody: Snapshot) -> None:
    """maastricht-2019: two lates are two reports, and one call; the stage that calls anyway does so alone."""
    found = asked(everybody, "maastricht-2019", "te-laat")
    early, told = "leerling meldt zich de volgende dag vroeg", "vertelt de ouders van de maatregel"
    assert totals(found, "laat-2") == {early: 2, told: 1}
    three = totals(found, "laat-3")
    assert (three[early], told in three) == (2, False)
    assert sum(n for what, n in three.items() if "ouders" in what) == 1


CHRISTMAS = YEAR.index(date(2027, 1, 4))
# lates of klas 7 before and after the Christmas holiday | how often corvee is asked
CORVEE = [(3, 0, 0), (2, 1, 1), (3, 1, 0), (3, 2, 0), (3, 3, 1), (3, 4, 1), (5, 1, 1), (5, 4, 2), (0, 2, 0), (0, 9, 3)]


@pytest.mark.parametrize(("before", "after", "times"), CORVEE)
def test_klas_7_after_christmas_at_every_third_late_of_the_year(
    everybody: Snapshot, before: int, after: int, times: int
) -> None:
    """kgc-2021: the sixth late that is the first to trigger asks once, not as a step and as a repetition."""
    rows = [row for row in asked(everybody, "kgc-2021", "te-laat") if row["stage"] == "tl-3"]
    seven, eight = ([row for row in rows if row["student_id"] == pupil("klas", klas, before, after)] for klas in (7, 8))
    assert sum(row["times"] for row in seven) == times
    assert sum(row["times"] for row in eight) == (before + after) // 3
    assert all(row["date"] > date(2027, 1, 3) for row in seven)


def test_five_lates_on_one_day_ask_the_corvee_of_the_third(everybody: Snapshot) -> None:
    found = [row for row in asked(everybody, "kgc-2021", "te-laat") if row["student_id"] == "laat-5"]
    assert [(row["stage"], row["times"], row["again"]) for row in found if row["followup"]] == [("tl-3", 1, True)]


def histories() -> list[Registration]:
    """The pupils of all cases above."""
    codes = {"L": "te_laat_ongeoorloofd", "A": "ongeoorloofd"}
    rows = [*on_days("aaneen", "spijbelen", YEAR[1:4], [1, 1, 1])]
    for hours in range(1, 10):
        rows += on_days(pupil("uren", True, hours), "spijbelen", APART, [hours])
        rows += on_days(pupil("uren", False, hours), "spijbelen", APART, [1] * hours)
    for before, day, _ in KINDS:
        student = pupil("soort", before, "en", day)
        rows += [Registration(student, YEAR[1 + n], 1, codes[kind]) for n, kind in enumerate(before)]
        rows += [Registration(student, YEAR[20], hour, codes[kind]) for hour, kind in enumerate(day, 1)]
    for hours_of_days, *_ in TRUANCY:
        rows += on_days(pupil("dagen", hours_of_days), "onbekend", APART, hours_of_days)
    for number in (2, 3, 5):
        rows += on_days(f"laat-{number}", "te_laat_ongeoorloofd", APART, [number])
    for klas in (7, 8):
        for autumn, spring, _ in CORVEE:
            late = pupil("klas", klas, autumn, spring)
            rows += [*spread(late, "laat", autumn), *spread(late, "laat", spring, start=CHRISTMAS)]
    return rows


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    rows = histories()
    klas = {row.student: "7a" for row in rows if row.student.startswith("klas-7")}
    return make_snapshot(tmp_path_factory.mktemp("taken"), rows, protocol="kgc-2021", klas=klas, until=UNTIL)


def with_length(repeat: int | str) -> Protocol:
    """A protocol in which something recurs on the length of a spell: from the seventh school day ill."""
    base = load_protocols()["kgc-2021"].model_dump()
    sick = next(ladder for ladder in base["ladder"] if ladder["id"] == "ziek")
    stage = sick["stage"][0] | {"id": "lang", "repeat": repeat}
    stage["group"][0]["conditions"][0]["number"] = 7.0
    stage["action"] = [{"role": "mentor", "what": "belt", "recurring": True}]
    changed = {"id": f"lang-{repeat}", "ladder": [sick | {"stage": [stage]}], "open_norm": ()}
    return Protocol.model_validate(base | changed)


# school days of each spell, one school day between them | how often it is asked at every seventh day, and at each day
LENGTHS = [
    ([6], 0, 0),
    ([7], 1, 1),
    ([8], 1, 2),
    ([13], 1, 7),
    ([14], 2, 8),
    ([15], 2, 9),
    ([21], 3, 15),
    ([7, 6], 1, 1),
    ([7, 7], 2, 2),
    ([8, 15], 3, 11),
]


@pytest.fixture(scope="module")
def ill(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    rows: list[Registration] = []
    for days, *_ in LENGTHS:
        for n, length in enumerate(days):
            rows += spread(pupil("ziek", days), "ziek", length, start=1 + sum(days[:n]) + n)
    own = {each.id: each for each in (with_length(7), with_length("each"))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "known_protocols", lambda _: load_protocols() | own)
        return make_snapshot(tmp_path_factory.mktemp("ziek"), rows, protocol="kgc-2021", until=UNTIL)


@pytest.mark.parametrize(("days", "seventh", "each"), LENGTHS)
def test_a_length_recurs_when_it_passes_a_multiple(ill: Snapshot, days: list[int], seventh: int, each: int) -> None:
    for name, expected in (("lang-7", seventh), ("lang-each", each)):
        assert totals(asked(ill, name, "ziek"), pupil("ziek", days)).get("belt", 0) == expected


# Sixteen hours on Monday 7 and Tuesday 8 September; then hours in the weeks of the Mondays named.
GOES_ON = School("maastricht-2019", until=UNTIL)
SIXTEEN = on_days("1", "onbekend", [date(2026, 9, 7), date(2026, 9, 8)], [8, 8])
WEEKS = [
    ([], []),
    (["2026-09-14"], ["2026-09-14"]),
    (["2026-09-14", "2026-09-21", "2026-09-28"], ["2026-09-14", "2026-09-21", "2026-09-28"]),
    (["2026-09-21"], []),
    (["2026-09-14", "2026-09-28"], ["2026-09-14"]),
    # The autumn holiday is no school week.
    ([f"{date(2026, 9, 14) + timedelta(7 * n)}" for n in range(7) if n != 5],) * 2,
]


def twice_a_week(mondays: Sequence[str]) -> Case:
    """Sixteen hours, two more in the same week, and two on Tuesday and on Thursday of each of the weeks."""
    rows = [
        Registration("1", date.fromisoformat(monday) + timedelta(place), 2, "onbekend")
        for monday in mondays
        for place in (1, 3)
    ]
    return GOES_ON.case([*SIXTEEN, *rows, Registration("1", date(2026, 9, 10), 2, "onbekend")])


def reported(case: Case) -> list[dict[str, Any]]:
    """What was asked of the pupil of a case on the ladder of leerplicht."""
    found = case.ask(Snapshot.rows, _ASKED, {"protocol": "maastricht-2019"})
    return found.filter(ladder="leerplicht").to_dicts()


@pytest.mark.parametrize(("case", "mondays"), [(twice_a_week(weeks), mondays) for weeks, mondays in WEEKS])
def test_a_report_goes_on_every_week_until_a_week_without(case: Case, mondays: list[str]) -> None:
    """maastricht-2019; the report is asked on the first day of the week with an hour, and the stage stays."""
    found = reported(case)
    again = [row["date"] for row in found if row["again"]]
    assert again == [date.fromisoformat(monday) + timedelta(1) for monday in mondays]
    assert {row["what"] for row in found if row["again"]} <= {"meldt opnieuw bij DUO dat het verzuim doorgaat"}
    assert [row["date"] for row in found if not row["again"]] == [date(2026, 9, 8)]


TWO_REPORTS = GOES_ON.case(
    [*SIXTEEN, *on_days("1", "onbekend", [date(2026, 9, 15), date(2026, 9, 22), date(2026, 9, 29)], [8, 8, 1])]
)


def test_a_week_with_a_report_of_the_norm_has_no_second_task() -> None:
    """The second report of the norm ends in the week of 21 September; that week goes on counting as one of absence."""
    ends = TWO_REPORTS.ask(Snapshot.rows, "select student_id, end_date from mart_leerplicht_report order by end_date")
    assert ends["end_date"].to_list() == [date(2026, 9, 8), date(2026, 9, 22)]
    again = [row["date"] for row in reported(TWO_REPORTS) if row["again"]]
    assert again == [date(2026, 9, 15), date(2026, 9, 29)]


WITH_A_LATE = GOES_ON.case([*SIXTEEN, Registration("1", date(2026, 9, 15), 1, "te_laat_ongeoorloofd")])


def test_other_lates_are_no_absence_that_goes_on() -> None:
    assert [row["again"] for row in reported(WITH_A_LATE)] == [False]
