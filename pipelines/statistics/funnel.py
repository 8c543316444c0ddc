"""The funnel: parts of a school against limits that follow from the differences between single pupils.

Limits from counts of lesson hours would be far too narrow, because the hours of one pupil hang together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from pipelines.statistics.normal import ORDINARY, by_chance, verdict


@dataclass(frozen=True)
class Part:
    """One part: its pupils, the mean of their rates, and the verdict (`gewoon`, `kijk`, `signaal`; None: too few)."""

    name: str
    pupils: int
    mean: float
    verdict: str | None


@dataclass(frozen=True)
class Funnel:
    """The mean of all pupils, the standard deviation between them, and every part held against the limits."""

    mean: float
    deviation: float
    look: float
    signal: float
    parts: tuple[Part, ...]

    def limits(self, pupils: float, signal: bool) -> tuple[float, float]:
        """Lower and upper limit for a part of that many pupils; a rate cannot be negative."""
        width = (self.signal if signal else self.look) * self.deviation / sqrt(pupils)
        return max(self.mean - width, 0.0), self.mean + width

    def expected(self, limit: float) -> float:
        """How many of the judged parts chance alone puts beyond a limit."""
        return sum(part.verdict is not None for part in self.parts) * by_chance(limit)


def funnel(
    everyone: Sequence[float], parts: Mapping[str, Sequence[float]], look: float, signal: float, min_pupils: int
) -> Funnel | None:
    """Holds the mean rate of each part against mean ± limit × s / √n, s the deviation between all pupils.

    `everyone` has one rate per pupil of the whole selection, `parts` the rates of the pupils of each part. A part of
    fewer than `min_pupils` gets no verdict: the mean of a few skewed rates is not normal. None with fewer than two
    pupils, of whom no deviation is known.
    """
    if len(everyone) < 2:
        return None
    mean, deviation = fmean(everyone), stdev(everyone)
    found = []
    for name, rates in parts.items():
        if not rates:
            continue
        own = fmean(rates)
        error = deviation / sqrt(len(rates))
        # Equal pupils leave no error; then every part has the mean.
        said = verdict((own - mean) / error, look, signal) if error > 0 else ORDINARY
        found.append(Part(name, len(rates), own, said if len(rates) >= min_pupils else None))
    return Funnel(mean, deviation, look, signal, tuple(found))
