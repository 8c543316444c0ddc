"""Absence with a known reason at the demo school: doctor, leave, excursions, guidance, suspension."""

import numpy as np

from data import figures
from data.codes import NUMBER
from data.klassen import KLASSEN
from data.register import Bools, Floats, Register, draw_from, hour_spans
from data.timetable import HOURS

_ONE_OR_TWO_HOURS = {1: 0.55, 2: 0.45}
_SUSPENSION_DAYS = {1: 0.6, 2: 0.25, 3: 0.15}
_GUIDANCE_WEEKS = 10


def add_suspensions(register: Register, rng: np.random.Generator, risk: Floats) -> None:
    """Writes SC on one to three whole days, mostly for pupils of high risk."""
    number = round(figures.SUSPENSIONS_A_YEAR * len(register.days) / figures.SCHOOL_YEAR_DAYS)
    pupils = rng.choice(risk.size, number, replace=False, p=risk / risk.sum())
    for pupil, length in zip(pupils, draw_from(rng, _SUSPENSION_DAYS, number), strict=True):
        there = np.nonzero(register.enrolled[pupil])[0]
        first = int(rng.choice(there))
        days = register.scheduled[pupil, first : first + length]
        register.code[pupil, first : first + length][days] = NUMBER["SC"]


def add_excursions(register: Register, rng: np.random.Generator) -> None:
    """Writes EX on whole days of whole klassen."""
    for year in np.unique(register.year):
        days = np.nonzero(register.year == year)[0]
        out = rng.random((len(KLASSEN), days.size)) < figures.EXCURSIONS_A_KLAS / figures.SCHOOL_YEAR_DAYS
        for klas, day in np.argwhere(out):
            register.write(_klas_day(register, int(klas), int(days[day])), "EX")


def _klas_day(register: Register, klas: int, day: int) -> Bools:
    cells = np.zeros(register.code.shape, dtype=bool)
    cells[:, day] = (register.klas[:, day] == klas)[:, None]
    return cells


def add_appointments(register: Register, rng: np.random.Generator, present: Floats) -> None:
    """Writes MB and VL of one or two hours, and VL of whole days; `present` is 0 for the never absent."""
    for code, a_year in (("MB", figures.MEDICAL_A_YEAR), ("VL", figures.LEAVE_HOURS_A_YEAR)):
        chance = a_year / figures.SCHOOL_YEAR_DAYS * present[:, None]
        pupil, day = np.nonzero(rng.random(register.klas.shape) < chance)
        length = draw_from(rng, _ONE_OR_TWO_HOURS, pupil.size)
        cells = np.zeros(register.code.shape, dtype=bool)
        np.logical_or.at(cells, (pupil, day), hour_spans(rng.integers(0, HOURS, pupil.size), length))
        register.write(cells, code)
    whole = rng.random(register.klas.shape) < figures.LEAVE_DAYS_A_YEAR / figures.SCHOOL_YEAR_DAYS * present[:, None]
    register.write(whole[:, :, None] & np.ones(HOURS, dtype=bool), "VL")


def add_guidance(register: Register, rng: np.random.Generator) -> None:
    """Writes BG in a fixed lesson hour of the week, for ten weeks, for a few pupils a school year."""
    for year in np.unique(register.year):
        days = np.nonzero(register.year == year)[0]
        there = np.nonzero(register.enrolled[:, days[0]])[0]
        guided = rng.choice(there, round(figures.GUIDED_PUPILS * there.size), replace=False)
        for pupil in guided:
            begin = int(rng.integers(days[0], days[-1]))
            span = np.arange(begin, min(begin + 5 * _GUIDANCE_WEEKS, int(days[-1]) + 1))
            chosen = span[register.weekday[span] == rng.integers(5)]
            hour = int(rng.integers(HOURS))
            lessons = register.scheduled[pupil, chosen, hour] & (register.code[pupil, chosen, hour] == 0)
            free = chosen[lessons]
            register.code[pupil, free, hour] = NUMBER["BG"]
