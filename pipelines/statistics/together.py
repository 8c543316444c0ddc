"""Lesson hours in which a klas, or a large part of it, was away together: one event, and no habit of the klas."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def together(
    missed: Ints, present: Ints, others: Floats, year: Floats | float, least: int, chance: float
) -> npt.NDArray[np.bool_]:
    """Which klas-hours these are: at least `least` pupils away, and so many has less than this chance at the usual rate.

    One row per klas and hour: `missed` pupils of the `present` ones. The usual rate (0 to 1) is that of the `others`, the
    other klassen on that day, or that of the whole `year` where it is higher: after a quiet day an ordinary hour is no
    event.
    """
    usual = np.clip(np.maximum(np.nan_to_num(others), year), 0, 1)
    # Who left the klas on paper may still be registered: nobody is away of nobody.
    of = np.maximum(present, missed)
    return np.asarray((missed >= least) & (bdtrc(missed - 1, of, usual) < chance))
