"""Do the days of a pupil fall on one option (the first lesson, one subject) more than those of others? Pure functions.

As `pipelines.statistics.patterns`, for many pupils at once who each have options and shares of their own: rows are
pupils, columns options; a share of 0 is no option of that pupil.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def at_least(counts: Floats, totals: Floats, shares: Floats) -> Floats:
    """Chance that at least so many of the days fall on an option of that share; 1 for none."""
    chance: Floats = np.where(counts <= 0, 1.0, bdtrc(np.maximum(counts, 1) - 1, totals.astype(np.int64), shares))
    return chance


def strongest(counts: Floats, totals: Floats, shares: Floats) -> tuple[Ints, Floats]:
    """Per pupil the option that chance explains least, and its chance, corrected for the number of options."""
    chances = at_least(counts, totals[:, None], shares)
    place = chances.argmin(axis=1)
    least = np.take_along_axis(chances, place[:, None], axis=1)[:, 0]
    return place, 1 - (1 - least) ** (shares > 0).sum(axis=1)


def found_by_chance(totals: Floats, shares: Floats, levels: Floats) -> Floats:
    """Per pupil the chance that some option is found below the level without any pattern.

    Options are taken as independent, which overstates a little: counts of one total go down when another goes up.
    """
    limits, chances = _limits(totals, shares, levels)
    return 1 - np.prod(1 - np.where(limits > 0, chances, 0.0), axis=1)


def found_when_real(totals: Floats, shares: Floats, levels: Floats, strength: float) -> Floats:
    """Per pupil the chance that a real pattern, `strength` of the days on one option, is found; averaged over options."""
    limits, _ = _limits(totals, shares, levels)
    real = (shares > 0) & (shares < strength)
    seen = np.where(limits > 0, at_least(limits, totals[:, None], np.full(shares.shape, strength)), 0.0)
    return (seen * real).sum(axis=1) / np.maximum(real.sum(axis=1), 1)


def _limits(totals: Floats, shares: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """Per pupil and option the smallest count that is found below the level (0 when none is), and its chance."""
    options = np.maximum((shares > 0).sum(axis=1), 1)
    single = (1 - (1 - levels) ** (1 / options))[:, None]
    limits, chances = np.zeros(shares.shape), np.zeros(shares.shape)
    open_ = np.argwhere(shares > 0)
    count = 0
    while len(open_):
        count += 1
        open_ = open_[totals[open_[:, 0]] >= count]
        row, column = open_.T
        chance = bdtrc(count - 1, totals[row].astype(np.int64), shares[row, column])
        below = chance < single[row, 0]
        limits[row[below], column[below]], chances[row[below], column[below]] = count, chance[below]
        open_ = open_[~below]
    return limits, chances
