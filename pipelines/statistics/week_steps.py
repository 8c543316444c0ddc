"""Steps in weekly rates, beyond what season, the level of the year, flu and chance do.

The log of a year's weekly rates is a profile (of earlier years, or flat) plus what the weeks so far teach: the level of the
year, how strong its season is and how early it comes, and waves of flu in winter. What is left is what hours do by
themselves (the more, the fewer are expected in a week) and hangs together between weeks, as far as it did in this school
before. At the end of each week a step over the last weeks is weighed against all of that at once (generalised least
squares). How large it may be by chance is simulated.
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


def steps(chart: Chart) -> list[Step]:
    """A step for each week that has enough weeks up to it."""
    begin = 0 if chart.earlier else 1
    squares, worth = _learned(chart)
    whitened, news = _whitened(chart, chart.this, chart.earlier, squares / worth)
    # Of the first week of all nothing is new: it teaches the level.
    seen = np.concatenate([np.zeros(begin + 1), np.cumsum(news[begin:] ** 2)])
    sums = np.concatenate([np.zeros((news.size, 1)), np.cumsum(whitened, axis=1)], axis=1)
    found: dict[int, Step] = {}
    for length in chart.lengths:
        for since in range(begin, news.size - length + 1):
            place = since + length - 1
            column = (sums[:, place + 1] - sums[:, since])[: place + 1]
            weight = float(column @ column)
            # What came before the step is all that tells how far weeks go by themselves.
            variance = (worth + seen[since]) / (worth + since - begin)
            size = float(column @ news[: place + 1]) / weight
            score = size * (weight / variance) ** 0.5
            if place not in found or abs(score) > abs(found[place].score):
                found[place] = Step(place, since, size, score)
    return [found[place] for place in sorted(found)]


def _learned(chart: Chart) -> tuple[float, float]:
    """How far weeks of earlier years went from what was expected then: sum of squares, where each of so many weeks gives 1.

    As many as the model is worth give 1 from the start.
    """
    squares = worth = chart.model.worth
    for place, year in enumerate(chart.earlier):
        before = chart.earlier[place + 1 :]
        if before or chart.flat:
            _, news = _whitened(chart, year, before, 1.0)
            squares += float(news @ news)
            worth += news.size - (not before)
        elif len(chart.earlier) == 1:
            # One year has no other to be held against: what it is beside its own smooth line.
            profile = _profile(chart, year.weeks, chart.earlier)
            left = np.eye(len(year.weeks)) - _smooth(year.weeks, year.weeks, chart.model.width)
            rest = left @ np.array(year.logs)
            usual = left @ (_noise(chart, year, profile) + _flu(chart, year.weeks)) @ left.T
            squares += float(rest @ rest) / float(np.trace(usual)) * len(year.weeks)
            worth += len(year.weeks)
    return squares, worth


def _whitened(chart: Chart, year: Year, before: Sequence[Year], wider: float) -> tuple[Floats, Floats]:
    """The matrix that makes weeks of a year independent, and what is new in each week: both in units of its own sd.

    `wider`: variance of the weeks of this school, as so many times the usual one.
    """
    residuals, covariance = _beyond_profile(chart, year, before, wider)
    whitened = np.linalg.inv(np.linalg.cholesky(covariance))
    return whitened, whitened @ residuals


def _beyond_profile(chart: Chart, year: Year, before: Sequence[Year], wider: float) -> tuple[Floats, Floats]:
    """What the logs of a year are beyond level and profile of the years before, and its covariance."""
    model, logs = chart.model, np.array(year.logs)
    profile = _profile(chart, year.weeks, before)
    covariance = wider * _noise(chart, year, profile)
    if not before:
        # Any level is as good as another.
        return logs - logs[0], covariance + 1e4
    covariance += model.level_sd**2
    if not chart.flat:
        for one in before:
            smooth = _smooth(year.weeks, one.weeks, model.width)
            noise = wider * _noise(chart, one, _profile(chart, one.weeks, before)) + _flu(chart, one.weeks)
            covariance += smooth @ noise @ smooth.T / len(before) ** 2
        earlier = np.gradient(profile, year.weeks)
        covariance += model.strength_sd**2 * np.outer(profile, profile) + model.shift_sd**2 * np.outer(earlier, earlier)
        covariance += _flu(chart, year.weeks)
    return logs - float(np.mean(before[0].logs)) - profile, covariance


def _profile(chart: Chart, weeks: tuple[int, ...], years: Sequence[Year]) -> Floats:
    """What some years usually are in these weeks, beside their own level."""
    profile = np.zeros(len(weeks))
    for year in () if chart.flat else years:
        logs = np.array(year.logs)
        profile += _smooth(weeks, year.weeks, chart.model.width) @ (logs - logs.mean()) / len(years)
    return profile


def _noise(chart: Chart, year: Year, profile: Floats) -> Floats:
    """The usual covariance of weeks: what hangs together, and of each alone what its hours do, more where few are expected."""
    model, rate = chart.model, np.exp(profile)
    hours = year.hours * rate / rate.mean()
    return _together(year.weeks, model.week_sd, model.ar) + np.diag(model.event(chart.sick) / hours)


@lru_cache(maxsize=64)
def _together(weeks: tuple[int, ...], week_sd: float, ar: float) -> Floats:
    return np.asarray(week_sd**2 * ar ** np.abs(np.subtract.outer(weeks, weeks)))


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
