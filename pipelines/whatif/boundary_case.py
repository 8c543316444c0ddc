"""One condition of a rule: the histories that are just enough for it, found by asking the models."""

from bisect import bisect_left
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from pipelines.whatif.boundary_rows import WEEKDAYS, Asking, fitting, row
from pipelines.whatif.days import Days, Event, left_behind
from pipelines.whatif.histories import History, Pupil, Stretches, since
from protocols.counters import canonical
from protocols.ladders import Condition, Group, Ladder, Stage
from protocols.rule_words import condition_words
from protocols.schema import Protocol
from protocols.task_keys import keys_of
from protocols.windows import MOVING

MOST = 260
# Lesson hours a day and school days between two of them: the first that isolates the condition is taken.
LAYOUTS = ((1, 1), (1, 2), (1, 3), (2, 1), (4, 1), (7, 1), (8, 1), (9, 1), (10, 1), (12, 1), (1, 7), (8, 2))
# The conditions one by one, each as a stage of an invented protocol: would it have done it without the others?
ALONE = "alleen"


@dataclass(frozen=True)
class _Line:
    """Registrations of what a term counts, so many hours on every so many school days, behind what meets the others."""

    layout: tuple[int, int, int]
    others: tuple[Event, ...]
    events: tuple[Event, ...]

    def first(self, amount: int) -> tuple[Event, ...]:
        return (*self.others, *self.events[:amount])


@dataclass(frozen=True)
class _Exact:
    """A history that is exactly enough, how it lies, and the registration after it."""

    layout: tuple[int, int, int]
    events: tuple[Event, ...]
    spare: Event


def within(protocol: Protocol, group: Group, first: date) -> Pupil:
    """A pupil for whom a group holds all year from this day on."""
    others = (year for year in range(Pupil.leerjaar, 7) if year not in group.leerjaar_except)
    return Pupil(
        group.leerjaar[0] if group.leerjaar else next(others, 1),
        group.afdeling[0] if group.afdeling else None,
        group.studie[0] if group.studie else None,
        first.replace(year=first.year - group.age_from) if group.age_from else None,
        tuple((key, first) for key in keys_of(protocol, group.done)[:1]),
    )


