"""Sick patterns: the test itself, what it does without and with real patterns, and the days that make one."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data.worlds.spells import MONDAY, sick_spells
from data.worlds.world import WORLDS, World
from pipelines.models.pattern_table import PATTERNS, Levels, first_flags, judge, levels
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.sick_patterns import LOOK, SIGNAL, counted, no_more_than_chance, patterns, shown
from pipelines.questions.signals import signals
from pipelines.questions.stages import stages
from pipelines.statistics.patterns import corrected, flag_chance, limits, power, single, strongest, tail
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import CARE, NOBODY, Selection, Viewer, of_schools
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Case,
    Registration,
    School,
    make_snapshot,
    rows_of,
    settings,
    table,
    write_csv,
)
from tests.pipelines.test_timetable import appointments

NUMBERS = Levels(min_spells=4, notable=0.01, follow=0.05, strong_share=0.7, fewest_days=3)
WEEK = (0.3, 0.2, 0.15, 0.15, 0.2)


def binomial(count: int, spells: int, share: float) -> float:
    """P(at least `count`), term by term."""
    return sum(comb(spells, n) * share**n * (1 - share) ** (spells - n) for n in range(count, spells + 1))


@pytest.mark.parametrize(
    ("count", "spells", "share"), [(0, 4, 0.2), (1, 4, 0.2), (4, 4, 0.2), (7, 22, 0.16), (3, 3, 1.0)]
)
def test_a_tail_is_the_sum_of_its_terms(count: int, spells: int, share: float) -> None:
    assert tail(count, spells, share) == pytest.approx(binomial(count, spells, share))


def test_the_strongest_option_is_corrected_for_their_number() -> None:
    """Five of five on the last day of the week: 1 - (1 - 0.2^5)^5."""
    place, p = strongest([0, 0, 0, 0, 5], 5, WEEK)
    assert place == 4
    assert p == pytest.approx(1 - (1 - 0.2**5) ** 5)
    assert corrected(0.01, 1) == pytest.approx(0.01)


def test_the_limit_is_the_first_count_below_the_level() -> None:
    for share, limit in zip(WEEK, limits(8, WEEK, 0.01), strict=True):
        assert corrected(binomial(limit, 8, share), 5) < 0.01 <= corrected(binomial(limit - 1, 8, share), 5)
    assert limits(4, (0.9, 0.05), 0.01) == (5, 3)  # five: four spells on a common option never stand out


@pytest.mark.parametrize("counts", [(3, 2, 1, 1, 2), (1, 2), (4,), (6, 6)])
@pytest.mark.parametrize("level", [0.01, 0.05, 0.5])
def test_the_chance_of_a_flag_is_that_of_every_permutation(counts: tuple[int, ...], level: float) -> None:
    """Every way in which four of twelve spells can be the pupil's, one by one."""
    shares = tuple(count / 12 for count in counts)
    every = [*(place for place, count in enumerate(counts) for _ in range(count)), *[-1] * (12 - sum(counts))]
    own = [Counter(every[n] for n in way) for way in combinations(range(12), 4)]
    flagged = [strongest([found[n] for n in range(len(counts))], 4, shares)[1] < level for found in own]
    assert flag_chance(4, counts, 12, level) == pytest.approx(sum(flagged) / len(flagged), abs=1e-12)


def test_the_power_is_low_with_few_spells_and_grows() -> None:
    few, more, many = (power(spells, WEEK, 0.7, 0.01) for spells in (4, 8, 16))
    assert few < 0.25 < more < 0.7 < many < 1
    assert power(6, (0.8,), 0.7, 0.01) == 0, "what is usual at a school cannot be a pattern"


def flagged(rows: pl.DataFrame, kind: str) -> tuple[int, int]:
    """Of the pupils tested in a kind how many are notable, and how many there are."""
    own = judge(rows, NUMBERS).filter(kind=kind)
    return own.filter(pl.col("p") < NUMBERS.notable).height, own.height


@pytest.fixture(scope="module")
def alarms() -> dict[str, float]:
    """Share of the tested pupils who are flagged in four schools without any pattern."""
    rng = np.random.default_rng(20261124)
    schools = [sick_spells(rng, World(shape=3.0)) for _ in range(4)]
    found = {}
    for kind in PATTERNS:
        each = [flagged(rows, kind) for rows in schools]
        found[kind] = sum(many for many, _ in each) / sum(tested for _, tested in each)
    spells = [rows.filter(kind="weekdag").group_by("student_id").len() for rows in schools]
    able = sum(each.filter(pl.col("len") >= NUMBERS.min_spells).height for each in spells)
    return found | {"treden": sum(first_flags(rows, NUMBERS).height for rows in schools) / able}


