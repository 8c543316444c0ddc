"""The boundary table of a protocol: histories just under, on and over each number, and what they should lead to.

Generated from the rules and reckoned in plain Python; the tests run the same histories through the real pipeline, and a
school approves the table on the page of its protocol.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from math import ceil

import polars as pl

from pipelines.boundary_rows import Boundary, history, norm_rows, typical
from pipelines.calendar import SchoolYear, school_year
from pipelines.reckoning import Days, Event, holds, reached
from protocols.counters import canonical
from protocols.ladders import Condition, Group, Ladder, Stage
from protocols.rule_words import condition_words
from protocols.schema import Protocol

MOST = 260
# Lesson hours a day and school days between two of them: the first that isolates the condition is taken.
LAYOUTS = ((1, 1), (1, 2), (1, 3), (2, 1), (4, 1), (7, 1), (8, 1), (9, 1), (10, 1), (12, 1), (1, 7), (8, 2))


def boundaries(protocol: Protocol, days: Days) -> list[Boundary]:
    """The table of a protocol on a calendar of at least two school years, in the order of the file.

    Of each condition that registrations can decide: one too few, exactly enough (the day before, the day itself), one
    more, across a holiday, and after counting starts anew. A tested pattern has no rows: it has no number to lie at; nor
    has a share of lessons, which goes by the timetable of each pupil.
    """
    found: list[Boundary] = []
    for ladder in protocol.ladder:
        for stage in ladder.stage:
            if stage.by_norm:
                found += norm_rows(protocol, ladder, stage, days)
            elif stage.computable and stage.rule == "groups":
                for group in stage.group:
                    for condition in group.conditions:
                        if any(term.unit == "procent" for term in protocol.counters[condition.counter].terms):
                            continue
                        found += _Case(protocol, ladder, stage, group, condition, days).rows()
    return found


def example_days(calendar: pl.DataFrame, on: date) -> Days | None:
    """The school days to draw examples from: the school year of a day and the one before it, else the one after it.

    None when the calendar lacks holidays for two school years on end, or one of more than a week.
    """
    year = school_year(on)
    known = calendar.filter(pl.col("vacation").is_not_null())["school_year"].unique().sort().to_list()
    place = known.index(year) if year in known else -1
    pair = known[place - 1 : place + 1] if place > 0 else known[:2]
    if place < 0 or len(pair) < 2 or SchoolYear.labelled(pair[1]).before.label != pair[0]:
        return None
    days = Days(calendar.filter(pl.col("school_year").is_in(pair)))
    second = [each for each in days.dates if days.of[each].school_year == pair[1]]
    return days if any((after - before).days > 7 for before, after in pairwise(second)) else None


class _Case:
    """One condition that decides, while the others of its group are met already."""

    def __init__(
        self, protocol: Protocol, ladder: Ladder, stage: Stage, group: Group, condition: Condition, days: Days
    ) -> None:
        self.protocol, self.ladder, self.stage, self.group, self.days = protocol, ladder, stage, group, days
        self.condition, self.counter = condition, canonical(protocol.counters[condition.counter])
        self.leerjaar = group.leerjaar[0] if group.leerjaar else 4
        years = sorted({day.school_year for day in days.of.values()})
        # The first day of the year borders on a holiday, which is a condition of its own.
        self.year = [each for each in days.dates if days.of[each].school_year == years[1]][1:]
        if group.trigger_after is not None:
            # Nothing that comes before can trigger, so all of it lies after.
            ends = days.ends.get((years[1], group.trigger_after), date.max)
            self.year = [each for each in self.year if each > ends]

    def rows(self) -> Iterator[Boundary]:
        layouts = ((term, *layout) for term in range(len(self.counter.terms)) for layout in LAYOUTS)
        found = next((each for layout in layouts if (each := self._exact(self.year, *layout))), None)
        if found is None:
            return
        (term, hours, step), events, spare = found
        last = events[-1].date
        yield self._row("een te weinig", events[:-1], last)
        yield self._row("de dag ervoor", events, self._previous(last))
        yield self._row("precies genoeg", events, last)
        yield self._row("een meer", (*events, *spare), spare[-1].date)
        across = self._exact(self._around_holiday(len(events), hours, step), term, hours, step)
        if across is not None:
            yield self._row("over een vakantie", across[1], across[1][-1].date)
            yield self._row("over een vakantie, een te weinig", across[1][:-1], across[1][-1].date)
        anew = self._anew(events)
        if anew:
            yield self._row("na een nieuwe telling", anew, anew[-1].date)

    def _row(self, kind: str, events: Sequence[Event], on: date) -> Boundary:
        since = reached(self.protocol, self.stage, events, on, self.days, self.leerjaar)
        return Boundary(
            self.protocol.id,
            self.ladder.id,
            self.stage.id,
            condition_words(self.protocol, self.condition),
            kind,
            history(events),
            tuple(events),
            self.leerjaar,
            on,
            since,
        )

    def _exact(
        self, dates: Sequence[date], term: int, hours: int, step: int
    ) -> tuple[tuple[int, int, int], tuple[Event, ...], tuple[Event, ...]] | None:
        """The shortest history that this condition makes reach the stage, and one registration more."""
        others, start = self._others(dates)
        line = self._line(dates, start, term, hours, step)
        low, high = 0, len(line)
        while low < high:
            middle = (low + high) // 2
            if self._reached((*others, *line[:middle])):
                high = middle
            else:
                low = middle + 1
        if low == 0 or low >= len(line) or not self._reached((*others, *line[:low])):
            return None
        events = (*others, *line[:low])
        # Another condition or group would have done it without this one.
        alone = self.group.model_copy(update={"conditions": (self.condition,)})
        on = events[-1].date
        if not holds(self.protocol, self.stage, alone, events, on, self.days, self.leerjaar) or holds(
            self.protocol, self.stage, alone, events[:-1], on, self.days, self.leerjaar
        ):
            return None
        return (term, hours, step), events, line[low : low + 1]

    def _reached(self, events: Sequence[Event]) -> date | None:
        if not events:
            return None
        return reached(self.protocol, self.stage, events, events[-1].date, self.days, self.leerjaar)

    def _line(self, dates: Sequence[date], start: int, number: int, hours: int, step: int) -> tuple[Event, ...]:
        """Registrations of what a term of the condition counts, so many hours on every so many school days."""
        term = self.counter.terms[number]
        if term.day_filter is not None:
            dates = [each for each in dates if self.days.of[each].vacation_edge]
        category = typical(term.categories)
        places = [(start + step * (n // hours), n % hours + 1) for n in range(MOST)]
        return tuple(Event(dates[place], hour, category) for place, hour in places if place < len(dates))

    def _others(self, dates: Sequence[date]) -> tuple[tuple[Event, ...], int]:
        """What meets the other conditions of the group beforehand, and the first school day after it."""
        events: list[Event] = []
        place = 0
        for condition in self.group.conditions:
            if condition is self.condition:
                continue
            term = canonical(self.protocol.counters[condition.counter]).terms[0]
            for _ in range(ceil(condition.number) + (condition.operator == ">")):
                if place < len(dates):
                    events.append(Event(dates[place], 9, typical(term.categories)))
                place += 2
        return tuple(events), place

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
            later = self.days.dates[self.days.of[events[-1].date].number + 1]
            return (*events[:-1], Event(later, events[-1].hour, events[-1].category))
        if self.counter.window_kind == "lesweken":
            weeks = self.counter.window_weeks or 0
            gone = [d for d in self.days.dates if self.days.of[d].t <= self.days.of[events[-1].date].t - 7 * weeks]
            if len(events) < 2 or not gone:
                return ()
            # The first day of what this condition counts moves out of the window; the other conditions stay met.
            others = len(self._others(self.year)[0])
            first = events[others].date
            return (
                *events[:others],
                *(Event(gone[-1], e.hour, e.category) if e.date == first else e for e in events[others:]),
            )
        here = self.days.of[events[-1].date].keys[self.counter.window_kind]
        earlier = [d for d in self.days.dates if self.days.of[d].keys[self.counter.window_kind] < here]
        amount = max(self.days.of[e.date].number for e in events) - self.days.of[events[0].date].number
        if len(events) < 2 or len(earlier) <= amount:
            return ()
        shift = self.days.of[earlier[-1]].number - self.days.of[events[-2].date].number
        moved = [Event(self.days.dates[self.days.of[e.date].number + shift], e.hour, e.category) for e in events[:-1]]
        return (*moved, events[-1])
