"""Has the rate of a pupil changed, or is it chance? Gamma-Poisson, shrunk towards the school; pure functions.

Expected numbers are those of an average pupil over the same days, so that the season is in them. A pupil's own rate
is a factor on it, gamma distributed over the school with mean 1; what is known of it so far makes the prediction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scipy.special import betainc

# Bounds of the spread between pupils, where a school is too small to tell it. At 5 their factors differ by 45 % (one
# standard deviation): taking pupils to be more alike than that would raise false alarms.
LEAST_SHAPE, MOST_SHAPE = 0.3, 5.0


def shape(counts: Sequence[int], expected: Sequence[float]) -> float:
    """Shape of the gamma distribution of pupils' factors, by the method of moments."""
    beyond_chance = sum((n - e) ** 2 - e for n, e in zip(counts, expected, strict=True))
    squares = sum(e * e for e in expected)
    return min(max(squares / beyond_chance, LEAST_SHAPE), MOST_SHAPE) if beyond_chance > 0 else MOST_SHAPE


@lru_cache(maxsize=10_000)
def _at_most(count: int, size: float, probability: float) -> float:
    """Many pupils have the same history: computed once."""
    return float(betainc(size, count + 1, probability)) if count >= 0 else 0.0


@dataclass(frozen=True)
class Prediction:
    """What a pupil's number of spells will be when nothing changes: negative binomial, by size and probability."""

    size: float
    probability: float

    @property
    def mean(self) -> float:
        return self.size * (1 - self.probability) / self.probability

    def at_most(self, count: int) -> float:
        """Chance of at most so many spells."""
        return _at_most(count, self.size, self.probability)

    def at_least(self, count: int) -> float:
        """Chance of at least so many spells."""
        return 1 - self.at_most(count - 1)

    def rising_from(self, level: float, least: int) -> int:
        """The smallest number that chance explains less often than the level; never under `least`."""
        count = least
        while self.at_least(count) >= level:
            count += 1
        return count

    def recovered_to(self, level: float) -> int:
        """The largest number that chance explains less often than the level; -1 when even none is within chance."""
        count = -1
        while self.at_most(count + 1) < level:
            count += 1
        return count


def predict(earlier: int, expected_earlier: float, expected_recent: float, spread: float) -> Prediction:
    """From the spells so far, where the average pupil had `expected_earlier` and will have `expected_recent`."""
    known = spread + expected_earlier
    return Prediction(spread + earlier, known / (known + expected_recent))
