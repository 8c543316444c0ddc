"""Invented schools in which a step does nothing, or has a planted effect: hours per week, and when a stage is reached.

Pupils differ widely in pace (gamma), each has quiet and busy times (a drifting factor from week to week), longer ones
where absence comes in bouts, and the school may have a season. Occasions are Poisson, an occasion costs one lesson hour
(late) or a few (absent). Same seed, same rows.
"""

from dataclasses import dataclass

import numpy as np

from data.worlds.world import World
from pipelines.statistics.followed import Bools, Floats, Ints

YEAR_WEEKS, YEARS = 38, 2
MEAN, SHAPE = 0.12, 0.6
# How much of a busy week is in the next, ordinarily and in bouts.
KEPT, KEPT_IN_BOUTS = 0.75, 0.92
SPREAD, SEASON = 0.8, 0.35
ABSENT = (1, 1, 1, 1, 1, 2, 2, 3, 3, 6)


@dataclass(frozen=True)
class Stage:
    """Reached at so many hours: in the school year, or in a window of so many weeks; hours of lates or of absence."""

    hours: int
    window: int | None = None
    absent: bool = False


@dataclass(frozen=True)
class Simulated:
    """Hours per pupil and week, when the stage was reached, the school year of each week."""

    hours: Floats
    reached: Bools
    year: Ints


def steps(
    rng: np.random.Generator, world: World, pupils: int, stage: Stage, effect: float = 0.0, lasts: int = 4
) -> Simulated:
    """One school; `effect` is the share by which the pace falls in the `lasts` weeks after the stage is reached."""
    weeks = YEAR_WEEKS * YEARS
    kept = KEPT_IN_BOUTS if world.bouts else KEPT
    shape = min(world.shape, SHAPE)
    pace = rng.gamma(shape, MEAN / shape, pupils)
    season = 1 + SEASON * world.season * np.sin(np.arange(weeks) / YEAR_WEEKS * 2 * np.pi)
    busy, total = rng.normal(0, 1, pupils), np.zeros(pupils)
    hours, reached = np.zeros((pupils, weeks)), np.zeros((pupils, weeks), dtype=bool)
    there, last = np.zeros(pupils, dtype=bool), np.full(pupils, -weeks)
    for week in range(weeks):
        if week % YEAR_WEEKS == 0:
            total, there = np.zeros(pupils), np.zeros(pupils, dtype=bool)
        busy = kept * busy + np.sqrt(1 - kept**2) * rng.normal(0, 1, pupils)
        rate = pace * np.exp(SPREAD * busy - SPREAD**2 / 2) * season[week]
        rate = np.where(week <= last + lasts, rate * (1 - effect), rate)
        who = np.repeat(np.arange(pupils), rng.poisson(rate))
        cost = rng.choice(ABSENT, who.size) if stage.absent else np.ones(who.size)
        hours[:, week] = np.bincount(who, weights=cost, minlength=pupils)
        total += hours[:, week]
        value = total if stage.window is None else hours[:, max(week + 1 - stage.window, 0) : week + 1].sum(axis=1)
        new = (value >= stage.hours) & ~there
        there = value >= stage.hours if stage.window is not None else there | new
        reached[new, week], last[new] = True, week
    return Simulated(hours, reached, np.arange(weeks) // YEAR_WEEKS)