@pytest.mark.parametrize("kind", [*PATTERNS, "treden"])
def test_without_patterns_at_most_one_in_a_hundred_is_flagged(alarms: dict[str, float], kind: str) -> None:
    """`treden`: by any kind on any day of the year, as the stage of mlg-2020 asks."""
    assert alarms[kind] <= NUMBERS.notable
    # What can never be found would pass too; of lesson hours a few schools may have nobody.
    assert sum(alarms.values()) > 0


@pytest.mark.parametrize("kind", PATTERNS)
def test_planted_patterns_are_found_more_often_than_chance_finds_them(kind: str) -> None:
    """How often is for the benchmark to print; that it is far more than without a pattern holds here."""
    rows = sick_spells(np.random.default_rng(20261124), WORLDS["flat"], planted=40, kind=kind)
    found = judge(rows, NUMBERS).filter(pl.col("kind") == kind, pl.col("student_id") < "p0040")
    assert found.height > 30
    assert found.filter(pl.col("p") < NUMBERS.notable).height / found.height > 10 * NUMBERS.notable


LIST_CHANCE = 0.005


def named(world: World, schools: int, timetable: bool, planted: int = 0) -> list[pl.DataFrame]:
    """Who is shown by name in so many schools."""
    rng = np.random.default_rng(20261130)
    found = [judge(sick_spells(rng, world, timetable=timetable, planted=planted), NUMBERS) for _ in range(schools)]
    return [shown(judged, counted(judged, NUMBERS, LIST_CHANCE), NUMBERS) for judged in found]


def false_lists(world: str, timetable: bool, schools: int) -> int:
    """In how many of so many schools without any pattern somebody is shown by name."""
    return sum(not names.is_empty() for names in named(WORLDS[world], schools, timetable))


@pytest.mark.parametrize("timetable", [True, False])
def test_a_three_day_week_is_no_pattern(timetable: bool) -> None:
    """Held against everybody, such pupils give a false list in five of six schools."""
    assert false_lists("hard", timetable, 4) <= 1


@pytest.mark.long
@pytest.mark.parametrize("timetable", [True, False])
@pytest.mark.parametrize("world", ["flat", "three days", "high flu", "skewed", "hard"])
def test_without_patterns_names_are_rare(world: str, timetable: bool) -> None:
    """One in twenty gives more than three of twenty schools in less than two of a hundred measurements."""
    assert false_lists(world, timetable, 20) <= 3


@pytest.mark.parametrize(("timetable", "least"), [(True, 20), (False, 14)])
def test_a_weekday_pattern_is_found_among_three_day_weeks(timetable: bool, least: int) -> None:
    """Of forty planted ones, with six to twelve spells each; without a timetable it may be a three-day week."""
    names = pl.concat(named(WORLDS["hard"], 2, timetable, planted=20)).filter(kind="weekdag", choice="5")
    assert names.filter(pl.col("student_id") < "p0020").height >= least


def on_days(*histories: tuple[str, str, str | None]) -> pl.DataFrame:
    """Spells: pupil, the weekday of each as a digit, and the school days."""
    found = [
        ("s", "2026-2027", student, MONDAY + timedelta(7 * n + int(day) - 1), "weekdag", "", days, day)
        for student, choices, days in histories
        for n, day in enumerate(choices)
    ]
    names = ("school", "school_year", "student_id", "spell_start", "kind", "base", "school_days", "choice")
    return pl.DataFrame(found, schema=names, orient="row")


@pytest.mark.parametrize(
    ("days", "share", "options"),
    [
        ("123", 6 / 9, 3),  # with the two others of those school days
        ("1234", 1.0, 1),  # nobody else has these
        ("1+", 46 / 59, 3),  # every spell on Monday and, as it may be a three-day week, the two busiest other days
        ("1345+", 46 / 62, 4),
    ],
)
def test_weekdays_are_held_against_those_of_the_same_school_days(days: str, share: float, options: int) -> None:
    others = [("b", "123", "123"), ("c", "12", "123"), ("d", "1" * 40 + "2345" * 5, "12345")]
    found = judge(on_days(("a", "1111", days), *others), NUMBERS).filter(student_id="a")
    assert found["share"].item() == pytest.approx(share)
    assert found["options"].item() == options


