"""Rates of small groups drawn towards the school: beta-binomial empirical Bayes.

A group of size n with share p is drawn to (n·p + M·m) / (n + M): m is the share of all groups together, M the size of
the prior. M follows from how far the groups differ beyond chance (moments, after Kleinman 1973): groups that differ
no more than chance give an endless M, and all get m.
"""

from collections.abc import Sequence


def trials(share: float, deviation: float, pupils: int) -> float:
    """How many independent lesson hours the hours of some pupils are worth.

    The hours of a pupil hang together (a day ill is six hours), so counting them all would shrink nothing. As many
    independent hours as give a mean share the error that the pupils give it: deviation / √pupils. `share` and
    `deviation` are of pupils' shares between 0 and 1. Raises ValueError without any deviation.
    """
    if deviation <= 0:
        raise ValueError("pupils who do not differ give no size")
    return max(share * (1 - share), 0.0) * pupils / deviation**2


def shrink(shares: Sequence[float], sizes: Sequence[float]) -> tuple[float, ...]:
    """Draws the shares (0 to 1) of groups of these sizes (independent trials, above 0) to their common share."""
    total = sum(sizes)
    if not total:
        return ()
    centre = sum(size * share for size, share in zip(sizes, shares, strict=True)) / total
    within = _within(shares, sizes, centre, total)
    if within is None:
        return (centre,) * len(shares)
    prior = (1 - within) / within
    weights = (size / (size + prior) for size in sizes)
    return tuple(weight * share + (1 - weight) * centre for weight, share in zip(weights, shares, strict=True))


def _within(shares: Sequence[float], sizes: Sequence[float], centre: float, total: float) -> float | None:
    """The correlation within groups, 1 / (M + 1), at most 1; None when the groups differ no more than chance."""
    chance = centre * (1 - centre)
    others = len(sizes) - 1
    room = sum(size * (1 - size / total) for size in sizes) - others
    if chance <= 0 or room <= 0:
        return None
    squares = sum(size * (share - centre) ** 2 for size, share in zip(sizes, shares, strict=True))
    found = (squares / chance - others) / room
    return min(found, 1.0) if found > 0 else None
