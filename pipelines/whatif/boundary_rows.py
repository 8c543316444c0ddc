"""Rows of the boundary table: what one holds, its history in words, and those of the national 16-hour norm."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.whatif.days import Days, Event
from pipelines.whatif.histories import ANSWERS, History, Pupil, Stretches, since
from protocols.counters import HANDLED, CanonicalTerm
from protocols.ladders import Ladder, Stage
from protocols.load import load_categories
from protocols.schema import Protocol

# Slow enough that a second report is never held back by the seven days between reports.
HOURS_A_DAY = 2
WEEKDAYS = (1, 2, 3, 4, 5)
# What is counted by subject, and names none.
SUBJECT = "wi"


@dataclass(frozen=True)
class Boundary:
    """One row: a pupil's registrations, and whether the stage holds on the day `on` (and since when).

    `kind` is what the row tries, `history` the registrations in Dutch words.
    """

    protocol: str
    ladder: str
    stage: str
    condition: str
    kind: str
    history: str
    events: tuple[Event, ...]
    pupil: Pupil
    on: date
    reached_on: date | None


# Asks who reaches what, perhaps several times, and makes rows of the answers.
Asking = Generator[list[History], list[Stretches], list[Boundary]]


@cache
def _labels() -> dict[str, str]:
    """Category -> label, in the order of the list of categories."""
    return dict(load_categories().select("category", "label").iter_rows())


def typical(categories: Sequence[str]) -> str:
    """The plainest category of a set: the first of them in the list of categories."""
    return next(each for each in _labels() if each in categories)


def fitting(term: CanonicalTerm, day: date, hour: int) -> Event:
    """The plainest registration of a day and lesson hour that a term counts."""
    subject = term.subjects[0] if term.subjects else SUBJECT if term.same else ""
    minutes = max(term.minutes.first, 1) if term.minutes else 0
    answer = next((word for word, told in ANSWERS.items() if told is term.handled), "")
    return Event(day, hour, typical(term.categories), subject, minutes, answer)


def history(events: Sequence[Event]) -> str:
    """Registrations in Dutch: how many of what, on how many school days, from when until when."""
    if not events:
        return "niets"
    labels, parts = _labels(), []
    for told in dict.fromkeys((e.category, e.subject, e.minutes, e.handled) for e in events):
        category, subject, minutes, handled = told
        mine = [e for e in events if (e.category, e.subject, e.minutes, e.handled) == told]
        what = f"{len(mine)} × {labels[category]}" + (f" bij {subject.upper()}" if subject else "")
        what += f" ({minutes} {'minuut' if minutes == 1 else 'minuten'})" if minutes else ""
        what += HANDLED[ANSWERS.get(handled)]
        dates = sorted({e.date for e in mine})
        span = (
            f"op {dates[0]:%d-%m-%Y}" if len(dates) == 1 else f"van {dates[0]:%d-%m-%Y} tot en met {dates[-1]:%d-%m-%Y}"
        )
        on = f"{len(dates)} schooldag" + ("en" if len(dates) > 1 else "")
        parts.append(f"{what} op {on}, {span}" if len(dates) > 1 else f"{what} {span}")
    return "; ".join(parts)


def row(
    stage: tuple[str, str, str],
    rule: str,
    kind: str,
    events: Sequence[Event],
    pupil: Pupil,
    on: date,
    since: date | None,
) -> Boundary:
    """A row of a stage (protocol, ladder, stage)."""
    return Boundary(*stage, rule, kind, history(events), tuple(events), pupil, on, since)


def norm_rows(protocol: Protocol, ladder: Ladder, stage: Stage, days: Days) -> Asking:
    """The rows of a stage that follows the national norm: its number, its window, a holiday and the count after a report."""
    numbers = {norm.name: int(norm.value) for norm in protocol.norm}
    hours, weeks = numbers["near_hours" if stage.rule == "norm_near" else "hours"], numbers["weeks"]
    years = sorted({day.school_year for day in days.of.values()})
    year = [each for each in days.dates if days.of[each].school_year == years[1]]
    first = next(n for n in range(1, len(year)) if (year[n] - year[n - 1]).days > 7)

    def line(amount: int, start: int) -> tuple[Event, ...]:
        return tuple(Event(year[start + n // HOURS_A_DAY], n % HOURS_A_DAY + 1, "ongeoorloofd") for n in range(amount))

    exact, straddling, more = line(hours, 5), line(hours, first - hours // HOURS_A_DAY // 2), line(hours + 1, 5)
    last, across = exact[-1].date, straddling[-1].date
    gone = [each for each in days.dates if days.of[each].t <= days.of[last].t - 7 * weeks]
    tried = [
        ("een te weinig", exact[:-1], last),
        ("de dag ervoor", exact, days.dates[days.of[last].number - 1]),
        ("precies genoeg", exact, last),
        ("een meer", more, more[-1].date),
        ("over een vakantie", straddling, across),
        ("over een vakantie, een te weinig", straddling[:-1], across),
        ("na een nieuwe telling", (Event(gone[-1], 1, "ongeoorloofd"), *exact[1:]), last),
    ]
    if stage.rule == "norm_report":
        twice = line(2 * hours, 5)
        tried += [
            ("na een melding, een te weinig", twice[:-1], twice[-1].date),
            ("na een melding, precies genoeg", twice, twice[-1].date),
        ]
    answers = yield [(events, Pupil()) for _, events, _ in tried]
    rule, place = f"{hours} uur ongeoorloofd verzuim in {weeks} schoolweken", (protocol.id, ladder.id, stage.id)
    return [
        row(place, rule, kind, events, Pupil(), on, since(answer, place, on))
        for (kind, events, on), answer in zip(tried, answers, strict=True)
    ]