def test_the_school_days_of_a_pupil_are_the_last_known() -> None:
    """The spells of before move along to the new group, and out of the old one."""
    moved = pl.concat([on_days(("a", "11", "12")), on_days(("a", "11111", "123"))[2:]])
    found = judge(pl.concat([moved, on_days(("b", "23", "123"), ("c", "12222", "12"))]), NUMBERS)
    assert rows_of(found, "student_id", "spells", "share") == [("a", 5, 5 / 7), ("c", 5, 1 / 5)]


def rows(*histories: tuple[str, str]) -> pl.DataFrame:
    """Spells of one kind: pupil and the option of each of his or her spells, a letter each; a dot is none."""
    found = [
        ("s", "2026-2027", student, YEAR[n], "lesuur", "", None, None if choice == "." else choice)
        for student, choices in histories
        for n, choice in enumerate(choices)
    ]
    names = ("school", "school_year", "student_id", "spell_start", "kind", "base", "school_days", "choice")
    return pl.DataFrame(found, schema=names, orient="row")


@pytest.mark.parametrize(("spells", "is_tested"), [(3, False), (4, True), (5, True)])
def test_from_four_spells_on(spells: int, is_tested: bool) -> None:
    found = judge(rows(("a", "x" * spells), ("b", "." * 60)), NUMBERS)
    assert ("a" in found["student_id"].to_list()) == is_tested


def test_a_pupil_alone_at_a_school_has_no_pattern() -> None:
    """All that the school has is his or her own: nothing to compare with."""
    assert judge(rows(("a", "xxxxxxxx")), NUMBERS)["p"].to_list() == [1.0]
    assert first_flags(rows(("a", "xxxxxxxx")), NUMBERS).is_empty()
    assert judge(rows(), NUMBERS).is_empty()


def test_the_comparison_is_the_school_and_the_options_are_those_that_occur() -> None:
    found = judge(rows(("a", "xxxx"), ("b", "." * 96)), NUMBERS).filter(student_id="a")
    assert rows_of(found, "choice", "count", "spells", "share", "options") == [("x", 4, 4, 0.04, 1)]
    assert found["p"].to_list() == [pytest.approx(0.04**4)]


def test_a_flag_comes_on_the_first_day_that_shows_it() -> None:
    """Of 40 spells a day none is on the option, so that the fourth on it stands out, and not the third."""
    others = [(f"o{n}", "." * 10) for n in range(40)]
    found = first_flags(rows(("a", "xxxxx"), ("b", "xxx"), *others), NUMBERS)
    assert rows_of(found, "student_id", "date", "kind", "choice") == [("a", YEAR[3], "lesuur", "x")]


def test_spells_of_others_never_bring_a_flag() -> None:
    """Four of the first 12 are too usual; that the option then becomes rare changes nothing without a new spell."""
    early = [("a", "xxxx"), ("b", "x.x."), ("c", "xx..")]
    late = [(f"o{n}", "." * 30) for n in range(10)]
    held = rows(*early, *late).filter((pl.col("spell_start") >= YEAR[4]) | pl.col("student_id").is_in(["a", "b", "c"]))
    assert judge(held, NUMBERS).filter(student_id="a")["p"].item() < NUMBERS.notable
    assert first_flags(held, NUMBERS).is_empty()


def test_more_kinds_ask_for_more() -> None:
    """A pattern that is just notable alone is not when another kind was tested too."""
    alone = rows(("a", "x..x.x"), *((f"o{n}", "." * 6) for n in range(5)), ("c", "x"))
    p = judge(alone, NUMBERS).filter(student_id="a")["p"].item()
    numbers = Levels(4, p * 1.5, 0.05, 0.7, 3)
    both = pl.concat([alone, alone.with_columns(pl.lit("weekdag").alias("kind"), pl.lit("1").alias("choice"))])
    assert first_flags(alone, numbers)["student_id"].to_list() == ["a"]
    assert first_flags(both, numbers).is_empty()


@pytest.mark.parametrize(("found", "chance"), [(7, True), (8, True), (9, False)])
def test_a_list_up_to_two_deviations_above_the_expected_is_chance(found: int, chance: bool) -> None:
    """Expected 4: up to 4 + 2 x 2."""
    frame = pl.DataFrame({"f": [found], "e": [4.0]})
    assert frame.select(no_more_than_chance("f", "e")).item() is chance


