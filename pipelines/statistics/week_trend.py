"""Weekly rates of absence judged: which weeks end a step that is kijk or signaal, or why there is no judgement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp

import numpy as np
import polars as pl

from pipelines.statistics.normal import LOOK, ORDINARY, SIGNAL
from pipelines.statistics.week_steps import Chart, Step, Year, steps
from protocols.week_trend import WeekTrend

# Why a chart is not judged.
NO_REST, NO_EARLIER, TOO_SMALL, TOO_EARLY = "geen rest", "geen eerder jaar", "te klein", "te vroeg"
# A week with less than this part of the usual hours is thin: the log of nearly nothing tells nothing.
THIN = 0.05


@dataclass(frozen=True)
class Call:
    """A week at whose end a step is kijk or signaal: since which week, and the rate since then beside what was expected.

    `run`: number of the stretch of calls of steps that overlap, in one direction.
    """

    week: date
    word: str
    since: date
    value: float
    expected: float
    higher: bool
    run: int


@dataclass(frozen=True)
class Judged:
    """The calls of a chart, in order of weeks; without `weeks` that were judged there is a reason `why`."""

    calls: tuple[Call, ...] = ()
    weeks: tuple[date, ...] = ()
    why: str = ""

    @property
    def told(self) -> tuple[Call, ...]:
        """One call for every run: the last of the heaviest."""
        runs: dict[int, Call] = {}
        for call in self.calls:
            if call.run not in runs or call.word == SIGNAL or runs[call.run].word == LOOK:
                runs[call.run] = call
        return tuple(runs.values())


def judge(years: Sequence[pl.DataFrame], numbers: WeekTrend, sick: bool, per: float, rest: bool) -> Judged:
    """Judges a school year of whole weeks, with those before it (the newest first), by the numbers of `week_trend.toml`.

    A row is a week with all its data: week_start, school_week, missed_hours and amount (what they are divided by, `per`
    so many), and with `rest` also rest_hours and rest_amount, of the school without this afdeling. `sick`: sickness is
    in it.
    """
    weeks = years[0].sort("week_start")
    columns = ("school_week", "missed_hours", "amount", *(("rest_hours", "rest_amount") if rest else ()))
    event = (numbers.afdeling if rest else numbers.school).event(sick)
    found = weighed(
        [year_of(*(year.sort("week_start")[name] for name in columns), event=event) for year in years],
        numbers,
        sick,
        rest,
    )
    if isinstance(found, str):
        return Judged(why=found)
    mondays = weeks["week_start"].to_list()
    return Judged(_calls(weeks, found, per), tuple(mondays[step.place] for step, _ in found))


def weighed(years: Sequence[Year], numbers: WeekTrend, sick: bool, rest: bool) -> list[tuple[Step, str]] | str:
    """The largest step at the end of each judged week of the first year, with its word; or why there is no judgement.

    Earlier years of too few weeks do not count.
    """
    this, *before = years
    earlier = [year for year in before if len(year.weeks) >= numbers.least_weeks]
    limit = numbers.limits("afdeling" if rest else "school", len(earlier), sick)
    if limit is None:
        return NO_EARLIER
    if len(this.weeks) < min(numbers.lengths) or this.weeks[-1] < limit.first_week:
        return TOO_EARLY
    model = numbers.afdeling if rest else numbers.school
    used = (this, *earlier[: limit.earlier])
    if any(year.hours < numbers.least_events * model.event(sick) or year.thin > numbers.thin_weeks for year in used):
        return TOO_SMALL
    found = steps(Chart(this, used[1:], model, tuple(numbers.lengths), rest, sick))

    def word(score: float) -> str:
        weight = numbers.weight(score)
        return SIGNAL if weight >= limit.signaal else LOOK if weight >= limit.kijk else ORDINARY

    return [(step, word(step.score)) for step in found if this.weeks[step.place] >= limit.first_week]


def year_of(
    weeks: Iterable[int],
    missed: Iterable[float],
    amount: Iterable[float],
    rest_missed: Iterable[float] | None = None,
    rest_amount: Iterable[float] | None = None,
    *,
    event: float,
) -> Year:
    """The weeks of a year as they are judged. Half an `event` (in hours) is added to all, for the log of a week without any."""
    own, own_amount = np.array(list(missed), dtype=float), np.array(list(amount), dtype=float)
    logs, hours = np.log((own + event / 2) / own_amount), float(own.mean()) if own.size else 0.0
    if rest_missed is not None and rest_amount is not None:
        others = np.array(list(rest_missed), dtype=float)
        logs = logs - np.log((others + event / 2) / np.array(list(rest_amount), dtype=float))
        # The variances of both add up.
        beside = float(others.mean()) if others.size else 0.0
        hours = hours * beside / (hours + beside) if hours and beside else 0.0
    thin = float((own < THIN * hours).mean()) if own.size else 1.0
    return Year(tuple(int(week) for week in weeks), tuple(logs.tolist()), hours, thin)


def _calls(weeks: pl.DataFrame, judged: Sequence[tuple[Step, str]], per: float) -> tuple[Call, ...]:
    mondays, missed, amount = (weeks[name].to_list() for name in ("week_start", "missed_hours", "amount"))

    def rate(first: int, last: int) -> float:
        return float(per * sum(missed[first : last + 1]) / sum(amount[first : last + 1]))

    calls: list[Call] = []
    last = heaviest = None
    for step, word in judged:
        if word == ORDINARY:
            continue
        runs_on = last is not None and step.since <= last.place and (step.score > 0) == (last.score > 0)
        # It began where it is seen best.
        if heaviest is None or not runs_on or abs(step.score) > abs(heaviest.score):
            heaviest = step
        run = calls[-1].run + (not runs_on) if calls else 0
        expected = rate(heaviest.since, heaviest.place) / exp(heaviest.size)
        value = rate(heaviest.since, step.place)
        calls.append(Call(mondays[step.place], word, mondays[heaviest.since], value, expected, step.score > 0, run))
        last = step
    return tuple(calls)