class Case:
    """One condition that decides, while the others of its group are met already."""

    def __init__(
        self,
        protocol: Protocol,
        ladder: Ladder,
        stage: Stage,
        group: Group,
        condition: Condition,
        days: Days,
        alone: str,
    ) -> None:
        self.protocol, self.ladder, self.stage, self.group, self.days = protocol, ladder, stage, group, days
        self.condition, self.counter = condition, canonical(protocol.counters[condition.counter])
        self.own = (protocol.id, ladder.id, stage.id)
        # Without the stage from which it counts, what reaches that one would count too.
        self.alone = self.own if group.since else (ALONE, ALONE, alone)
        years = sorted({day.school_year for day in days.of.values()})
        # The first day of the year borders on a holiday, which is a condition of its own.
        self.year = [each for each in days.dates if days.of[each].school_year == years[1]][1:]
        self.pupil = within(protocol, group, self.year[0])
        if group.since_done:
            self.year = self.year[1:]
        if group.trigger_after is not None:
            # Nothing that comes before can trigger, so all of it lies after.
            ends = days.ends.get((years[1], group.trigger_after), date.max)
            self.year = [each for each in self.year if each > ends]

    def rows(self) -> Asking:
        layouts = [(term, *layout) for term in range(len(self.counter.terms)) for layout in LAYOUTS]
        # Nearly always one of the first two will do.
        found = (yield from self._exact(self.year, layouts[:2])) or (yield from self._exact(self.year, layouts[2:]))
        if found is None:
            return []
        events, last = found.events, found.events[-1].date
        tried = [
            ("een te weinig", events[:-1], last),
            ("de dag ervoor", events, self._previous(last)),
            ("precies genoeg", events, last),
            ("een meer", (*events, found.spare), found.spare.date),
        ]
        across = yield from self._exact(self._around_holiday(len(events), *found.layout[1:]), [found.layout])
        if across is not None:
            on = across.events[-1].date
            tried += [
                ("over een vakantie", across.events, on),
                ("over een vakantie, een te weinig", across.events[:-1], on),
            ]
        anew = self._anew(events)
        if anew:
            tried.append(("na een nieuwe telling", anew, anew[-1].date))
        answers = yield [(events, self.pupil) for _, events, _ in tried]
        rule = condition_words(self.protocol, self.condition)
        return [
            row(self.own, rule, kind, events, self.pupil, on, since(answer, self.own, on))
            for (kind, events, on), answer in zip(tried, answers, strict=True)
        ]

    def _exact(
        self, dates: Sequence[date], layouts: Iterable[tuple[int, int, int]]
    ) -> Generator[list[History], list[Stretches], _Exact | None]:
        """The shortest history that this condition makes reach the stage, in the first layout in which one does."""
        lines = [self._line(dates, layout) for layout in layouts]
        answers = yield [(line.first(len(line.events)), self.pupil) for line in lines]
        both = {self.own, self.alone}
        likely: list[tuple[_Line, range, date]] = []
        for line, answer in zip(lines, answers, strict=True):
            amounts = self._amounts(line, answer)
            on = line.events[amounts[-1] - 1].date if amounts else date.min
            # Another condition or group would have done it without this one.
            if amounts and all(since(answer, each, on) == on for each in both):
                likely.append((line, amounts, on))
                if len(amounts) == 1:
                    break
        # Which of the hours of a day it takes is found by leaving out the later ones.
        asked = [(n, amount) for n, (_, amounts, _) in enumerate(likely) for amount in amounts[:-1]]
        parts = (yield [(likely[n][0].first(amount), self.pupil) for n, amount in asked]) if asked else []
        told = dict(zip(asked, parts, strict=True))
        for n, (line, amounts, on) in enumerate(likely):
            some = [{each for each in both if since(told[n, amount], each, on)} for amount in amounts[:-1]]
            reached = [set(), *some, both]
            place = next(place for place, each in enumerate(reached) if self.own in each)
            enough = amounts[place - 1]
            if reached[place] == both and not reached[place - 1] and enough < len(line.events):
                return _Exact(line.layout, line.first(enough), line.events[enough])
        return None

    def _amounts(self, line: _Line, answer: Stretches) -> range:
        """How many registrations of a line may be enough: those of the day on which the stage is reached.

        Empty when the line does not reach it, or when it is not needed for that.
        """

        def reached(amount: int) -> bool:
            events = line.first(amount)
            return bool(events) and since(answer, self.own, events[-1].date) is not None

        amount = bisect_left(range(len(line.events)), True, key=reached)
        if amount in (0, len(line.events)):
            return range(0)
        of_day = [place for place, event in enumerate(line.events, 1) if event.date == line.events[amount - 1].date]
        return range(of_day[0], of_day[-1] + 1)

    def _line(self, dates: Sequence[date], layout: tuple[int, int, int]) -> _Line:
        number, hours, step = layout
        others, start = self._others(dates)
        term = self.counter.terms[number]
        if term.day_filter is not None:
            dates = [each for each in dates if self.days.of[each].vacation_edge]
        dates = [each for each in dates if each.isoweekday() in (term.weekdays or WEEKDAYS)]
        in_hours = (term.hours or tuple(range(1, hours + 1)))[:hours]
        places = [(start + step * (n // len(in_hours)), in_hours[n % len(in_hours)]) for n in range(MOST)]
        events = tuple(fitting(term, dates[place], hour) for place, hour in places if place < len(dates))
        return _Line(layout, others, events)

    def _others(self, dates: Sequence[date]) -> tuple[tuple[Event, ...], int]:
        """What reaches the stage from which the group counts, then meets its other conditions, and the first day after."""
        events: list[Event] = []
        place = 0
        for condition in (*self._begins(self.group), *(c for c in self.group.conditions if c is not self.condition)):
            term = canonical(self.protocol.counters[condition.counter]).terms[0]
            for _ in range(ceil(condition.number / term.weight) + (condition.operator == ">")):
                while place < len(dates) and dates[place].isoweekday() not in (term.weekdays or WEEKDAYS):
                    place += 1
                if place < len(dates):
                    events.append(fitting(term, dates[place], term.hours[0] if term.hours else 9))
                place += 2
        return tuple(events), place

    def _begins(self, group: Group) -> tuple[Condition, ...]:
        """The conditions by which the stage is reached from which a group counts, those of the stage before it first."""
        ways = (way for stage in self.ladder.stage if stage.id == group.since for way in stage.group)
        first = next(ways, None)
        return (*self._begins(first), *first.conditions) if first else ()

    def _around_holiday(self, amount: int, hours: int, step: int) -> list[date]:
        """School days from so far before the first holiday that about half of the history lies before it."""
        first = next(n for n in range(1, len(self.year)) if (self.year[n] - self.year[n - 1]).days > 7)
        return self.year[max(0, first - ceil(step * ceil(amount / hours) / 2)) :]

    def _previous(self, on: date) -> date:
        return self.days.dates[self.days.of[on].number - 1]

    def _anew(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """As many registrations, of which the last comes when those before no longer count."""
        if self.counter.window_kind == "dag":
            if len(events) < 2:
                return ()
            last = self.days.of[events[-1].date]
            later = self.days.dates[last.number + 1]
            if self.counter.terms[0].unit == "week_na_week":
                # A week without: its last day and the one after that are in the next week but one.
                later = next(day for day in self.days.dates if self.days.of[day].t > last.t + 13 - (last.t - 1) % 7)
            return (*events[:-1], replace(events[-1], date=later))
        if self.counter.window_kind in MOVING:
            gone = [d for d in self.days.dates if left_behind(self.days, self.counter, d, events[-1].date)]
            if len(events) < 2 or not gone:
                return ()
            # The first day of what this condition counts moves out of the window; the other conditions stay met.
            others = len(self._others(self.year)[0])
            first = events[others].date
            return (*events[:others], *(replace(e, date=gone[-1]) if e.date == first else e for e in events[others:]))
        here = self.days.of[events[-1].date].keys[self.counter.window_kind]
        earlier = [d for d in self.days.dates if self.days.of[d].keys[self.counter.window_kind] < here]
        amount = max(self.days.of[e.date].number for e in events) - self.days.of[events[0].date].number
        if len(events) < 2 or len(earlier) <= amount:
            return ()
        shift = self.days.of[earlier[-1]].number - self.days.of[events[-2].date].number
        moved = [replace(e, date=self.days.dates[self.days.of[e.date].number + shift]) for e in events[:-1]]
        return (*moved, events[-1])
