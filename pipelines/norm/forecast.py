"""Who may reach the 16-hour norm within some school days, and how well such chances came true before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.norm.history import DECIMALS, Floats, Ints, NormHistory, Report
from pipelines.statistics import forecast as model
from pipelines.statistics.calibration import Calibration, calibration

# Hours become whole minutes while looking for the largest unit that fits all of them: a clock hour may be 5/6 lesson.
MINUTES = 60


@dataclass(frozen=True)
class Outlook:
    """One pupil near the norm at the end of one day: `chances` to have reached it by each coming school day.

    Without `chances` there is too little history, of the pupil or of the school.
    """

    student: int
    place: int
    chances: Floats | None


@dataclass(frozen=True)
class Forecast:
    """The chance to reach the norm within the coming school days, and the first on which it is likely (a setting)."""

    chance: float | None
    crosses_on: date | None


def forecast(history: NormHistory) -> dict[str, Forecast]:
    """Pupil number -> forecast, of everybody near the norm on the last known day."""
    found = {}
    for outlook in outlooks(history, [history.place] if history.place >= 0 else []):
        sure = history.rule.likely
        likely = [] if outlook.chances is None else [n for n, chance in enumerate(outlook.chances) if chance >= sure]
        found[history.students[outlook.student]] = Forecast(
            None if outlook.chances is None else float(outlook.chances[-1]),
            history.days[outlook.place + 1 + likely[0]] if likely else None,
        )
    return found


def backtest(history: NormHistory) -> Calibration | None:
    """The forecast of earlier week ends beside what came: everybody then near the norm, by what was known then.

    Registrations are those of today: one that was corrected since counts as corrected. Week ends after which an import
    was incomplete are left out. None without cases.
    """
    rule = history.rule

    def lies_open(place: int) -> bool:
        coming = history.known[place + 1 : place + 1 + rule.horizon]
        return place + rule.horizon <= history.place and bool(coming.all())

    ended: dict[int, list[int]] = {}
    for report in history.reports:
        ended.setdefault(report.student, []).append(report.possible)
    told = outlooks(history, filter(lies_open, history.week_ends[-rule.backtest_weeks :]))
    cases = [(case, float(case.chances[-1])) for case in told if case.chances is not None]
    return calibration(
        [chance for _, chance in cases],
        [any(0 < end - case.place <= rule.horizon for end in ended.get(case.student, ())) for case, _ in cases],
        [case.student for case, _ in cases],
        rule.band,
        rule.z,
    )


def outlooks(history: NormHistory, places: Iterable[int]) -> list[Outlook]:
    """Everybody near the norm on each of some days (in order), with what could be known on that day."""
    cases = list(_cases(history, places))
    chances = iter(_chances(history, [case for case in cases if case.learned]))
    return [Outlook(case.student, case.place, next(chances) if case.learned else None) for case in cases]


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
    recent = history.first_of(history.rule.recent_weeks)
    for place in places:
        while report.possible < place:
            restart[report.student], last_report[report.student] = report.end + 1, report
            report = next(waiting)
        start = np.maximum(history.first_in_window[place], restart)
        inside = history.sums[:, place + 1] - history.sums[np.arange(start.size), start]
        near = (inside.round(DECIMALS) >= history.rule.near_hours) & history.enrolled[:, place]
        near[[made.student for made in history.reports if made.possible == place]] = False
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
    past = history.counted[pupils, :until]
    own = np.stack([(past == size).sum(axis=1) for size in counts.sizes], axis=1).astype(np.float64)
    chances = model.hour_chances(counts.by_size[:, until], own, weight)
    rates = model.likely_rates(prior, days[pupils], exposure[pupils])
    return [(rates[n], chances[n]) if long_enough[row] else None for n, row in enumerate(pupils)]


def _chances(history: NormHistory, cases: list[_Case]) -> Floats:
    """A row of chances per case, for all cases at once."""
    rule, ahead = history.rule, np.arange(1, history.rule.horizon + 1)
    learned = [case.learned for case in cases if case.learned]
    if not learned:
        return np.zeros((0, rule.horizon))
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