def test_the_first_flag_is_that_of_testing_every_day_anew() -> None:
    """Day by day on a small school, with what was known then, against the walk that goes through the year once."""
    small = sick_spells(np.random.default_rng(26), WORLDS["flat"], pupils=80, planted=8)
    expected: dict[object, date] = {}
    for day in small["spell_start"].unique().sort():
        known = small.filter(pl.col("spell_start") <= day)
        ill = known.filter(spell_start=day)["student_id"].to_list()
        found = judge(known, NUMBERS).filter(pl.col("student_id").is_in(ill))
        for student, rows_ in found.group_by("student_id"):
            if min(rows_["p"]) < NUMBERS.notable:
                expected.setdefault(student[0], day)
    assert len(expected) > 3
    assert dict(first_flags(small, NUMBERS).select("student_id", "date").rows()) == expected


# --- what a spell falls on ----------------------------------------------------------------------------------------


TRAITS = "select student_id, choice from int_spell_trait where kind = $kind order by spell_start, student_id"
DAYS = School()


def traits(snapshot: Snapshot, kind: str) -> list[tuple[object, ...]]:
    """Pupil and option of the first day of every spell."""
    return snapshot.rows(TRAITS, {"kind": kind}).rows()


def own_traits(case: Case, kind: str) -> list[tuple[object, ...]]:
    """`traits` of the pupils of a case."""
    return case.ask(Snapshot.rows, TRAITS, {"kind": kind}).rows()


FIRST_DAY = DAYS.case(
    table("""
        a | 2026-10-16 | 1-6 | ziek
        a | 2026-10-26 | 1-6 | ziek
        b | 2026-10-15 | 1-6 | ziek
        b | 2026-10-16 | 1-6 | ziek
        c | 2026-10-26 | 1-6 | ziek
        d | 2026-10-27 | 1-6 | ziek
    """)
)


def test_a_spell_is_judged_by_its_first_day() -> None:
    """Friday before and Monday after the autumn holiday are one spell that begins on a Friday."""
    assert own_traits(FIRST_DAY, "weekdag") == [("b", "4"), ("a", "5"), ("c", "1"), ("d", "2")]
    assert own_traits(FIRST_DAY, "vakantie") == [("b", None), ("a", "rand"), ("c", "rand"), ("d", None)]
    assert traits(DAYS.snapshot, "toetsweek") == traits(DAYS.snapshot, "vak") == []


# Each in a klas of its own, which shows its hours.
BEGIN_AND_END = DAYS.case(
    table("""
        heel   | 2026-09-07 | 1-6 | ziek
        begin  | 2026-09-07 | 1-2 | ziek
        einde  | 2026-09-07 | 5-6 | zh
        midden | 2026-09-07 | 3-4 | ziek
        kort   | 2026-09-08 | 3-4 | ziek
        later  | 2026-09-15 | 3-4 | ziek
        weg    | 2026-09-15 | 1   | weg
        weg    | 2026-09-15 | 7   | laat
    """),
    klas=dict.fromkeys(("heel", "begin", "einde", "midden", "kort", "later", "weg"), "H3b"),
)
SEEN_SO_FAR = DAYS.case(
    table("a | 2026-09-07 | 1-4 | ziek\nb | 2026-09-14 | 1-6 | ziek\nc | 2026-09-14 | 1-4 | ziek"),
    klas=dict.fromkeys("abc", "H3c"),
)


def test_the_begin_and_the_end_of_the_day() -> None:
    """Without a timetable the klas shows its hours: 1 to 6 so far on Mondays; on Tuesdays only 3 and 4 are known."""
    assert own_traits(BEGIN_AND_END, "lesuur") == [
        ("begin", "begin"),
        ("einde", "einde"),
        ("heel", None),
        ("midden", None),
        ("kort", None),
        ("later", None),
    ]


def test_the_hours_of_a_klas_are_those_seen_so_far() -> None:
    """What a later day shows changes nothing about an earlier one."""
    assert own_traits(SEEN_SO_FAR, "lesuur") == [("a", None), ("b", None), ("c", "begin")]


def test_the_timetable_of_the_pupil_goes_first(tmp_path: Path) -> None:
    """Lessons 2 to 5: hours 2 and 3 are the begin of that day, whatever the klas has."""
    monday = date(2026, 9, 7)
    lessons = appointments(tmp_path / "zermelo.json", [(monday, hour, ["a"]) for hour in range(2, 6)])
    rows = table("a | 2026-09-07 | 2-3 | ziek\nb | 2026-09-07 | 1-6 | ziek")
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    import_files(workspace, [write_csv(tmp_path / "r.csv", rows), lessons])
    assert traits(open_snapshot(workspace), "lesuur") == [("a", "begin"), ("b", None)]


