"""Who may reach the 16-hour norm within some school days, and how well such chances came true before.

The chance is learned on earlier school years of the same school: from the chance that the pupil's own rate gives, and
from how he or she stands (`state`). With too few earlier cases there is none.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.norm.cases import Cases, cases, outcomes
from pipelines.norm.history import Bools, Floats, Ints, NormHistory, Rule
from pipelines.statistics.calibration import Calibration, calibration
from pipelines.statistics.logistic import Logistic, fit

# Where the line through the log odds of the rate's chance may bend, and how near to none and to all it is read.
BENDS, SURE = (-1.5, 0.0, 1.5), 0.01


@dataclass(frozen=True)
class Past:
    """The cases of earlier school years of which the end is known before this one: what they are learned from.

    `came`: whether the norm was reached within the days ahead; `year`: place of the first day of the case's school year.
    """

    cases: Cases
    came: Bools
    year: Ints


@dataclass(frozen=True)
class Learned:
    """What earlier cases teach of the chance that the rate gives, over all coming days."""

    model: Logistic

    def chances(self, found: Cases) -> Floats:
        """Per case and coming day the chance to have reached the norm by then; nan where the rate has none.

        What cannot happen, or cannot fail to, is no matter of learning. On which of the days is as the rate says.
        """
        unsure = _unsure(found)
        those = found.those(unsure)
        chances = found.chances.copy()
        chances[unsure] *= (self.model.chances(_features(those)) / those.chances[:, -1])[:, None]
        return chances


@dataclass(frozen=True)
class Forecast:
    """The chance to reach the norm within the coming school days, and the first on which it is likely (a setting)."""

    chance: float | None
    crosses_on: date | None


def past(history: NormHistory) -> Past:
    """The cases of the school years before that of the last known day: the same on every day of a school year."""
    found = cases(history, range(history.year_begin))
    came, known = outcomes(history, found)
    ended = known & found.told & (found.place + history.rule.horizon < history.year_begin)
    kept = found.those(ended)
    return Past(kept, came[ended, -1], history.year_start[kept.place])


def learn(rule: Rule, found: Cases, came: Bools) -> Learned | None:
    """None with fewer cases than the settings ask for."""
    if found.place.size < rule.min_cases:
        return None
    unsure = _unsure(found)
    features = _features(found.those(unsure))
    # Before anything is learned the chance is that of the rate: the first feature, as it is.
    return Learned(fit(features, came[unsure], np.eye(features.shape[1])[0]))


def learned(rule: Rule, before: Past) -> Learned | None:
    """From all earlier school years; None with too few cases."""
    return learn(rule, before.cases, before.came)


def forecast(history: NormHistory, taught: Learned | None) -> dict[str, Forecast]:
    """Pupil number -> forecast, of everybody near the norm on the last known day."""
    found = cases(history, [history.place] if history.place >= 0 else [])
    chances = taught.chances(found) if taught else np.full_like(found.chances, np.nan)
    return {history.students[student]: _forecast(history, chances[row]) for row, student in enumerate(found.student)}


def _forecast(history: NormHistory, chances: Floats) -> Forecast:
    if np.isnan(chances[-1]):
        return Forecast(None, None)
    likely = np.flatnonzero(chances >= history.rule.likely)
    return Forecast(float(chances[-1]), history.days[history.place + 1 + int(likely[0])] if likely.size else None)


def backtest(history: NormHistory, before: Past) -> Calibration | None:
    """The forecast of earlier week ends beside what came, never learned from the school year in which it is judged.

    An earlier school year is judged by what the other earlier ones teach, this one by all of them. Registrations are
    those of today: one that was corrected since counts as corrected. Week ends after which an import was incomplete are
    left out. None without cases.
    """
    rule = history.rule
    now = cases(history, [place for place in history.week_ends if place >= history.year_begin])
    came, known = outcomes(history, now)
    parts = [(learned(rule, before), now.those(known & now.told), came[known & now.told, -1])]
    ends = np.isin(before.cases.place, history.week_ends)
    for year in np.unique(before.year):
        judged = before.year == year
        taught = learn(rule, before.cases.those(~judged), before.came[~judged])
        parts.append((taught, before.cases.those(judged & ends), before.came[judged & ends]))
    told = [(taught.chances(found)[:, -1], true, found.student) for taught, found, true in parts if taught]
    if not told:
        return None
    chances, true, student = (np.concatenate(each) for each in zip(*told, strict=True))
    return calibration(chances.tolist(), true.tolist(), student.tolist(), rule.band, rule.z)


def _unsure(found: Cases) -> Bools:
    """The cases that may still go both ways; none of those without a chance."""
    last = found.chances[:, -1]
    unsure: Bools = (last > 0) & (last < 1)
    return unsure


def _features(found: Cases) -> Floats:
    chance = np.clip(found.chances[:, -1], SURE, 1 - SURE)
    odds = np.log(chance / (1 - chance))
    return np.column_stack([odds, *(np.maximum(odds - bend, 0.0) for bend in BENDS), found.state])
