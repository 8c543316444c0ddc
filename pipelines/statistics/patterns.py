"""Does a pupil fall ill on one option (a weekday, a subject) more often than chance explains? Pure functions.

A pupil without a pattern has spells that fall on the options as those of others do: each single count is taken as
binomial with their shares, in which the pupil's own spells are. How often that flags a pupil without a pattern is the
share of all permutations of the spells over the pupils, exactly: by the binomial it would be a third too high in a
klas. `shares` and `counts` hold those of every tested option, in order; what is left falls on none of them.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

Floats = npt.NDArray[np.float64]
Shares = tuple[float, ...]


def shares_of(counts: Sequence[int], total: int) -> Shares:
    """The share of every option."""
    return tuple(count / total for count in counts)


def tail(count: int, spells: int, share: float) -> float:
    """Chance that at least `count` of the spells fall on an option of that share."""
    return 1.0 if count <= 0 else float(bdtrc(count - 1, spells, share))


def single(level: float, tests: int) -> float:
    """The level at which each of so many tests finds one of them as often as a single test at that level."""
    return float(1 - (1 - level) ** (1 / tests))


def corrected(chance: float, options: int) -> float:
    """Chance that the most striking of so many options is at least that striking: who looks more often finds more."""
    return float(1 - (1 - chance) ** options)


def strongest(counts: Sequence[int], spells: int, shares: Shares) -> tuple[int, float]:
    """Place of the option that chance explains least, and its chance, corrected for the number of options."""
    chances = [tail(count, spells, share) for count, share in zip(counts, shares, strict=True)]
    place = min(range(len(chances)), key=chances.__getitem__)
    return place, corrected(chances[place], len(shares))


@lru_cache(maxsize=10_000)
def limits(spells: int, shares: Shares, level: float) -> tuple[int, ...]:
    """Per option the smallest count that is flagged below the level; one more than `spells` when none is."""
    rare = bdtrc(np.arange(spells), spells, np.array(shares)[:, None])
    flagged = 1 - (1 - rare) ** len(shares) < level
    return tuple(np.where(flagged.any(axis=1), flagged.argmax(axis=1) + 1, spells + 1).tolist())


def _ways(spells: int, options: Iterable[Floats]) -> float:
    """The sum over all ways to place the spells on the options: of each option the weight of each count that is allowed."""
    ways = np.ones(1)
    for weights in options:
        ways = np.convolve(ways, weights)[: spells + 1]
    return float(ways[spells]) if ways.size > spells else 0.0


@lru_cache(maxsize=10_000)
def _among(number: int, most: int) -> Floats:
    """In how many ways 0, 1, 2 ... `most` are taken out of so many."""
    counts = np.arange(1, most + 1)
    return np.concatenate([[1.0], np.cumprod((number - counts + 1) / counts)])


def _no_flag(spells: int, shares: Shares, least: Sequence[int]) -> float:
    """Chance that every count stays under its limit: the multinomial, summed option by option."""
    divided = 1 / np.cumprod([1.0, *range(1, spells + 1)])
    every = [*zip(shares, least, strict=True), (max(1 - sum(shares), 0.0), spells + 1)]
    powers = (share ** np.arange(limit) * divided[:limit] for share, limit in every)
    return _ways(spells, powers) / float(divided[spells])


@lru_cache(maxsize=10_000)
def flag_chance(spells: int, counts: tuple[int, ...], total: int, level: float) -> float:
    """Chance that a pupil is flagged to whom so many of the `total` spells fall at random, `counts` of them per option."""
    least = limits(spells, shares_of(counts, total), level)
    every = [*zip(counts, least, strict=True), (total - sum(counts), spells + 1)]
    return 1 - _ways(spells, (_among(count, spells)[:limit] for count, limit in every)) / comb(total, spells)


@lru_cache(maxsize=10_000)
def power(spells: int, shares: Shares, strength: float, level: float) -> float:
    """Chance that a pupil with a real pattern is flagged: `strength` of the spells on one option, averaged over them.

    Options that already hold such a share at the school cannot be a pattern; 0 when there are no others.
    """
    least = limits(spells, shares, level)
    found = []
    for place, own in enumerate(shares):
        if own < strength:
            rest = (1 - strength) / (1 - own)
            with_pattern = tuple(strength if n == place else share * rest for n, share in enumerate(shares))
            found.append(1 - _no_flag(spells, with_pattern, least))
    return sum(found) / len(found) if found else 0.0
