"""With whose spells those of a pupil are compared: the school or the klas, and of it those with the same school days."""

from collections import defaultdict
from dataclasses import dataclass

from pipelines.statistics.patterns import Shares, shares_of

# After the weekdays on which a pupil without a timetable was seen: there may be more of them.
AT_LEAST = "+"
Tally = dict[str | None, int]


@dataclass(frozen=True)
class Comparison:
    """`counts` of the `total` spells of the group fall on each of the `choices`."""

    choices: tuple[str, ...]
    counts: tuple[int, ...]
    total: int

    @property
    def shares(self) -> Shares:
        return shares_of(self.counts, self.total)


class Spells:
    """Spells of one kind and base, per pupil and per school days, growing spell by spell.

    The school days of a pupil are those known at the last spell; earlier spells move along. `fewest_days`: so many
    weekdays at least a pupil is taken to have lessons on where no timetable tells.
    """

    def __init__(self, fewest_days: int) -> None:
        self.by_pupil: defaultdict[str, Tally] = defaultdict(dict)
        self._fewest_days = fewest_days
        self._days: dict[str, str | None] = {}
        self._by_weekday: defaultdict[str, Tally] = defaultdict(dict)
        self._by_days: defaultdict[str | None, Tally] = defaultdict(dict)
        # Of many pupils the group is the same until the next spell.
        self._known: dict[str | None, Comparison] = {}

    def add(self, student: str, choice: str | None, days: str | None, weekday: str) -> None:
        """One spell that began on a weekday, of a pupil with these school days; None where they do not matter."""
        own = self.by_pupil[student]
        before = self._days.setdefault(student, days)
        if before != days:
            for known, count in own.items():
                _more(self._by_days[before], known, -count)
                _more(self._by_days[days], known, count)
            self._days[student] = days
        for tally in (own, self._by_days[days], self._by_weekday[weekday]):
            tally[choice] = tally.get(choice, 0) + 1
        self._known.clear()

    def around(self, student: str) -> Comparison:
        """The group of a pupil, with his or her own spells in it.

        Without a timetable the spells of everybody that began on the weekdays on which the pupil was seen, filled up to
        the fewest days with those on which most spells began: who was only seen ill on Fridays may still have a
        three-day week.
        """
        days = self._days[student]
        if days not in self._known:
            self._known[days] = self._compared(days)
        return self._known[days]

    def _compared(self, days: str | None) -> Comparison:
        if days is None or not days.endswith(AT_LEAST):
            return _comparison(self._by_days[days])
        often = sorted(self._by_weekday, key=lambda weekday: (-sum(self._by_weekday[weekday].values()), weekday))
        lacking = max(self._fewest_days - len(days.removesuffix(AT_LEAST)), 0)
        filled = [weekday for weekday in often if weekday not in days][:lacking]
        found: Tally = {}
        for weekday in often:
            if weekday in days or weekday in filled:
                for choice, count in self._by_weekday[weekday].items():
                    _more(found, choice, count)
        return _comparison(found)


def _more(tally: Tally, choice: str | None, count: int) -> None:
    tally[choice] = tally.get(choice, 0) + count


def _comparison(tally: Tally) -> Comparison:
    found = sorted((choice, count) for choice, count in tally.items() if choice is not None and count)
    return Comparison(tuple(choice for choice, _ in found), tuple(count for _, count in found), sum(tally.values()))
