"""Unauthorised absence of the demo school: truancy, what is not yet explained, and holidays without leave."""

import numpy as np

from data import figures
from data.codes import NUMBER
from data.register import LESSONS_A_DAY, Bools, Floats, Register, draw_from, hour_spans
from data.timetable import HOURS

# Below the mean length of an episode, part of which falls on hours without a lesson.
_MEAN_HOURS = 1.35
_STRETCH_DAYS = 20
# Where in the day an episode begins: mostly at the edges.
_BEGIN = np.array([0.17, 0.10, 0.10, 0.12, 0.13, 0.14, 0.14, 0.10])


def add_unauthorised(register: Register, rng: np.random.Generator, risk: Floats) -> None:
    """Writes OA, by episodes of one to all lesson hours of a day, and leaves the newest partly at ON."""
    crisis = _crises(register, rng, risk)
    chance = np.where(crisis, figures.CRISIS_CHANCE, _chance(register, rng, risk))
    pupil, day = np.nonzero(rng.random(register.klas.shape) < chance)
    length = draw_from(rng, figures.EPISODE_HOURS, pupil.size)
    in_crisis = crisis[pupil, day]
    length[in_crisis] = draw_from(rng, figures.CRISIS_HOURS, int(in_crisis.sum()))
    first = np.where(length == HOURS, 0, rng.choice(HOURS, pupil.size, p=_BEGIN / _BEGIN.sum()))
    cells = np.zeros(register.code.shape, dtype=bool)
    np.logical_or.at(cells, (pupil, day), hour_spans(first, length))
    register.write(cells, "OA")
    _leave_unresolved(register, rng)


def _crises(register: Register, rng: np.random.Generator, risk: Floats) -> Bools:
    """Pupil days in which truancy has got out of hand, sooner for pupils of high risk."""
    days = len(register.days)
    number = round(figures.CRISES_A_YEAR * days / figures.SCHOOL_YEAR_DAYS)
    pupils = rng.choice(risk.size, number, replace=False, p=risk / risk.sum())
    crisis = np.zeros(register.klas.shape, dtype=bool)
    for pupil, length in zip(pupils, rng.integers(*figures.CRISIS_DAYS, number), strict=True):
        first = int(rng.choice(np.nonzero(register.enrolled[pupil])[0]))
        crisis[pupil, first : first + length] = True
    return crisis & register.enrolled


def _chance(register: Register, rng: np.random.Generator, risk: Floats) -> Floats:
    low, high = figures.UNAUTHORISED_PERCENT
    percent = low + (high - low) * register.year_part()
    by_weekday = np.array(figures.UNAUTHORISED_WEEKDAY)[register.weekday]
    a_day = percent / 100 * LESSONS_A_DAY / _MEAN_HOURS * by_weekday
    leerjaar = np.array([0.0, *figures.UNAUTHORISED_LEERJAAR.values()])[register.leerjaar]
    pupils, days = register.klas.shape
    stretches = rng.standard_normal((pupils, days // _STRETCH_DAYS + 1))
    factor = np.exp(figures.STRETCH_SPREAD * stretches - figures.STRETCH_SPREAD**2 / 2)
    by_day = np.repeat(factor, _STRETCH_DAYS, axis=1)[:, :days]
    chance: Floats = a_day[None, :] * leerjaar * by_day * risk[:, None] * register.enrolled
    return chance


def _leave_unresolved(register: Register, rng: np.random.Generator) -> None:
    age = len(register.days) - 1 - np.arange(len(register.days))
    part = np.full(age.size, figures.UNRESOLVED_OLD)
    for days, share in sorted(figures.UNRESOLVED.items(), reverse=True):
        part[age < days] = share
    open_days = rng.random(register.klas.shape) < part[None, :]
    register.code[(register.code == NUMBER["OA"]) & open_days[:, :, None]] = NUMBER["ON"]


def add_luxe(register: Register, rng: np.random.Generator) -> None:
    """Writes LX on the school days just before or just after a holiday."""
    for last in register.before_holidays():
        there = np.nonzero(register.enrolled[:, last] & register.enrolled[:, last + 1])[0]
        pupils = rng.choice(there, figures.LUXE_PUPILS_A_HOLIDAY, replace=False)
        lengths = draw_from(rng, figures.LUXE_DAYS, pupils.size)
        before = rng.random(pupils.size) < 0.65
        for pupil, length, is_before in zip(pupils, lengths, before, strict=True):
            days = slice(last + 1 - length, last + 1) if is_before else slice(last + 1, last + 1 + length)
            cells: Bools = np.zeros(register.code.shape[1:], dtype=bool)
            cells[days] = True
            free = cells & register.scheduled[pupil] & (register.code[pupil] == 0)
            register.code[pupil][free] = NUMBER["LX"]
