"""Do the days of a pupil fall on one option (the first lesson, one subject) more than those of others? Pure functions.

As `pipelines.statistics.patterns`, for many pupils at once who each have options and shares of their own: rows are
pupils, columns options; a share of 0 is no option of that pupil. What others give is known from few days: counts are
beta-binomial, so that a share from a handful of days makes nobody stand out.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc, betaln

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Choices:
    """`tails`: pupils by options by counts, the chance that chance alone gives at least so many of the `totals`."""

    totals: Floats
    shares: Floats
    tails: Floats

    def strongest(self, counts: Floats) -> tuple[Ints, Floats]:
        """Per pupil the option that chance explains least, and its chance, corrected for the number of options."""
        chances = np.take_along_axis(self.tails, counts.astype(np.int64)[:, :, None], axis=2)[:, :, 0]
        place = chances.argmin(axis=1)
        least = np.take_along_axis(chances, place[:, None], axis=1)[:, 0]
        return place, 1 - (1 - least) ** (self.shares > 0).sum(axis=1)

    def found_by_chance(self, levels: Floats) -> Floats:
        """Per pupil the chance that some option is found below the level without any pattern.

        Options are taken as independent, which overstates a little: of one total counts go down when another goes up.
        """
        limits = self._limits(levels)
        chances = np.take_along_axis(self.tails, limits[:, :, None], axis=2)[:, :, 0]
        found: Floats = 1 - np.prod(1 - np.where(limits > 0, chances, 0.0), axis=1)
        return found

    def found_when_real(self, levels: Floats, strength: float) -> Floats:
        """Per pupil the chance that a real pattern, `strength` of the days on one option, is found; a mean over options."""
        limits, real = self._limits(levels), (self.shares > 0) & (self.shares < strength)
        tail = bdtrc(np.maximum(limits, 1) - 1, self.totals.astype(np.int64)[:, None], strength)
        found: Floats = np.where(limits > 0, tail, 0.0)
        mean: Floats = (found * real).sum(axis=1) / np.maximum(real.sum(axis=1), 1)
        return mean

    def _limits(self, levels: Floats) -> Ints:
        """Per pupil and option the smallest count that is found below the level; 0 when none is."""
        options = np.maximum((self.shares > 0).sum(axis=1), 1)
        single = 1 - (1 - levels) ** (1 / options)
        possible = np.arange(self.tails.shape[2]) <= self.totals[:, None, None]
        below = (self.tails < single[:, None, None]) & possible & (self.shares > 0)[:, :, None]
        first: Ints = below.argmax(axis=2)
        return first


def choices(totals: Floats, shares: Floats, behind: Floats) -> Choices:
    """Totals per pupil, shares per pupil and option, and how many days of others on that option are behind the share."""
    whole = (1 - shares) * behind / np.where(shares > 0, shares, 1.0)
    number = np.broadcast_to(totals[:, None], shares.shape)
    some, rest = np.where(shares > 0, behind, 1.0), np.maximum(whole, 1e-9)
    chance = np.exp(betaln(some, rest + number) - betaln(some, rest))
    left = np.ones(shares.shape)
    tails = np.empty((*shares.shape, int(totals.max(initial=0)) + 1))
    for count in range(tails.shape[2]):
        tails[:, :, count] = left
        left = np.maximum(left - chance, 0.0)
        more = (
            np.maximum(number - count, 0) * (some + count) / ((count + 1) * (rest + np.maximum(number - count - 1, 0)))
        )
        chance = chance * more
    return Choices(totals, shares, tails)
