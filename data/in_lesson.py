"""What happens in the lesson at the demo school: late, sent out, books or homework forgotten."""

import numpy as np

from data import figures
from data.codes import NUMBER
from data.register import LESSONS_A_DAY, Bools, Floats, Register


def add_late(register: Register, rng: np.random.Generator, risk: Floats) -> None:
    """Writes OT and TG, mostly in the first lesson of the pupil's day."""
    a_day = figures.LATE_A_YEAR / figures.SCHOOL_YEAR_DAYS * risk[:, None, None]
    first = register.scheduled & (np.cumsum(register.scheduled, axis=2) == 1)
    first_chance = figures.LATE_FIRST_LESSON * a_day
    other_chance = (1 - figures.LATE_FIRST_LESSON) * a_day / (LESSONS_A_DAY - 1)
    late = _drawn(register, rng, np.where(first, first_chance, other_chance))
    excused = _drawn(register, rng, figures.LATE_AUTHORISED)
    register.write(late & excused, "TG")
    register.write(late & ~excused, "OT")


def add_incidents(register: Register, rng: np.random.Generator, risk: Floats) -> None:
    """Writes UL, BV and HV; gym has no books or homework. Some lates are sent out in the same lesson hour."""
    a_cell = 1 / figures.SCHOOL_YEAR_DAYS / LESSONS_A_DAY
    register.write(_drawn(register, rng, figures.SENT_OUT_A_YEAR * a_cell * risk[:, None, None]), "UL")
    register.write(_drawn(register, rng, figures.BOOKS_A_YEAR * a_cell) & ~register.gym, "BV")
    register.write(_drawn(register, rng, figures.HOMEWORK_A_YEAR * a_cell) & ~register.gym, "HV")
    twice = (register.code == NUMBER["OT"]) & (rng.random(register.code.shape) < figures.LATE_THEN_SENT_OUT)
    register.doubles.extend((int(p), int(d), int(h), NUMBER["UL"]) for p, d, h in np.argwhere(twice))


def _drawn(register: Register, rng: np.random.Generator, chance: Floats | float) -> Bools:
    return rng.random(register.code.shape, dtype=np.float32) < chance
