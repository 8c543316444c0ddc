"""Steps in weekly rates, beyond what season, the level of the year, flu and chance do.

The log of a year's weekly rates is a profile (of earlier years, or flat) plus a level and a strength of the season that
the weeks so far teach; what is left hangs together between weeks. At the end of each week a step over the last weeks is
weighed against all of that at once (generalised least squares). How large it may be by chance is simulated.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from protocols.week_trend import WeekModel

Floats = npt.NDArray[np.float64]


class Year(NamedTuple):
    """The weeks of one school year that can be judged: their numbers, the logs of their rates, mean hours behind one.

    `thin`: the share of weeks with hardly any hours.
    """

    weeks: tuple[int, ...]
    logs: tuple[float, ...]
    hours: float
    thin: float = 0.0


class Chart(NamedTuple):
    """What is judged: the year, those before it (the newest first), and what is known of such rows.

    `flat`: there is no season in it, as in a ratio to the rest of the school. `sick`: there is sickness in it.
    """

    this: Year
    earlier: tuple[Year, ...]
    model: WeekModel
    lengths: tuple[int, ...]
    flat: bool
    sick: bool


class Step(NamedTuple):
    """The step over the last weeks that stands out most at the end of a week, by places of weeks in the year.

    `size`: of the log of the rate; `score`: in units of what chance does to it.
    """

    place: int
    since: int
    size: float
    score: float


class _Spread(NamedTuple):
    """The variance of a week beside the others, learned of so many weeks; and how much wider steps are than it says."""

    squares: float
    weeks: float
    lasting: float


def steps(chart: Chart) -> list[Step]:
    """A step for each week that has enough weeks up to it."""
    begin = 0 if chart.earlier else 1
    spread = _learned(chart)
    whitened, news = _whitened(chart, chart.this, chart.earlier, spread.squares / spread.weeks)
    # Of the first week of all nothing is new: it teaches the level.
    squares = np.concatenate([np.zeros(begin + 1), np.cumsum(news[begin:] ** 2)])
    sums = np.concatenate([np.zeros((news.size, 1)), np.cumsum(whitened, axis=1)], axis=1)
    found: dict[int, Step] = {}
    for length in chart.lengths:
        for since in range(begin, news.size - length + 1):
            place = since + length - 1
            column = (sums[:, place + 1] - sums[:, since])[: place + 1]
            weight = float(column @ column)
            # What came before the step is all that tells how far weeks go by themselves.
            variance = (spread.squares + squares[since]) / (spread.weeks + since - begin)
            size = float(column @ news[: place + 1]) / weight
            score = size * (weight / variance / spread.lasting) ** 0.5
            if place not in found or abs(score) > abs(found[place].score):
                found[place] = Step(place, since, size, score)
    return [found[place] for place in sorted(found)]


def _learned(chart: Chart) -> _Spread:
    """How far weeks and steps of earlier years went from what was expected then, drawn to what is shipped."""
    model, longest = chart.model, max(chart.lengths)
    shipped = model.week_sd**2 + model.event(chart.sick) / chart.this.hours
    squares, weeks, lasting, steps_seen = model.worth * shipped, model.worth, model.lasting, model.lasting
    for place, year in enumerate(chart.earlier):
        before = chart.earlier[place + 1 :]
        if before or chart.flat:
            whitened, news = _whitened(chart, year, before, shipped)
            news[0] *= bool(before)
            own = float(news @ news)
            squares, weeks = squares + own, weeks + news.size - (not before)
            sums = np.cumsum(whitened, axis=1)
            # Rows that never move say nothing of what lasts.
            for at in range(longest, news.size) if own else ():
                column = (sums[:, at] - sums[:, at - longest])[: at + 1]
                lasting += float(column @ news[: at + 1]) ** 2 / float(column @ column) / (own / news.size) / longest
                steps_seen += 1 / longest
        elif len(chart.earlier) == 1:
            # One year has no other to be held against: what it is beside its own smooth line.
            left = np.eye(len(year.weeks)) - _smooth(year.weeks, year.weeks, model.width)
            covariance = _between(year.weeks, model.ar) + _flu(chart, year.weeks) / shipped
            rest = left @ np.array(year.logs)
            squares += float(rest @ rest) / float(np.trace(left @ covariance @ left.T)) * len(year.weeks)
            weeks += len(year.weeks)
    return _Spread(squares, weeks, lasting / steps_seen)


def _whitened(chart: Chart, year: Year, before: Sequence[Year], spread: float) -> tuple[Floats, Floats]:
    """The matrix that makes weeks of a year independent, and what is new in each week: both in units of the spread."""
    residuals, covariance = _beyond_profile(chart, year, before, spread)
    whitened = np.linalg.inv(np.linalg.cholesky(covariance))
    return whitened, whitened @ residuals


def _beyond_profile(chart: Chart, year: Year, before: Sequence[Year], spread: float) -> tuple[Floats, Floats]:
    """What the logs of a year are beyond level and profile of the years before, and its covariance in units of the spread."""
    model, logs = chart.model, np.array(year.logs)
    covariance = _between(year.weeks, model.ar).copy()
    if not before:
        # Any level is as good as another.
        return logs - logs[0], covariance + 1e4
    level, profile = float(np.mean(before[0].logs)), np.zeros(logs.size)
    covariance += model.level_sd**2 / spread
    if not chart.flat:
        for one in before:
            smooth, values = _smooth(year.weeks, one.weeks, model.width), np.array(one.logs)
            profile += smooth @ (values - values.mean()) / len(before)
            covariance += smooth @ _between(one.weeks, model.ar) @ smooth.T / len(before) ** 2
        covariance += (model.strength_sd**2 * np.outer(profile, profile) + _flu(chart, year.weeks)) / spread
    return logs - level - profile, covariance


@lru_cache(maxsize=64)
def _between(weeks: tuple[int, ...], ar: float) -> Floats:
    """Half of a week stands alone, half hangs together with the weeks around it."""
    apart = np.abs(np.subtract.outer(weeks, weeks))
    return np.asarray(0.5 * (apart == 0) + 0.5 * ar**apart)


@lru_cache(maxsize=64)
def _smooth(at: tuple[int, ...], weeks: tuple[int, ...], width: float) -> Floats:
    """The weights that a local straight line (LOESS, tricube) in some weeks gives to the values of others."""
    rows = []
    for week in at:
        apart = np.array(weeks, dtype=float) - week
        # At least four weeks carry a line.
        reach = max(width, float(np.sort(np.abs(apart))[min(4, apart.size - 1)]) + 1.0)
        weight = np.clip(1 - (np.abs(apart) / reach) ** 3, 0, None) ** 3
        total, first, second = weight.sum(), weight @ apart, weight @ apart**2
        rows.append(weight * (second - first * apart) / (total * second - first**2))
    return np.array(rows)


def _flu(chart: Chart, weeks: tuple[int, ...]) -> Floats:
    model = chart.model
    wave = _wave(weeks, model.flu_first, model.flu_last, model.flu_length)
    return model.flu_sd**2 * chart.sick * (not chart.flat) * wave


@lru_cache(maxsize=64)
def _wave(weeks: tuple[int, ...], first: int, last: int, length: float) -> Floats:
    """How waves of flu make weeks of winter hang together, softly from the first week to the last."""
    numbers = np.array(weeks, dtype=float)
    inside = 1 / ((1 + np.exp(first - numbers)) * (1 + np.exp(numbers - last)))
    apart = np.subtract.outer(numbers, numbers)
    return np.asarray(np.outer(inside, inside) * np.exp(-((apart / length) ** 2) / 2))
