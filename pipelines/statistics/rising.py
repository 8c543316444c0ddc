"""Does a pupil have more absence, lates or sick reports in the recent weeks than his or her own rate gives? Pure functions.

Expected numbers are those of an average pupil over the same weeks, so that the season is in them. A pupil's own rate is
a factor on it; what is known of it is shrunk towards the school (gamma-Poisson). Absence comes in bouts: how far weeks
near each other go together is measured over the whole school and widens what chance gives.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
# Bounds of the spread between pupils, where a school is too small to tell it. At 5 their factors differ by 45 % (one
# standard deviation): taking pupils to be more alike than that would raise false alarms.
LEAST_SHAPE, MOST_SHAPE = 0.3, 5.0
# So much a stretch of weeks may differ of itself; more is measured in schools of few pupils only.
MOST_BOUTS = 4.0
# So many pupils found in the earlier weeks weigh as much as the formula; and no pupil has more days than this in a few weeks.
FEW, LONGEST = 4.0, 200
# Stretches of earlier weeks that are judged too: those of late in a year overlap anyway, and each takes time.
MOST_BEFORE = 8


@dataclass(frozen=True)
class Recent:
    """Per pupil what the recent weeks had and what they would have when nothing changed; `p` of as many by chance.

    `tested` is false for who was not there long enough before; there `p` is 1. `size` is that of the negative binomial.
    """

    found: Floats
    usual: Floats
    size: Floats
    p: Floats
    tested: Bools


@dataclass(frozen=True)
class Rise:
    """`now`: the recent weeks. `before`: as many weeks each, earlier in the year, judged in the same way.

    They keep the bouts, which weeks in a random order would not. Nobody is found with fewer than `least`.
    """

    now: Recent
    before: tuple[Recent, ...]
    least: int

    def chance(self, levels: Floats, factor: float = 1.0) -> Floats:
        """Per pupil the chance to be found below his or her level when nothing changed, or with a rate so much higher.

        By the formula, times how much more or fewer the earlier weeks gave than the formula gives for them.
        """
        if factor != 1:
            return _by_formula(self.now, levels, self.least, factor)
        found = sum(float((each.p < levels).sum()) for each in self.before)
        given = sum(float(_by_formula(each, levels, self.least).sum()) for each in self.before)
        return _by_formula(self.now, levels, self.least) * (found + FEW) / (given + FEW)


def _by_formula(recent: Recent, levels: Floats, least: int, factor: float = 1.0) -> Floats:
    """The chance of the smallest number that lies below the level."""
    found = np.zeros(len(levels))
    open_ = recent.tested & (levels > 0)
    for count in range(least, LONGEST):
        if not open_.any():
            break
        p = _at_least(count, recent.size[open_], recent.usual[open_])
        below = np.flatnonzero(open_)[p < levels[open_]]
        found[below] = _at_least(count, recent.size[below], factor * recent.usual[below])
        open_[below] = False
    return found


def _at_least(count: float | Floats, size: Floats, mean: Floats) -> Floats:
    """Chance of at least so many (one or more) by the negative binomial of that size and mean."""
    p: Floats = betainc(count, size, mean / (mean + size))
    return p


def rise(counts: Floats, days: Floats, recent: int, least: int) -> Rise:
    """Counts and school days enrolled, pupils by weeks, oldest first; the last `recent` weeks against those before.

    Nobody is found with fewer than `least`.
    """
    weeks = counts.shape[1]
    # By pupils with any, not by days: a few who are away every day would make their own weeks usual.
    usual = days * (counts > 0).sum(axis=0) / np.maximum(days.sum(axis=0), 1)
    usual *= counts.sum() / max(usual.sum(), 1e-12)
    spread, together = _spread(counts, usual, recent)

    def judged(first: int) -> Recent:
        now = np.zeros(weeks, dtype=bool)
        now[first : first + recent] = True
        return _judged(counts, usual, days, now, spread, together, least)

    step = max(1, -(-(weeks - 2 * recent + 1) // MOST_BEFORE))
    before = tuple(judged(first) for first in range(weeks - 2 * recent, -1, -step))
    return Rise(judged(max(weeks - recent, 0)), before, least)


def _spread(counts: Floats, usual: Floats, recent: int) -> tuple[float, Floats]:
    """The spread of the pupils' factors (a variance), and how much more weeks go together that lie 0, 1, 2 ... apart."""
    weeks = counts.shape[1]

    def moment(apart: int) -> tuple[float, float]:
        if apart == 0:
            return float((counts * (counts - 1)).sum()), float((usual**2).sum())
        return float((counts[:, apart:] * counts[:, :-apart]).sum()), float(
            (usual[:, apart:] * usual[:, :-apart]).sum()
        )

    moments = [moment(apart) for apart in range(weeks)]
    far = moments[recent:] or moments[1:]
    both, expected = (sum(values) for values in zip(*far, strict=True)) if far else (0.0, 0.0)
    spread = min(max(both / expected - 1 if expected > 0 else 0.0, 1 / MOST_SHAPE), 1 / LEAST_SHAPE)
    together = np.zeros(weeks)
    for apart, (found, chance) in enumerate(moments[:recent]):
        if chance > 0:
            together[apart] = min(max(found / chance / (1 + spread) - 1, 0.0), MOST_BOUTS)
    return spread, together


def _judged(
    counts: Floats, usual: Floats, days: Floats, now: Bools, spread: float, together: Floats, least: int
) -> Recent:
    apart = np.abs(np.subtract.outer(np.arange(len(now)), np.arange(len(now))))
    bouts = together[apart]
    n_before, n_now = counts[:, ~now].sum(axis=1), counts[:, now].sum(axis=1)
    usual_before, usual_now = usual[:, ~now].sum(axis=1), usual[:, now].sum(axis=1)
    # With less time before than now, who is often away would seem to rise.
    tested = (days[:, ~now].sum(axis=1) >= days[:, now].sum(axis=1)) & (usual_now > 0) & (usual_before > 0)
    e_before, e_now = np.where(tested, usual_before, 1.0), np.where(tested, usual_now, 1.0)
    by_bouts_before = np.einsum("iv,vw,iw->i", usual[:, ~now], bouts[np.ix_(~now, ~now)], usual[:, ~now]) / e_before**2
    by_bouts_now = np.einsum("iv,vw,iw->i", usual[:, now], bouts[np.ix_(now, now)], usual[:, now]) / e_now**2
    weight = spread / (spread + 1 / e_before + (1 + spread) * by_bouts_before)
    factor = 1 + weight * (n_before / e_before - 1)
    unsure = factor * spread * (1 - weight)
    mean = factor * e_now
    beyond = e_now**2 * (unsure + (factor**2 + unsure) * by_bouts_now)
    size = mean**2 / np.maximum(beyond, 1e-12)
    p = np.where(tested & (n_now >= least), _at_least(np.maximum(n_now, 1), size, mean), 1.0)
    return Recent(n_now, mean, size, p, tested)
