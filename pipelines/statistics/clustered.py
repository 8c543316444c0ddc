"""Counts of missed hours held against lessons, when the hours of one pupil hang together.

Twenty hours missed by one pupil are one event, not twenty. The dispersion φ is the mean size of such events, Σ x² / Σ x
over the hours x that each pupil missed in a cell (a lesson hour of the week, a subject): the variance of a count is
then about φ times what independent hours would give (quasi-Poisson). Every pupil missing one hour gives φ = 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from pipelines.statistics.normal import verdict


@dataclass(frozen=True)
class Cell:
    """One cell: missed hours per 100 lessons, what chance leaves around the common rate there, and the verdict."""

    rate: float
    margin: float
    verdict: str


@dataclass(frozen=True)
class Cells:
    """The common rate per 100 lessons, and every cell against it; None for a cell without lessons."""

    rate: float
    cells: tuple[Cell | None, ...]


def clustered(
    missed: Sequence[int], squares: Sequence[int], lessons: Sequence[int | None], look: float, signal: float
) -> Cells | None:
    """Holds each cell against the rate of all cells; `squares` are the sums over pupils of their hours squared.

    `margin` is `look` standard errors, in hours per 100 lessons. None without lessons or without a missed hour.
    """
    taught = [place for place, amount in enumerate(lessons) if amount]
    total = sum(missed[place] for place in taught)
    offered = sum(lessons[place] or 0 for place in taught)
    if not total or not offered:
        return None
    share = total / offered
    dispersion = sum(squares[place] for place in taught) / total
    cells: list[Cell | None] = []
    for hours, amount in zip(missed, lessons, strict=True):
        if not amount:
            cells.append(None)
            continue
        error = sqrt(dispersion * share * amount)
        cells.append(
            Cell(
                100 * hours / amount,
                100 * look * error / amount,
                verdict((hours - share * amount) / error, look, signal),
            )
        )
    return Cells(100 * share, tuple(cells))
