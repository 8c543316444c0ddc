"""Parts of a school beside each other: what differs more than single pupils and ordinary afdelingen do.

One pupil does not decide: rates are capped at the value that all but a few pupils of the school stay under. The limits
hold two kinds of chance: which pupils happen to be in a part, and that parts always differ a bit. They are skewed as
the pupils are, which counts in small parts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from pipelines.statistics.case_mix import Mix
from pipelines.statistics.normal import LOOK, ORDINARY, SIGNAL

# The rounding of a sum is no difference.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Levels:
    """The numbers of the comparison: `look` and `signal` in standard errors, `between` parts as a share of the mean, the
    share of pupils under the `cap`, and the fewest `pupils` of a part that is judged."""

    look: float
    signal: float
    between: float
    cap: float
    pupils: int

    @classmethod
    def of(cls, settings: Mapping[str, float]) -> "Levels":
        """Those of the settings."""
        return cls(
            settings["funnel_look"],
            settings["funnel_signal"],
            settings["funnel_between"],
            settings["funnel_cap"],
            int(settings["small_group"]),
        )


@dataclass(frozen=True)
class Part:
    """One part: its pupils, the value that is compared, and the verdict (None: too few).

    `value`: the mean of the capped rates, with a mix as if the part were made of the same groups as the school.
    """

    name: str
    pupils: int
    value: float
    verdict: str | None


@dataclass(frozen=True)
class Funnel:
    """What parts are held against: `mean` of the capped rates of all pupils, their `deviation` and skewness.

    `cap` is the rate at which a pupil counts at most, and `capped` the number of pupils above it.
    """

    mean: float
    deviation: float
    skewness: float
    cap: float
    capped: int
    levels: Levels
    parts: tuple[Part, ...]
    mix: Mix | None = None

    def limits(self, pupils: float, signal: bool) -> tuple[float, float]:
        """Lower and upper limit for a part of that many pupils; a rate cannot be negative."""
        of_pupils = self.deviation**2 / pupils
        error = sqrt(of_pupils + (self.levels.between * self.mean) ** 2)
        skewness = self.skewness * (sqrt(of_pupils) / error) ** 3 / sqrt(pupils) if error else 0.0
        far = self.levels.signal if signal else self.levels.look
        return max(self.mean + error * _skewed(-far, skewness), 0.0), self.mean + error * _skewed(far, skewness)


def funnel(
    everyone: Sequence[float], parts: Mapping[str, Sequence[float]], levels: Levels, mix: Mix | None = None
) -> Funnel | None:
    """Holds the parts against what chance and ordinary differences give.

    `everyone` has one rate per pupil of the whole selection, `parts` the rates of the pupils of each part. With a `mix`
    a part is held against its like. A part of few pupils gets no verdict, and none does when hardly any pupil has such
    hours: then the cap is nothing. None with fewer than two pupils.
    """
    if len(everyone) < 2:
        return None
    rates = np.asarray(everyone, dtype=np.float64)
    cap = float(np.quantile(rates, levels.cap))
    # Of what hardly any pupil has, the figures stay as they are.
    most = cap or np.inf
    held = np.minimum(rates, most)
    mean, deviation = float(held.mean()), float(held.std(ddof=1))
    skewness = float(((held - mean) ** 3).mean() / deviation**3) if deviation > 0 else 0.0
    # What the like parts give is not known exactly either.
    deviation /= sqrt(1 - mix.lost) if mix else 1.0
    bare = Funnel(mean, deviation, skewness, cap, int((rates > most).sum()), levels, ())
    found = []
    for name, own in parts.items():
        if not len(own):
            continue
        value = float(np.minimum(own, most).mean()) / (mix.of.get(name, 1.0) if mix else 1.0)
        judged = len(own) >= levels.pupils and cap > 0
        found.append(Part(name, len(own), value, _verdict(bare, value, len(own)) if judged else None))
    return Funnel(mean, deviation, skewness, cap, bare.capped, levels, tuple(found), mix)


@dataclass(frozen=True)
class Sums:
    """The pupils of one part, added up: how many, the sum of their rates (capped already) and of the squares of those."""

    pupils: int
    total: float
    squares: float


def funnel_of_sums(parts: Mapping[str, Sums], levels: Levels, mix: Mix | None = None) -> Funnel | None:
    """The same of parts of which only sums are known, as schools of a board; each was capped by its own pupils.

    The skewness is that of a gamma with the same mean and deviation. None with fewer than two pupils.
    """
    pupils = sum(part.pupils for part in parts.values())
    if pupils < 2:
        return None
    mean = sum(part.total for part in parts.values()) / pupils
    spread = sum(part.squares for part in parts.values()) - pupils * mean**2
    deviation = sqrt(max(spread, 0.0) / (pupils - 1))
    skewness = 2 * deviation / mean if mean > 0 else 0.0
    deviation /= sqrt(1 - mix.lost) if mix else 1.0
    bare = Funnel(mean, deviation, skewness, mean, 0, levels, ())
    found = []
    for name, part in parts.items():
        if not part.pupils:
            continue
        value = part.total / part.pupils / (mix.of.get(name, 1.0) if mix else 1.0)
        judged = part.pupils >= levels.pupils and mean > 0
        found.append(Part(name, part.pupils, value, _verdict(bare, value, part.pupils) if judged else None))
    return Funnel(mean, deviation, skewness, mean, 0, levels, tuple(found), mix)


def _verdict(limits: Funnel, value: float, pupils: int) -> str:
    for word, signal in ((SIGNAL, True), (LOOK, False)):
        low, high = limits.limits(pupils, signal)
        if value < low - ROUNDING or value > high + ROUNDING:
            return word
    return ORDINARY


def _skewed(distance: float, skewness: float) -> float:
    """Where a sum of skewed values lies as far out as a normal one at this distance (Wilson and Hilferty, of a gamma)."""
    if skewness < 0.01:
        return distance
    shape = 4 / skewness**2
    root = max(1 - 1 / (9 * shape) + distance / sqrt(9 * shape), 0.0)
    return (shape * root**3 - shape) / sqrt(shape)
