"""Lesson hours in which a klas, or a large part of it, was away together: one event, and no habit of the klas."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def together(missed: Ints, present: Ints, usual: Floats, least: int, chance: float) -> npt.NDArray[np.bool_]:
    """Which klas-hours these are: at least `least` pupils away, and so many has less than this chance at the usual rate.

    One row per klas and hour: `missed` pupils of the `present` ones. The usual rate (0 to 1) is the highest of that of the
    other klassen that day, of the other klassen in that hour, and of all klassen in the year: neither a day of flu, nor a
    first hour, nor an ordinary hour after quiet days is an event of one klas.
    """
    # Who left the klas on paper may still be registered: nobody is away of nobody.
    of = np.maximum(present, missed)
    return np.asarray((missed >= least) & (bdtrc(missed - 1, of, np.clip(usual, 0, 1)) < chance))
