"""What the normal distribution says of a distance in standard errors."""

from math import erfc, sqrt

# A part is ordinary, or beyond the first limit ("kijk") or the second ("signaal"); None when nothing can be said.
ORDINARY, LOOK, SIGNAL = "gewoon", "kijk", "signaal"


def by_chance(limit: float) -> float:
    """The share of parts beyond a two-sided limit when nothing but chance is at work."""
    return erfc(limit / sqrt(2))


def verdict(distance: float, look: float, signal: float) -> str:
    """`gewoon`, `kijk` or `signaal` for a distance in standard errors; on a limit is still within it."""
    return SIGNAL if abs(distance) > signal else LOOK if abs(distance) > look else ORDINARY
