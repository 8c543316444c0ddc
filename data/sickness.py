"""Sick spells of the demo school: whole days in a row, some begun at school, a few on a fixed weekday."""

from dataclasses import dataclass

import numpy as np

from data import figures
from data.register import Bools, Floats, Ints, Register, draw_from
from data.timetable import HOURS

_FRIDAY = 4
_MEAN_DAYS = sum(days * part for days, part in figures.SPELL_DAYS.items()) / sum(figures.SPELL_DAYS.values())
# The first lesson hour (from 0) that somebody who falls ill at school can miss, and the one after the last.
_ILL_FROM, _ILL_UNTIL = 2, 6


@dataclass(frozen=True)
class _Spells:
    ill: Bools
    started: Bools


def add_sickness(register: Register, rng: np.random.Generator, risk: Floats, patterned: Ints) -> None:
    """Writes ZK and ZH. `patterned`: pupils who are also ill on the weekdays of figures.WEEKDAY_PATTERNS."""
    spells = _spells(register, rng, risk)
    _add_patterns(register, rng, spells, patterned)
    at_school = spells.started & (rng.random(spells.ill.shape) < figures.FALLS_ILL_AT_SCHOOL)
    onset = rng.integers(_ILL_FROM, _ILL_UNTIL, spells.ill.shape)
    later = np.arange(HOURS)[None, None, :] >= onset[:, :, None]
    register.write(at_school[:, :, None] & later, "ZH")
    register.write((spells.ill & ~at_school)[:, :, None] & np.ones(HOURS, dtype=bool), "ZK")


def _start_chance(register: Register) -> Floats:
    """Per day: the chance that a pupil of risk 1 falls ill, the season drawn smoothly through the months."""
    chances = []
    for day in register.days:
        neighbour = (day.month - 2) % 12 + 1 if day.day < 15 else day.month % 12 + 1
        weight = abs(day.day - 15) / 31
        here, there = figures.SICK_PERCENT[day.month], figures.SICK_PERCENT[neighbour]
        percent = (1 - weight) * here + weight * there
        chances.append(percent / 100 / _MEAN_DAYS * figures.SICK_START_WEEKDAY[day.weekday()])
    return np.array(chances)


def _spells(register: Register, rng: np.random.Generator, risk: Floats) -> _Spells:
    pupils, days = register.klas.shape
    enrolled = register.enrolled
    ill, started = np.zeros((pupils, days), dtype=bool), np.zeros((pupils, days), dtype=bool)
    left = np.zeros(pupils, dtype=np.int64)
    yesterday = np.zeros(pupils, dtype=bool)
    well_days = np.full(pupils, figures.RECOVERED_DAYS)
    for day, chance in enumerate(_start_chance(register)):
        if register.weekday[day] == _FRIDAY:
            left[yesterday & (left == 0) & (rng.random(pupils) < figures.STAYS_HOME_ON_FRIDAY)] = 1
        again = np.where(well_days < figures.RECOVERED_DAYS, figures.RECOVERED_FACTOR, 1.0)
        falls_ill = rng.random(pupils) < chance * risk * again
        begins = falls_ill & (left == 0) & ~yesterday & enrolled[:, day]
        left[begins] = draw_from(rng, figures.SPELL_DAYS, int(begins.sum()))
        started[:, day] = begins
        yesterday = left > 0
        ill[:, day] = yesterday
        well_days = np.where(yesterday, 0, well_days + 1)
        left = np.maximum(left - 1, 0)
    return _Spells(ill, started)


def _add_patterns(register: Register, rng: np.random.Generator, spells: _Spells, patterned: Ints) -> None:
    """From the second year on: single sick days on the pupil's own weekday, apart from other spells."""
    near = spells.ill | np.roll(spells.ill, 1, axis=1) | np.roll(spells.ill, -1, axis=1)
    for pupil, weekday in zip(patterned, figures.WEEKDAY_PATTERNS, strict=True):
        chance = rng.random(len(register.days)) < figures.WEEKDAY_PATTERN_CHANCE
        own_day = chance & (register.weekday == weekday) & (register.year > 0)
        spells.ill[pupil] |= own_day & ~near[pupil] & register.enrolled[pupil]