def test_school_days_by_the_timetable_and_else_by_the_registrations(tmp_path: Path) -> None:
    """Known so far: a weekday with less than half of the lessons of the fullest is none; without a timetable a plus."""
    mondays = [date(2026, 9, 7) + timedelta(7 * n) for n in range(4)]
    held = [*mondays, *(day + timedelta(2) for day in mondays[:2]), mondays[0] + timedelta(4)]
    lessons = appointments(tmp_path / "zermelo.json", [(day, 1, ["a"]) for day in sorted(held)])
    rows = table("""
        a | 2026-09-07 | 1 | ziek
        a | 2026-09-14 | 1 | ziek
        a | 2026-09-28 | 1 | ziek
        b | 2026-09-10 | 1 | laat
        b | 2026-09-15 | 1 | ziek
        b | 2026-09-22 | 1 | ziek
    """)
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    import_files(workspace, [write_csv(tmp_path / "r.csv", rows), lessons])
    found = open_snapshot(workspace).rows(
        "select student_id, school_days from int_spell_trait where kind = 'weekdag' order by student_id, spell_start"
    )
    assert found.rows() == [("a", "1"), ("a", "135"), ("a", "13"), ("b", "24+"), ("b", "24+")]


def test_test_weeks_of_the_school(tmp_path: Path) -> None:
    """From the first to the last day; the years without test weeks are not judged; weeks that overlap count once."""
    more = "".join(
        f'[[school.test_week]]\nname = "T"\nstart = {start}\nend = {end}\n'
        for start, end in (("2026-09-08", "2026-09-10"), ("2026-09-10", "2026-09-11"))
    )
    days = ["2026-06-29", "2026-09-07", "2026-09-08", "2026-09-10", "2026-09-11", "2026-09-14"]
    rows = [Registration(f"p{n}", date.fromisoformat(day), 1, "ziek") for n, day in enumerate(days)]
    snapshot = make_snapshot(tmp_path, rows, toml=settings("nl-leerplicht", more=more))
    assert traits(snapshot, "toetsweek") == [("p1", None), ("p2", "week"), ("p3", "week"), ("p4", "week"), ("p5", None)]


def test_the_subject_of_the_first_missed_lesson(tmp_path: Path) -> None:
    """Against the klas, which has the same lessons."""
    path = tmp_path / "r.csv"
    path.write_text(
        "Stamnr;Klas;Datum;Lesuur;Code;Vak\n"
        "a;H3a;07-09-2026;2;ziek;gym\na;H3a;07-09-2026;3;ziek;wi\nb;H3b;07-09-2026;1;ziek;wi\nb;H3b;08-09-2026;1;ziek;gym\n"
    )
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    import_files(workspace, [path])
    snapshot = open_snapshot(workspace)
    assert traits(snapshot, "vak") == [("a", "gym"), ("b", "wi")]
    assert snapshot.rows("select distinct base from int_spell_trait where kind = 'vak' order by 1").rows() == [
        ("H3a",),
        ("H3b",),
    ]


# --- the question ---------------------------------------------------------------------------------------------------


def fridays(student: str, amount: int) -> list[Registration]:
    """Sick on that many Fridays, two weeks apart."""
    days = [day for day in YEAR if day.isoweekday() == 5][::2][:amount]
    return [Registration(student, day, hour, "ziek") for day in days for hour in range(1, 7)]


