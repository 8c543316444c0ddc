"""The chance to reach the 16-hour norm within some school days: exact, without simulation.

Days with counted hours come at a pupil's own rate. That rate is gamma-Poisson shrunk: the school's pupils give the
prior, the pupil's recent days the posterior. How many hours such a day has follows the school's days, mixed with the
pupil's own days as far as pupils differ in this. Source: methods.md of this project, "Nearing the norm".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# So many equally likely rates stand for the whole posterior.
POINTS = 9
# Beyond this shape all pupils have the same rate in practice.
SAME_RATE = 1e4
HAIR = 1e-9


@dataclass(frozen=True)
class Gamma:
    """A gamma distribution of rates: its mean is `shape / rate` days with hours per school day."""

    shape: float
    rate: float


def prior_by_moments(days: Floats, exposure: Floats) -> Gamma | None:
    """The spread of rates between pupils, by the method of moments; None when there is nothing to learn from.

    `days` are days with counted hours and `exposure` school days, one of each per pupil; exposure is above zero.
    """
    total = exposure.sum()
    if days.size < 2 or not days.any():
        return None
    mean = days.sum() / total
    found = (exposure * (days / exposure - mean) ** 2).sum() - mean * (days.size - 1)
    between = max(found / (total - (exposure**2).sum() / total), mean**2 / SAME_RATE)
    return Gamma(mean**2 / between, mean / between)


def likely_rates(prior: Gamma, days: Floats, exposure: Floats) -> Floats:
    """Per pupil `POINTS` equally likely rates (chance of a day with hours), after what was seen of the pupil."""
    parts = (np.arange(POINTS) + 0.5) / POINTS
    rates = gammaincinv(prior.shape + days[:, None], parts[None, :]) / (prior.rate + exposure[:, None])
    found: Floats = np.minimum(rates, 1.0)
    return found


def likeness(counts: Floats, totals: Floats, squares: float) -> float:
    """How many days of the school weigh as much as all that a pupil's own days tell of the hours on such a day.

    `counts` are days with hours per pupil, `totals` the hours on them, `squares` the sum of squared hours over all
    days. By the moments of a one-way analysis of variance; infinite when pupils do not differ in this.
    """
    seen = counts > 0
    counts, totals = counts[seen], totals[seen]
    number, pupils = counts.sum(), counts.size
    if pupils < 2 or number <= pupils:
        return float("inf")
    explained = (totals**2 / counts).sum()
    between = (explained - totals.sum() ** 2 / number) / (pupils - 1)
    within = (squares - explained) / (number - pupils)
    size = (number - (counts**2).sum() / number) / (pupils - 1)
    own = max(between - within, 0.0) / size
    # Days that are all alike differ by a hair of rounding, to either side.
    if own <= HAIR * squares / number:
        return float("inf")
    return float(max(within / own, HAIR))


def hour_chances(school: Floats, own: Floats, weight: float) -> Floats:
    """Per pupil the chance of each number of hours on a day with hours.

    `school` counts the school's days per number of hours, `own` the same per pupil (a row each); `weight` is `likeness`.
    """
    base = school / school.sum()
    if np.isinf(weight):
        return np.broadcast_to(base, own.shape).copy()
    found: Floats = (weight * base + own) / (weight + own.sum(axis=1, keepdims=True))
    return found


def crossing(rates: Floats, sizes: Ints, chances: Floats, missing: Ints, most: int) -> Floats:
    """Per pupil and coming school day the chance that the norm has been reached by then.

    Hours are whole numbers of one unit: `sizes` the possible hours of a day, `chances` per pupil their chances,
    `missing` per pupil and day what must have been added by then (above `most`: no report may fall on that day).
    New hours are taken to stay in the window, which is four school weeks wide.
    """
    pupils, horizon = missing.shape
    states = np.arange(most + 1)
    # Per pupil where a day with hours leads from each state; the highest state is "that much or more".
    leads = np.zeros((pupils, most + 1, most + 1))
    for place, size in enumerate(sizes):
        leads[:, states, np.minimum(states + int(size), most)] += chances[:, place, None]
    spread = np.zeros((pupils, rates.shape[1], most + 1))
    spread[:, :, 0] = 1.0
    reached = np.zeros((pupils, horizon))
    done = np.zeros(pupils)
    absent = rates[:, :, None]
    for day in range(horizon):
        after = spread + absent * (spread @ leads - spread)
        there = states[None, None, :] >= missing[:, day, None, None]
        done += (after * there).sum(axis=2).mean(axis=1)
        spread = after * ~there
        reached[:, day] = done
    return reached
