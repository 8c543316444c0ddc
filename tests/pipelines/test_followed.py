"""What followed a step: similar pupils, what chance leaves, and that no effect is found where there is none."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from dashboard.commands.honesty.patterns import STAGES, outcome
from data.worlds.steps import Stage
from data.worlds.world import World
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import mark_done, tasks_of
from pipelines.questions.followed import ALL, DONE, NOT_DONE, followed, rule
from pipelines.questions.ladder_weeks import ladder_weeks
from pipelines.questions.tasks_asked import asked
from pipelines.statistics.followed import BY_CHANCE, HIGHER, LOWER, Followed, Rule, compare, windows
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace
from pipelines.viewer import NOBODY, Viewer, of_afdelingen, of_schools
from protocols.load import load_settings
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, rows_of, settings, spread, write_csv
from tests.pipelines.test_duo import PUPILS

# Two weeks before and after, the step in the fourth week: columns 3 and 4 are before, 5 and 6 after.
RULE = Rule(weeks=2, earlier_weeks=8, min_earlier_weeks=2, min_pupils=3, min_similar=2, deviations=2.58, unlike=0.0)
STEPS = {"a": "10 11 10", "b": "10 11 00", "c": "10 11 02"}
SIMILAR = {"p": "10 11 12", "q": "10 11 10"}
STEP = 3


def found(
    rows: dict[str, str], reached: dict[str, int], rule: Rule = RULE, away: str = "", year: str = "000000"
) -> Followed:
    """Hours per week as digits; `reached`: the week in which a pupil reached the stage; `away`: pupil and week."""
    pupils = list(rows)
    hours = np.array([[float(hour) for hour in rows[name].replace(" ", "")] for name in pupils])
    steps, there = np.zeros(hours.shape, dtype=bool), np.ones(hours.shape, dtype=bool)
    for name, week in reached.items():
        steps[pupils.index(name), week] = True
    for who, absent in (place.split(":") for place in away.split()):
        there[[pupils.index(who)] if who != "all" else slice(None), int(absent)] = False
    cut = windows(hours, there, np.array([int(n) for n in year]), rule)
    return compare(cut, steps, steps & np.array([[name in STEPS] for name in pupils]))


REACHED = dict.fromkeys(STEPS, STEP)


def test_expected_is_what_similar_pupils_had_after() -> None:
    result = found(STEPS | SIMILAR, REACHED)
    assert (result.steps, result.compared, result.pupils) == (3, 3, 3)
    assert result.before == 2
    assert result.after == pytest.approx(1)
    assert result.expected == pytest.approx(2)
    assert result.lower is not None
    assert result.upper is not None
    assert result.lower < 1 < 2 < result.upper
    assert result.verdict == BY_CHANCE


@pytest.mark.parametrize(("after", "verdict"), [("00", LOWER), ("11", BY_CHANCE), ("55", HIGHER)])
def test_only_what_chance_does_not_give_is_a_difference(after: str, verdict: str) -> None:
    steps = {f"a{n}": f"10 11 {after}" for n in range(30)}
    similar = {f"p{n}": f"10 11 {n % 3}{(n + 1) % 3}" for n in range(30)}
    hours = np.array([[float(h) for h in row.replace(" ", "")] for row in (steps | similar).values()])
    made = np.zeros(hours.shape, dtype=bool)
    made[: len(steps), STEP] = True
    cut = windows(hours, np.ones(hours.shape, dtype=bool), np.zeros(6, dtype=np.int64), RULE)
    assert compare(cut, made, made).verdict == verdict


@pytest.mark.parametrize(
    "similar",
    [
        {"p": "10 12 12", "q": "10 12 10"},  # three hours before, and not two
        {"p": "20 11 12", "q": "20 11 10"},  # two hours earlier, and not one
        {"p": "10 02 12", "q": "10 02 10"},  # two hours in one week, and not in two
        {"p": "11 10 12", "q": "11 10 10"},  # nothing in the week of the step
        {"p": "10 11 12"},  # one pupil, and not two
    ],
)
def test_who_differs_is_not_similar(similar: dict[str, str]) -> None:
    assert found(STEPS | similar, REACHED) == Followed(steps=3, compared=0, pupils=0)


def test_three_and_four_hours_are_one_band_and_five_another() -> None:
    def compared(before: str) -> int:
        steps = {name: f"10 12 {hours[-2:]}" for name, hours in STEPS.items()}
        return found(steps | {"p": f"10 {before} 12", "q": f"10 {before} 10"}, REACHED).compared

    assert [compared(before) for before in ("12", "13", "14")] == [3, 3, 0]


def test_who_got_the_step_just_before_is_not_similar_but_who_gets_it_later_is() -> None:
    for week, compared in ((2, 0), (3, 0), (4, 3), (5, 3)):
        assert found(STEPS | SIMILAR, REACHED | {"p": week}).compared == compared
    assert found(STEPS | SIMILAR, REACHED | {"p": 1}).compared == 3


@pytest.mark.parametrize(
    ("away", "pupils"),
    [("", 3), ("a:5", 2), ("a:2", 2), ("a:0", 2), ("p:4", 0), ("all:5", 0)],
    ids=["all there", "leaver", "away before", "joiner", "a similar one leaves", "incomplete week"],
)
def test_everybody_compared_is_there_in_all_the_weeks(away: str, pupils: int) -> None:
    assert found(STEPS | SIMILAR, REACHED, away=away).pupils == pupils


@pytest.mark.parametrize(
    ("year", "compared"), [("000000", 3), ("001111", 3), ("000111", 0), ("000011", 0), ("000001", 0)]
)
def test_no_window_runs_over_the_summer(year: str, compared: int) -> None:
    assert found(STEPS | SIMILAR, REACHED, year=year).compared == compared


@pytest.mark.parametrize(("least", "said"), [(2, True), (3, True), (4, False)])
def test_with_too_few_pupils_there_are_no_numbers(least: int, said: bool) -> None:
    result = found(STEPS | SIMILAR, REACHED, replace(RULE, min_pupils=least))
    assert (result.verdict is not None, result.expected is not None, result.pupils) == (said, said, 3)


def test_too_short_a_history_gives_nothing() -> None:
    assert found({"a": "101", "p": "101"}, {"a": 2}, year="000") == Followed(1, 0, 0)


def test_the_season_of_the_school_is_in_what_is_expected() -> None:
    # The similar ones had their weeks at another time, after which the whole school had half as many hours.
    steps = {name: f"10 11 {hours[-2:]} 00" for name, hours in STEPS.items()}
    similar = {"p": "10 10 11 11", "q": "10 10 11 11"}
    quiet = {f"s{n}": "00 00 80 40" for n in range(20)}
    result = found(steps | similar | quiet, REACHED, year="0" * 8)
    usual_after_step = (1 + 0 + 2 + 2 * 2 + 20 * 8) / 25
    usual_after_similar = (2 * 2 + 20 * 4) / 25
    assert result.expected == pytest.approx(2 * usual_after_step / usual_after_similar)


# --- no effect where there is none --------------------------------------------------------------------------------


def real_rule(deviations: float | None = None) -> Rule:
    numbers = dict(load_settings().select("name", "value").iter_rows())
    found = rule(numbers)
    return found if deviations is None else replace(found, deviations=deviations)


SEASON, BOUTS = World(season=1.0), World(season=1.0, bouts=0.7)


def outcomes(
    numbers: Rule, pupils: int, stage: Stage, schools: int, seed: int, effect: float = 0.0, world: World = SEASON
) -> list[Followed]:
    """What is found after the stage in so many schools, one random row on."""
    rng = np.random.default_rng(seed)
    return [outcome(rng, numbers, world, pupils, stage, effect) for _ in range(schools)]


def test_no_effect_is_found_where_there_is_none() -> None:
    # At the limit of the settings chance alone gives one in a hundred; at 1.96 standard errors one in twenty.
    for deviations, most in ((None, 0.02), (1.96, 0.09)):
        results = [found for stage in STAGES for found in outcomes(real_rule(deviations), 400, stage, 40, seed=3)]
        alarms = [found for found in results if found.verdict not in (None, BY_CHANCE)]
        assert len(results) == 200
        assert sum(found.verdict is not None for found in results) == 200
        assert len(alarms) / len(results) <= most
        # A difference that seems good news is the one that may not be made up.
        assert sum(found.verdict == LOWER for found in alarms) / len(results) <= most / 1.5


def test_long_busy_times_in_a_large_school_are_no_effect() -> None:
    """What matching leaves is more than the standard error of 1,150 pupils: without room for it one in twenty."""
    results = [found for stage in STAGES for found in outcomes(real_rule(), 1150, stage, 15, seed=177, world=BOUTS)]
    assert len(results) == 75
    assert sum(found.verdict != BY_CHANCE for found in results) <= 1


def test_pupils_fall_a_lot_without_any_effect() -> None:
    results = outcomes(real_rule(), 400, Stage(6), 20, seed=4)
    falls = [1 - found.after / found.before for found in results if found.after is not None and found.before]
    assert min(falls) > 0.2


def test_a_strong_effect_is_found() -> None:
    for stage in (Stage(3), Stage(6), Stage(16, absent=True)):
        verdicts = [found.verdict for found in outcomes(real_rule(), 400, stage, 15, seed=5, effect=0.5)]
        assert verdicts.count(LOWER) >= 14
        assert HIGHER not in verdicts


# --- on a real database -------------------------------------------------------------------------------------------

UNTIL = date(2026, 12, 1)
CASES = [f"{n}" for n in range(101, 146)]
OTHERS = [f"{n}" for n in range(201, 211)]
CALM = [f"{n}" for n in range(301, 311)]
AFDELING = '[[school.afdeling]]\nid = "vwo"\nname = "Vwo"\nclasses = ["V*"]\n'


def late(student: str, *weeks: int) -> list[Registration]:
    """Once late on the Monday of each of these school weeks of the year; the autumn holiday follows week 6."""
    return [Registration(student, YEAR[5 * week], 1, "te_laat_ongeoorloofd") for week in weeks]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """kgc-2021: the fifth late in week 7 with 45 pupils, of whom 22 were spoken with; ten others stay at four."""
    folder = tmp_path_factory.mktemp("school")
    rows = [row for n, name in enumerate(CASES) for row in late(name, 0, 1, 2, 3, 7, *((9,) if n % 9 == 0 else ()))]
    rows += [row for n, name in enumerate(OTHERS) for row in late(name, 1, 2, 3, 7, 8, *((10,) if n % 2 else ()))]
    people = folder / "leerlingen.csv"
    lines = [
        f"{name};A;;B{name};;;{'V' if name in CASES[:30] else 'H'}4a;;;4;BRK;;01-08-2026;31-07-2027\n"
        for name in [*CASES, *OTHERS, *CALM]
    ]
    people.write_text(PUPILS + "".join(lines))
    made = create_workspace(folder / "map", settings("kgc-2021", more=AFDELING))
    closing = [Registration("slot", UNTIL, 1, "medisch")]
    klas = {name: "V4a" if name in CASES[:30] else "H4a" for name in [*CASES, *OTHERS]}
    import_files(made, [people, write_csv(folder / "a.csv", [*rows, *closing], klas)])
    fifth = asked(open_snapshot(made), SCOPE, UNTIL).filter(stage="tl-5", reached_on=YEAR[35])
    assert fifth["student_id"].n_unique() == len(CASES)
    done = fifth.filter(pl.col("student_id").is_in(fifth["student_id"].unique().sort()[:22].implode()))
    mark_done(made, SCOPE, tasks_of(done.with_columns(pl.lit("").alias("what"))), YEAR[37], "AB", UNTIL)
    return made


def rows_for(workspace: Workspace, viewer: Viewer = SCOPE) -> list[tuple[object, ...]]:
    result = followed(workspace, open_snapshot(workspace), viewer, UNTIL, "s")
    return rows_of(result.filter(stage="tl-5"), "group", "pupils", "before", "after", "expected", "verdict")


def test_after_all_steps_and_apart_done_and_not_done(workspace: Workspace) -> None:
    everybody, done, not_done = rows_for(workspace)
    expected = pytest.approx(1.5)
    assert everybody == (ALL, 45, 1.0, pytest.approx(5 / 45), expected, LOWER)
    assert done == (DONE, 22, 1.0, pytest.approx(3 / 22), expected, LOWER)
    assert not_done == (NOT_DONE, 23, 1.0, pytest.approx(2 / 23), expected, LOWER)


def test_the_steps_of_a_part_are_held_against_the_whole_school(workspace: Workspace) -> None:
    (everybody, *_) = rows_for(workspace, of_afdelingen("s", "vwo"))
    assert everybody[:2] == (ALL, 30)
    assert everybody[4] == pytest.approx(1.5)


def test_the_weeks_after_must_have_been(workspace: Workspace) -> None:
    # The fourth school week after that of the step, 26 October, ends on Friday 27 November.
    snapshot = open_snapshot(workspace)

    def pupils(on: date) -> list[int]:
        found = followed(workspace, snapshot, SCOPE, on, "s").filter(stage="tl-5", group=ALL)
        return found["pupils"].to_list()

    assert pupils(date(2026, 11, 26)) == [0]
    assert pupils(date(2026, 11, 27)) == [45]


def test_without_rights_there_is_nothing(workspace: Workspace) -> None:
    snapshot = open_snapshot(workspace)
    for viewer in (NOBODY, of_schools("t")):
        assert followed(workspace, snapshot, viewer, UNTIL, "s").is_empty()
        assert ladder_weeks(snapshot, viewer, UNTIL, "s").hours.is_empty()
        assert ladder_weeks(snapshot, viewer, UNTIL, "s").there.is_empty()
    assert followed(workspace, snapshot, SCOPE, UNTIL, "t").is_empty()


def test_a_stage_for_days_without_a_break_has_nobody_similar(tmp_path: Path) -> None:
    rows = spread("1", "ziek", 3, start=10)
    snapshot = make_snapshot(tmp_path, rows, protocol="maastricht-2019", until=UNTIL)
    workspace = create_workspace(tmp_path / "leeg", settings("maastricht-2019"))
    found = followed(workspace, snapshot, SCOPE, UNTIL, "s")
    assert rows_of(found, "stage", "group", "comparable", "steps", "pupils", "verdict") == [
        ("zk-3d", ALL, False, 1, 0, None)
    ]
