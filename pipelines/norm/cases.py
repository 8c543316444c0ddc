"""Who is near the 16-hour norm at the end of a day, with what could be known then, and what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

import numpy as np

from pipelines.norm.history import DECIMALS, Bools, Floats, Ints, NormHistory, Report
from pipelines.norm.state import state
from pipelines.statistics import forecast as model

# Hours become whole minutes while looking for the largest unit that fits all of them: a clock hour may be 5/6 lesson.
MINUTES = 60
# So many cases are reckoned at a time: more do not fit in the memory near the processor, which takes twice as long.
TOGETHER = 256


@dataclass(frozen=True)
class Cases:
    """One row per pupil near the norm at the end of a day, in order of days; see `state` for what `state` holds.

    `chances` per coming school day: to have reached the norm by then if the pupil goes on at his or her rate; nan where
    there is too little history, of the pupil or of the school.
    """

    student: Ints
    place: Ints
    chances: Floats
    state: Floats

    def those(self, chosen: Bools) -> "Cases":
        """Some of them."""
        return Cases(*(getattr(self, field.name)[chosen] for field in fields(self)))

    @property
    def told(self) -> Bools:
        """Whether there is enough history for a chance."""
        found: Bools = ~np.isnan(self.chances[:, -1])
        return found


def cases(history: NormHistory, places: Iterable[int]) -> Cases:
    """Everybody near the norm on each of some days (in order), with what could be known on that day."""
    found = list(_cases(history, places))
    chances = np.full((len(found), history.rule.horizon), np.nan)
    told = [n for n, case in enumerate(found) if case.learned]
    for first in range(0, len(told), TOGETHER):
        some = told[first : first + TOGETHER]
        chances[some] = _chances(history, [found[n] for n in some])
    student, place, start = (
        np.array([(case.student, case.place, case.start) for case in found], dtype=np.int64).reshape(-1, 3).T
    )
    return Cases(student, place, chances, state(history, student, place, start))


def outcomes(history: NormHistory, found: Cases) -> tuple[Bools, Bools]:
    """Per case and coming school day whether a report could be made by then; and per case whether all of it is known.

    Nobody can say so of days that are still to come, or whose import is incomplete.
    """
    rule = history.rule
    following = np.full(history.counted.shape, len(history.days) + rule.horizon, dtype=np.int64)
    for report in reversed(history.reports):
        following[report.student, : report.possible] = report.possible
    ahead = following[found.student, found.place] - found.place
    complete = np.cumsum(np.append(0, history.known))
    end = np.minimum(found.place + 1 + rule.horizon, len(history.days))
    whole = complete[end] - complete[found.place + 1] == rule.horizon
    return ahead[:, None] <= np.arange(1, rule.horizon + 1), whole


@dataclass(frozen=True)
class _Case:
    """A pupil near the norm: where counting began, the last report, and (rates, chances of hours) as learned."""

    student: int
    place: int
    start: int
    last_report: Report | None
    learned: tuple[Floats, Floats] | None


def _cases(history: NormHistory, places: Iterable[int]) -> Iterator[_Case]:
    restart = np.zeros(len(history.students), dtype=np.int64)
    last_report: dict[int, Report] = {}
    waiting = iter([*history.reports, Report(-1, 0, len(history.days), 0)])
    report = next(waiting)
    today: dict[int, list[int]] = {}
    for made in history.reports:
        today.setdefault(made.possible, []).append(made.student)
    recent = history.first_of(history.rule.recent_weeks)
    for place in places:
        while report.possible < place:
            restart[report.student], last_report[report.student] = report.end + 1, report
            report = next(waiting)
        start = np.maximum(history.first_in_window[place], restart)
        inside = history.sums[:, place + 1] - history.sums[np.arange(start.size), start]
        near = (inside.round(DECIMALS) >= history.rule.near_hours) & history.enrolled[:, place]
        near[today.get(place, [])] = False
        pupils = np.flatnonzero(near)
        for row, learned in zip(pupils, _learned(history, pupils, int(recent[place]), place), strict=True):
            yield _Case(int(row), place, int(start[row]), last_report.get(int(row)), learned)


def _learned(history: NormHistory, pupils: Ints, recent: int, place: int) -> list[tuple[Floats, Floats] | None]:
    """Per pupil the likely rates and the chances of hours on a day with hours; None with too little history."""
    rule, counts, until = history.rule, history.counts, place + 1
    days = counts.days[:, until] - counts.days[:, recent]
    exposure = counts.exposure[:, until] - counts.exposure[:, recent]
    long_enough = (counts.exposure[:, until] >= rule.min_school_days) & (exposure > 0)
    # Pupils who never had such an hour say nothing about how those who had one go on.
    school = long_enough & history.enrolled[:, place] & (counts.all_days[:, until] > 0)
    prior = model.prior_by_moments(days[school], exposure[school]) if school.sum() >= rule.min_pupils else None
    if prior is None or not pupils.size:
        return [None] * pupils.size
    weight = model.likeness(counts.all_days[:, until], history.sums[:, until], float(counts.squares[until]))
    own = np.stack([days_of_size[pupils, until] for days_of_size in counts.own_by_size], axis=1)
    chances = model.hour_chances(counts.by_size[:, until], own, weight)
    rates = model.likely_rates(prior, days[pupils], exposure[pupils])
    return [(rates[n], chances[n]) if long_enough[row] else None for n, row in enumerate(pupils)]


def _chances(history: NormHistory, cases: list[_Case]) -> Floats:
    """A row of chances per case, for all cases at once."""
    rule, ahead = history.rule, np.arange(1, history.rule.horizon + 1)
    learned = [case.learned for case in cases if case.learned]
    sizes = history.counts.sizes
    minutes = np.rint(np.append(sizes, rule.hours) * MINUTES).astype(np.int64)
    unit, norm = int(np.gcd.reduce(minutes)), int(minutes[-1])
    student, place, start = np.array([(case.student, case.place, case.start) for case in cases]).T[:, :, None]
    coming = np.minimum(place + ahead, len(history.days) - 1)
    begin = np.minimum(np.maximum(history.first_in_window[coming], start), place + 1)
    stays = np.rint((history.sums[student, place + 1] - history.sums[student, begin]) * MINUTES).astype(np.int64)
    missing = np.maximum(-((stays - norm) // unit), 0)
    # No report falls within the days between two reports, or after the end of the calendar.
    free = [
        history.day[0] if case.last_report is None else case.last_report.possible_day + rule.days_between
        for case in cases
    ]
    closed = (history.day[coming] < np.array(free)[:, None]) | (place + ahead >= len(history.days))
    missing[closed] = norm // unit + 1
    rates, hours = (np.stack(parts) for parts in zip(*learned, strict=True))
    return model.crossing(rates, minutes[:-1] // unit, hours, missing, norm // unit)
