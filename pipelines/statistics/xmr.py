"""The XmR chart: a band of chance around a row of numbers in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Xmr:
    """A process behaviour chart: centre, limits, and the places of points that chance does not explain."""

    centre: float
    lower: float
    upper: float
    outside: tuple[int, ...]
    runs: tuple[tuple[int, ...], ...]


def xmr(values: Sequence[float], factor: float, min_points: int, run: int) -> Xmr | None:
    """Limits at `factor` mean moving ranges around the mean; None with fewer than `min_points` values.

    `outside` are places beyond a limit, `runs` the stretches of `run` or more values in a row on one side of
    the centre. A rate cannot be negative, so neither can the lower limit.
    """
    if len(values) < min_points:
        return None
    centre = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    width = factor * sum(ranges) / len(ranges)
    lower, upper = max(centre - width, 0.0), centre + width
    outside = tuple(place for place, value in enumerate(values) if not lower <= value <= upper)
    return Xmr(centre, lower, upper, outside, _runs(values, centre, run))


def _runs(values: Sequence[float], centre: float, run: int) -> tuple[tuple[int, ...], ...]:
    stretches: list[list[int]] = []
    side = 0
    for place, value in enumerate(values):
        here = (value > centre) - (value < centre)
        if here and here == side:
            stretches[-1].append(place)
        elif here:
            stretches.append([place])
        side = here
    return tuple(tuple(stretch) for stretch in stretches if len(stretch) >= run)
