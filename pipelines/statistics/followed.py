"""What followed a step, beside what followed with similar pupils without it; pure functions on hours per school week.

Who reaches a stage has just had a busy time, and after that it mostly becomes quieter by itself. So each step is held
against similar pupil-weeks without it: weeks in which a pupil had something registered on the same ladder too, in the
four school weeks up to then hours in the same band and in as many of the weeks, and in the weeks before those a pace in
the same band (bands double: 1, 2, 3–4, 5–8, 9–16 ...). Matching on the hours of the four weeks alone finds an effect in
most schools where there is none: the first step on a ladder comes to pupils with a low pace, the later ones to pupils
with a high one. Expected is the mean of the similar ones after their weeks, for each hour that the whole school had
then, times what it had in the weeks after the step: so the season is in it. Similar is who did not get the step in the
weeks up to then. Who gets it in the weeks after is not left out: that would choose by the outcome; it makes a
difference smaller, never larger.

The standard error counts pupils, not weeks or hours: what each pupil adds to the difference, as a case and as a similar
pupil, is summed before squaring, and the limits are those of the t distribution, widened for what similar pupils differ
in of themselves. Not in it: that a school chooses whom it speaks with. Therefore "after", never "because of".
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BY_CHANCE, LOWER, HIGHER = "toeval", "lager", "hoger"


@dataclass(frozen=True)
class Rule:
    """Weeks before and after, how far back the pace goes and the least of it, fewest pupils and similar ones, limit.

    `unlike`: by that part of the expected hours similar pupils differ though they are alike in all that is known.
    """

    weeks: int
    earlier_weeks: int
    min_earlier_weeks: int
    min_pupils: int
    min_similar: int
    deviations: float
    unlike: float


@dataclass(frozen=True)
class Followed:
    """Of `steps` so many could be `compared`, of `pupils`; their mean hours before and after, and those expected after.

    `lower` to `upper` is where chance alone puts the mean after. `verdict`: `toeval` inside, else `lager` or `hoger`;
    None with too few pupils, and then there are no numbers.
    """

    steps: int
    compared: int
    pupils: int
    before: float | None = None
    after: float | None = None
    expected: float | None = None
    lower: float | None = None
    upper: float | None = None
    verdict: str | None = None


@dataclass(frozen=True)
class Windows:
    """Per pupil (row) and week that ends the weeks before (column, `ends`): hours, whether they count, the band.

    `usual` is the mean of `after` over the school in those weeks.
    """

    rule: Rule
    ends: Ints
    before: Floats
    after: Floats
    usual: Floats
    band: Ints
    registered: Bools
    whole: Bools


def windows(hours: Floats, there: Bools, year: Ints, rule: Rule) -> Windows:
    """Cuts rows of school weeks into windows.

    `hours` holds a row per pupil and a column per school week, holidays left out; `there` whether the pupil was
    enrolled the whole week and the week is complete; `year` the school year of each week: no window runs over a summer.
    """
    weeks, columns = rule.weeks, hours.shape[1]
    ends = np.arange(weeks - 1, max(columns - weeks, weeks - 1))
    counted = _sums(np.where(there, hours, 0.0))
    present = _sums(there.astype(np.float64))
    first, last = ends + 1 - weeks, ends + 1 + weeks
    start = np.maximum(first - rule.earlier_weeks, 0)
    before = counted[:, ends + 1] - counted[:, first]
    after = counted[:, last] - counted[:, ends + 1]
    known = present[:, first] - present[:, start]
    pace = weeks * (counted[:, first] - counted[:, start]) / np.maximum(known, 1.0)
    enrolled = (present[:, last] - present[:, first] == 2 * weeks) & (year[first] == year[last - 1])
    pupils = np.maximum(enrolled.sum(axis=0), 1)
    usual = np.where(enrolled, after, 0.0).sum(axis=0) / pupils
    whole = enrolled & (known >= rule.min_earlier_weeks) & (before > 0)
    busy = _sums((hours > 0).astype(np.float64))
    in_weeks = (busy[:, ends + 1] - busy[:, first]).astype(np.int64)
    band = (_band(before) * 100 + _band(pace)) * 100 + in_weeks
    return Windows(rule, ends, before, after, np.broadcast_to(usual, before.shape), band, hours[:, ends] > 0, whole)


def compare(cut: Windows, reached: Bools, steps: Bools) -> Followed:
    """Holds `steps` against similar pupil-weeks without any of `reached`; both a row per pupil and a column per week."""
    rule, pupils = cut.rule, reached.shape[0]
    asked = int(steps.sum())
    times = _sums(reached.astype(np.float64))
    recently = times[:, cut.ends + 1] > times[:, cut.ends + 1 - rule.weeks]
    who = np.broadcast_to(np.arange(pupils)[:, None], cut.whole.shape)
    similar = cut.whole & cut.registered & ~recently
    bands, place = np.unique(cut.band, return_inverse=True)
    place = place.reshape(cut.band.shape)
    # How many pupils, and not weeks, a band has: weeks of one pupil are alike.
    others = np.unique(place[similar] * pupils + who[similar]) // max(pupils, 1)
    enough = np.bincount(others, minlength=bands.size) >= rule.min_similar
    case = cut.whole & steps[:, cut.ends] & enough[place]
    compared, found = int(case.sum()), np.unique(who[case]).size
    if found < max(rule.min_pupils, 2):
        return Followed(asked, compared, found)

    def summed(mask: Bools, values: Floats) -> Floats:
        return np.bincount(place[mask], weights=values[mask], minlength=bands.size).astype(np.float64)

    share = summed(similar, cut.after) / np.maximum(summed(similar, cut.usual), 1e-12)
    weight = summed(case, cut.usual) / np.maximum(summed(similar, cut.usual), 1e-12)
    left = cut.after - share[place] * cut.usual
    difference = float(left[case].mean())
    adds = np.bincount(who[case], weights=left[case] - difference, minlength=pupils)
    adds = adds - np.bincount(who[similar], weights=(weight[place] * left)[similar], minlength=pupils)
    error = float(np.sqrt((adds**2).sum() * found / (found - 1))) / compared
    after = float(cut.after[case].mean())
    expected = after - difference
    # In a large school the standard error is so small that what similar pupils still differ in would be a difference.
    error = float(np.hypot(error, rule.unlike * expected))
    reach = float(stdtrit(found - 1, ndtr(rule.deviations))) * error
    verdict = BY_CHANCE if abs(difference) <= reach else LOWER if difference < 0 else HIGHER
    before = float(cut.before[case].mean())
    lower, upper = max(expected - reach, 0.0), expected + reach
    return Followed(asked, compared, found, before, after, expected, lower, upper, verdict)


def _sums(rows: Floats) -> Floats:
    """Running sums with a zero before them: what lies between two places is the difference."""
    return np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)


def _band(hours: Floats) -> Ints:
    """Bands that double, 0 for none; the rounding keeps 4 itself in 3–4. Far below one hour in the weeks is still a band."""
    doubling = np.ceil(np.log2(np.maximum(hours, 2.0**-40)) - 1e-9).astype(np.int64) + 41
    return np.where(hours > 0, doubling, 0).astype(np.int64)
