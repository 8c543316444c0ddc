"""How often the lists of sick patterns and of rising, and "wat volgde", say something without a cause, and with one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.commands.honesty.measure import Line
from data.worlds.spells import MONDAY, sick_spells
from data.worlds.steps import Stage, steps
from data.worlds.world import WORLDS, World
from pipelines.models.pattern_table import PATTERNS, first_flags, judge, levels
from pipelines.questions.followed import rule
from pipelines.questions.sick_changes import judge as judge_rising
from pipelines.questions.sick_patterns import counted, more_than_chance, shown
from pipelines.statistics.followed import BY_CHANCE, LOWER, Followed, Rule, compare, windows
from protocols.load import load_settings

# The worlds that make a difference to when pupils fall ill, and to how their hours go up and down.
OF_SPELLS = ("flat", "three days", "flu", "high flu", "skewed", "hard")
OF_STEPS = ("flat", "season", "skewed", "bouts", "hard")
# One school in so many: each has some steps.
LESS_STEPS = 4
PUPILS, PLANTED = 1150, 20
# Schools in which any list is shown without a pattern: ten lists of at most one in two hundred. And what may not be passed.
LISTS, MOST_LISTS = 0.05, 0.15
# School weeks after which rising is looked at, and how many reports more the planted have in the last of them.
LOOKED, RISEN = 20, 3
NOMINAL, MOST = 0.01, 0.03
STAGES = (Stage(3), Stage(6), Stage(3, absent=True), Stage(16, absent=True), Stage(4, window=8))
HALVED = 0.5


def patterns(seed: int, schools: int) -> Iterator[Line]:
    """Lines of the lists of patterns, of the stage that hangs on one, of rising and of what followed a step."""
    numbers = _numbers()
    for place, name in enumerate(OF_SPELLS):
        yield from _lists([seed, place], name, schools, numbers)
        yield from rising(seed, place, name, schools, numbers)
    for place, kind in enumerate(PATTERNS):
        seen = sum(
            named(_spells([seed, 99, place, n], WORLDS["flat"], True, PLANTED, kind), numbers)
            .filter(pl.col("kind") == kind, pl.col("student_id") < f"p{PLANTED:04}")
            .height
            for n in range(schools)
        )
        yield Line("ziektepatronen", "flat", seen, schools * PLANTED, f"patroon bij {PLANTED}: {kind}")
    for place, name in enumerate(OF_STEPS):
        yield from followed(seed, place, name, max(schools // LESS_STEPS, 1))


def _numbers() -> dict[str, float]:
    return dict(load_settings().select("name", "value").iter_rows())


def _spells(seed: list[int], world: World, timetable: bool, planted: int = 0, kind: str = "weekdag") -> pl.DataFrame:
    return sick_spells(np.random.default_rng(seed), world, PUPILS, timetable, planted, kind)


def named(rows: pl.DataFrame, numbers: dict[str, float]) -> pl.DataFrame:
    """Who is shown by name at the end of the year, as the page Ziekte does."""
    own = replace(levels(numbers), notable=numbers["standout_signal"])
    judged = judge(rows, own)
    return shown(judged, counted(judged, own, numbers["standout_list_chance"]), own)


def _lists(seed: list[int], name: str, schools: int, numbers: dict[str, float]) -> Iterator[Line]:
    """Schools in which anybody is named, with a timetable and without; and pupils who reach a stage that asks a pattern.

    Of the last those with enough spells, on any day of the year.
    """
    own, flagged, tested = levels(numbers), 0, 0
    for known in (True, False):
        lists = 0
        for n in range(schools):
            rows = _spells([*seed, n], WORLDS[name], known)
            lists += not named(rows, numbers).is_empty()
            if known:
                spells = rows.filter(kind="weekdag").group_by("student_id").len()
                tested += spells.filter(pl.col("len") >= own.min_spells).height
                flagged += first_flags(rows, own).height
        what = "ziektepatronen" if known else "ziektepatronen, geen rooster"
        yield Line(what, name, lists, schools, "", LISTS, MOST_LISTS)
    yield Line("trede met patroon", name, flagged, tested, "", own.notable, 2 * own.notable)


def rising(seed: int, place: int, name: str, schools: int, numbers: dict[str, float]) -> Iterator[Line]:
    """Schools in which names of rising are shown; and of pupils with `RISEN` reports more how many are named."""
    end = MONDAY + timedelta(7 * LOOKED)
    weeks = pl.DataFrame({"week_start": [MONDAY + timedelta(7 * n) for n in range(LOOKED)], "days": 5})
    there = pl.DataFrame({"student_id": [f"p{n:04}" for n in range(PUPILS)]}).join(weeks, how="cross")
    recent = end - timedelta(7 * int(numbers["recent_weeks"]))
    lists, seen = 0, 0
    for n in range(schools):
        rng = np.random.default_rng([seed, place, 7, n])
        starts = sick_spells(rng, WORLDS[name], PUPILS).filter(pl.col("kind") == "weekdag", pl.col("spell_start") < end)
        starts = starts.select("student_id", "spell_start")
        lists += not _risen(there, starts, numbers).is_empty()
        more = np.repeat(np.arange(PLANTED), rng.poisson(RISEN, PLANTED))
        extra = [(f"p{who:04}", recent + timedelta(int(rng.integers((end - recent).days)))) for who in more]
        rose = pl.concat([starts, pl.DataFrame(extra, schema=starts.schema, orient="row")]).unique()
        seen += _risen(there, rose, numbers).filter(pl.col("student_id") < f"p{PLANTED:04}").height
    yield Line("vaker ziek", name, lists, schools, "", numbers["standout_list_chance"], MOST_LISTS)
    yield Line("vaker ziek", name, seen, schools * PLANTED, f"{PLANTED} met {RISEN} meldingen meer")


def _risen(there: pl.DataFrame, starts: pl.DataFrame, numbers: dict[str, float]) -> pl.DataFrame:
    """Who is named as rising: nobody when there are no more than chance gives."""
    judged = judge_rising(there, starts, numbers)
    found = judged.filter(pl.col("p") < numbers["change_chance"])
    both = pl.DataFrame({"found": [found.height], "expected": [float(judged["chance"].sum())]})
    more: bool = more_than_chance(both, "found", "expected", numbers["standout_list_chance"]).item()
    return found if more else found.clear()


def followed(seed: int, place: int, name: str, schools: int) -> Iterator[Line]:
    """Comparisons after a step that does nothing, and after one that halves the absence."""
    numbers = rule(_numbers())
    for effect, words in ((0.0, ""), (HALVED, "de stap halveert het verzuim")):
        found = [
            outcome(np.random.default_rng([seed, place, at, n]), numbers, WORLDS[name], PUPILS, stage, effect)
            for at, stage in enumerate(STAGES)
            for n in range(schools)
        ]
        said = [one.verdict for one in found if one.verdict]
        differs = sum(verdict == LOWER for verdict in said) if effect else sum(v != BY_CHANCE for v in said)
        yield Line("wat volgde", name, differs, len(said), words, None if effect else NOMINAL, None if effect else MOST)


def outcome(
    rng: np.random.Generator, numbers: Rule, world: World, pupils: int, stage: Stage, effect: float = 0.0
) -> Followed:
    """What is found after the stage in one school."""
    made = steps(rng, world, pupils, stage, effect, numbers.weeks)
    cut = windows(made.hours, np.ones(made.hours.shape, dtype=bool), made.year, numbers)
    return compare(cut, made.reached, made.reached)
