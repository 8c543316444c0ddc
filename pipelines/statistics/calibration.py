"""How well stated chances came true: per band of chances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """Chances from `low` up to `high`: how often shown, of how many pupils, how often expected and how often it came.

    `lower` and `upper` bound the share that may lie behind it (Wilson); None when nothing was shown.
    """

    low: float
    high: float
    shown: int
    pupils: int
    expected: float
    happened: int
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Calibration:
    """The bands, and over all of them: `noise` is how far chance may put `happened` from `expected` (`z` standard errors)."""

    bands: tuple[Band, ...]
    shown: int
    pupils: int
    expected: float
    happened: int
    noise: float


def wilson(share: float, number: int, z: float) -> tuple[float, float]:
    """The interval of Wilson for a share of `number` cases."""
    width = 1 + z**2 / number
    middle = (share + z**2 / (2 * number)) / width
    reach = z * np.sqrt(share * (1 - share) / number + z**2 / (4 * number**2)) / width
    return float(max(middle - reach, 0.0)), float(min(middle + reach, 1.0))


def calibration(
    chances: Sequence[float], came: Sequence[bool], who: Sequence[int], band: float, z: float
) -> Calibration | None:
    """Lays stated chances beside what came; None without cases.

    `who` says of which pupil a case is: cases of one pupil hang together, so intervals count pupils and not cases, and
    `noise` adds up what was missed per pupil before squaring.
    """
    if not chances:
        return None
    stated, true, pupil = np.array(chances), np.array(came, dtype=np.float64), np.array(who)
    number = round(1 / band)
    places = np.minimum((stated / band + 1e-9).astype(int), number - 1)
    bands = tuple(_band(n, band, places == n, stated, true, pupil, z) for n in range(number))
    missed = np.bincount(np.unique(pupil, return_inverse=True)[1], weights=true - stated)
    return Calibration(
        bands=bands,
        shown=len(stated),
        pupils=len(np.unique(pupil)),
        expected=float(stated.sum()),
        happened=int(true.sum()),
        noise=float(z * np.sqrt((missed**2).sum())),
    )


def _band(
    n: int,
    band: float,
    inside: npt.NDArray[np.bool_],
    stated: Floats,
    true: Floats,
    pupil: npt.NDArray[np.int64],
    z: float,
) -> Band:
    pupils = len(np.unique(pupil[inside]))
    lower, upper = wilson(float(true[inside].mean()), pupils, z) if pupils else (None, None)
    return Band(
        low=n * band,
        high=(n + 1) * band,
        shown=int(inside.sum()),
        pupils=pupils,
        expected=float(stated[inside].sum()),
        happened=int(true[inside].sum()),
        lower=lower,
        upper=upper,
    )
