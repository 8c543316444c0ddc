"""How often the chances to reach the 16-hour norm came true, in invented schools with two earlier school years."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dashboard.commands.honesty.measure import Line
from data.worlds.hours import history_of, school_hours
from data.worlds.world import WORLDS, World
from pipelines.norm.cases import cases, outcomes
from pipelines.norm.forecast import learned, past
from pipelines.norm.history import Rule
from pipelines.questions.norm import rule
from protocols.load import load_settings
from protocols.national import number

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# One school in so many: each takes three school years of chances, every school day anew.
LESS = 10
# Cases of one kind of chance (per ten points) before anything is said of it, and how far off is too far, or near enough.
GROUPS, ENOUGH, FAR, CLOSE = 10, 300, 0.10, 0.05
# What was promised: schools without a group too far off, cases in groups near enough, and chances of "likely" that came.
SCHOOLS, NEAR, CAME = 0.9, 0.9, 0.75
NORM = ("hours", "weeks", "near_hours", "days_between_reports")
NAME = "kans op de norm"


@dataclass(frozen=True)
class Told:
    """What one school was told in its third year: per pupil and school day the chance, whether it came, the day named.

    `named` are the cases in which a day was named, `then` whether the norm was reached by it.
    """

    chances: Floats
    came: Bools
    named: Bools
    then: Bools


def hours(seed: int, schools: int) -> Iterator[Line]:
    """Three lines per world, and how many schools got no chances."""
    for place, (name, world) in enumerate(WORLDS.items()):
        found = [told(np.random.default_rng([seed, place, n]), world) for n in range(max(schools // LESS, 1))]
        yield from lines(name, [one for one in found if one])


def told(rng: np.random.Generator, world: World, pupils: int = 1150) -> Told | None:
    """One school of that world; None when its earlier years have too few cases."""
    numbers = dict(load_settings().select("name", "value").iter_rows()) | {name: number(name) for name in NORM}
    history = history_of(school_hours(rng, world, pupils), norm_rule(numbers))
    taught = learned(history.rule, past(history))
    if taught is None:
        return None
    now = cases(history, range(history.year_begin, history.place + 1))
    came, known = outcomes(history, now)
    kept = known & now.told
    chances, true = taught.chances(now.those(kept)), came[kept]
    likely: Bools = chances >= history.rule.likely
    first = np.argmax(likely, axis=1)
    return Told(chances[:, -1], true[:, -1], likely[:, -1], true[np.arange(first.size), first])


def norm_rule(numbers: dict[str, float]) -> Rule:
    """The numbers as a school has them that counts no unknown hours, and counts on over the summer."""
    return rule(numbers, unknown_counts=False, crosses_summer=True)


def lines(world: str, found: list[Told]) -> Iterator[Line]:
    """What the schools of one world were told, beside what came of it."""
    if not found:
        return
    right = [not (_off(one.chances, one.came, ENOUGH) > FAR).any() for one in found]
    yield Line(NAME, world, sum(right), len(right), "geen groep 10 punten mis", least=SCHOOLS)
    chances, came = (np.concatenate([getattr(one, part) for one in found]) for part in ("chances", "came"))
    near = _off(chances, came, 1)[_groups(chances)] <= CLOSE
    yield Line(NAME, world, int(near.sum()), near.size, "gevallen binnen 5 punten", least=NEAR)
    named, then = (np.concatenate([getattr(one, part) for one in found]) for part in ("named", "then"))
    if named.any():
        yield Line(NAME, world, int(then[named].sum()), int(named.sum()), "dag genoemd en gehaald", least=CAME)


def _groups(chances: Floats) -> npt.NDArray[np.int64]:
    return np.minimum((chances * GROUPS).astype(np.int64), GROUPS - 1)


def _off(chances: Floats, came: Bools, enough: int) -> Floats:
    """Per group of chances how far what was said lies from what came; 0 for a group of too few cases."""
    group = _groups(chances)
    count = np.bincount(group, minlength=GROUPS)
    apart = np.bincount(group, weights=chances - came, minlength=GROUPS)
    found: Floats = np.where(count >= enough, np.abs(apart) / np.maximum(count, 1), 0.0)
    return found