def on_mondays(pupils: int, amount: int) -> list[Registration]:
    """Pupils who are sick on some Mondays."""
    days = [day for day in YEAR if day.isoweekday() == 1][:amount]
    return [
        Registration(f"m{pupil:02}", day, hour, "ziek")
        for pupil in range(pupils)
        for day in days[pupil % 3 :: 3]
        for hour in range(1, 7)
    ]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Twenty pupils ill on Mondays, one on six Fridays, one on three."""
    rows = [*fridays("vrijdag", 6), *fridays("drie", 3), *on_mondays(20, 9)]
    klas = {"vrijdag": "V1a"}
    return make_snapshot(tmp_path_factory.mktemp("patroon"), rows, klas=klas, until=YEAR[70])


def test_who_stands_out_and_by_which_days(school: Snapshot) -> None:
    found = patterns(school, SCOPE, YEAR[70], "s")
    assert rows_of(found.pupils, "student_id", "kind", "choice", "count", "spells", "word", "klas") == [
        ("vrijdag", "weekdag", "5", 6, 6, SIGNAL, "V1a")
    ]
    assert found.pupils["dates"].to_list() == [sorted({r.date for r in fridays("vrijdag", 6)})]
    assert found.pupils["share"].item() == pytest.approx(9 / 69)
    tests = {row["kind"]: row for row in found.tests.iter_rows(named=True)}
    assert list(tests) == list(PATTERNS)
    assert (tests["weekdag"]["tested"], tests["weekdag"]["found"], tests["weekdag"]["reason"]) == (1, 1, None)
    assert tests["weekdag"]["expected"] == pytest.approx(flag_chance(6, (60, 9), 69, single(0.002, 2)))
    assert not tests["weekdag"]["no_more_than_chance"]
    assert {kind: tests[kind]["reason"] for kind in PATTERNS[1:]} == {
        "lesuur": "geen_meldingen",
        "vak": "geen_gegevens",
        "vakantie": None,
        "toetsweek": "geen_gegevens",
    }


def test_only_what_was_known_on_the_day(school: Snapshot) -> None:
    """Before the fourth Friday nobody has enough spells."""
    fourth = sorted({r.date for r in fridays("vrijdag", 4)})[3]
    before = patterns(school, SCOPE, fourth - (YEAR[1] - YEAR[0]), "s")
    assert before.pupils.is_empty()
    assert before.tests.filter(kind="weekdag").select("tested", "reason").rows() == [(0, "te_weinig")]
    assert patterns(school, SCOPE, fourth, "s").tests.filter(kind="weekdag")["tested"].item() == 1


def test_a_choice_hides_pupils_and_leaves_the_comparison(school: Snapshot) -> None:
    chosen = patterns(school, SCOPE, YEAR[70], "s", Selection(klassen=("V1a",)))
    assert chosen.pupils["share"].item() == pytest.approx(9 / 69)
    other = patterns(school, SCOPE, YEAR[70], "s", Selection(klassen=("H3a",)))
    assert other.pupils.is_empty()
    assert other.tests.filter(kind="weekdag")["tested"].item() == 0


def test_the_stage_of_mlg_begins_on_the_day_that_shows_the_pattern(school: Snapshot) -> None:
    """zk-patroon: not on the day before, and from then on to the end of the school year; its dates are the Fridays."""
    days = sorted({r.date for r in fridays("vrijdag", 6)})
    traits_ = school.rows("select kind, base, student_id, choice, school_days, spell_start from int_spell_trait")
    first = next(
        day
        for day in days
        if (own := judge(traits_.filter(pl.col("spell_start") <= day), NUMBERS).filter(student_id="vrijdag")).height
        and min(own["p"]) < NUMBERS.notable
    )
    place = days.index(first)
    assert 3 <= place < 5, "the pattern must show from the fourth spell on and before the last"
    columns = ("student_id", "stage", "reached_on", "value")

    def patterned(on: date) -> list[tuple[object, ...]]:
        found = stages(school, SCOPE, on, "mlg-2020", every_stage=True)
        return rows_of(found.filter(stage="zk-patroon"), *columns)

    assert patterned(first - timedelta(1)) == []
    assert patterned(first) == [("vrijdag", "zk-patroon", first, place + 1.0)]
    assert patterned(YEAR[70]) == [("vrijdag", "zk-patroon", first, 6.0)]
    found = signals(school, SCOPE, YEAR[70], "s", ["mlg-2020"]).filter(stage="zk-patroon")
    assert found["dates"].to_list() == [days[: place + 1]]
    assert rows_of(found, "unit", "value") == [("melding", None)]
    assert school.rows("select distinct reached_until from int_pattern_stage").item() == date(2027, 7, 31)


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("s"), of_schools("t", rights=CARE)])
def test_without_the_right_to_care_there_are_no_patterns(school: Snapshot, viewer: Viewer) -> None:
    found = patterns(school, viewer, YEAR[70], "s")
    assert found.pupils.is_empty()
    assert found.tests["tested"].sum() == 0


def test_the_words_and_numbers_are_settings(school: Snapshot) -> None:
    assert levels(school.settings) == NUMBERS
    assert (SIGNAL, LOOK) == ("signaal", "kijk")
