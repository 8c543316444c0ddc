"""One measured rate: how often a signal said something in invented schools, beside what it should be."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from scipy.special import betaincinv

SIDE = 0.025


@dataclass(frozen=True)
class Line:
    """`found` of `of` charts, schools or lists of one signal in one world.

    Without `effect` nothing was there: `nominal` is the share that should be found and `limit` what the upper end of
    the interval may not pass. With `effect` (in words) something was, and `least` is the share that should be seen;
    None where no share is promised.
    """

    signal: str
    world: str
    found: int
    of: int
    effect: str = ""
    nominal: float | None = None
    limit: float | None = None
    least: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """What the share may be, 95 % (Clopper and Pearson)."""
        missed = self.of - self.found
        lower = float(betaincinv(self.found, missed + 1, SIDE)) if self.found else 0.0
        upper = float(betaincinv(self.found + 1, missed, 1 - SIDE)) if missed else 1.0
        return lower, upper

    @property
    def known(self) -> bool:
        """Whether so many are enough to know: of too few even none found leaves more than the limit possible."""
        return self.limit is None or replace(self, found=0).interval[1] < self.limit or self.interval[0] > self.limit

    @property
    def holds(self) -> bool:
        """Whether it is what was promised: not more often without a cause, not less often with one."""
        upper = self.interval[1]
        return (self.limit is None or upper < self.limit) and (self.least is None or self.found / self.of >= self.least)


Measure = Callable[[int, int], Iterator[Line]]
