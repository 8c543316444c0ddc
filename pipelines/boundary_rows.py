"""Rows of the boundary table: what one holds, its history in words, and those of the national 16-hour norm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.reckoning import Days, Event
from protocols.ladders import Ladder, Stage
from protocols.load import load_categories
from protocols.schema import Protocol

# Slow enough that a second report is never held back by the seven days between reports.
HOURS_A_DAY = 2


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
    leerjaar: int
    on: date
    reached_on: date | None


def typical(categories: Sequence[str]) -> str:
    """The plainest category of a set: the first of them in the list of categories."""
    order = load_categories()["category"].to_list()
    return min(categories, key=order.index)


def history(events: Sequence[Event]) -> str:
    """Registrations in Dutch: how many of what, on how many school days, from when until when."""
    if not events:
        return "niets"
    labels = dict(load_categories().select("category", "label").iter_rows())
    parts = []
    for category in dict.fromkeys(e.category for e in events):
        mine = [e for e in events if e.category == category]
        dates = sorted({e.date for e in mine})
        span = (
            f"op {dates[0]:%d-%m-%Y}" if len(dates) == 1 else f"van {dates[0]:%d-%m-%Y} tot en met {dates[-1]:%d-%m-%Y}"
        )
        on = f"{len(dates)} schooldag" + ("en" if len(dates) > 1 else "")
        parts.append(
            f"{len(mine)} × {labels[category]} op {on}, {span}"
            if len(dates) > 1
            else f"{len(mine)} × {labels[category]} {span}"
        )
    return "; ".join(parts)


def norm_rows(protocol: Protocol, ladder: Ladder, stage: Stage, days: Days) -> list[Boundary]:
    """The rows of a stage that follows the national norm: its number, its window, a holiday and the count after a report."""
    numbers = {norm.name: int(norm.value) for norm in protocol.norm}
    hours, weeks = numbers["near_hours" if stage.rule == "norm_near" else "hours"], numbers["weeks"]
    years = sorted({day.school_year for day in days.of.values()})
    year = [each for each in days.dates if days.of[each].school_year == years[1]]
    first = next(n for n in range(1, len(year)) if (year[n] - year[n - 1]).days > 7)

    def line(amount: int, start: int) -> tuple[Event, ...]:
        return tuple(Event(year[start + n // HOURS_A_DAY], n % HOURS_A_DAY + 1, "ongeoorloofd") for n in range(amount))

    def row(kind: str, events: tuple[Event, ...], on: date, since: date | None) -> Boundary:
        rule = f"{hours} uur ongeoorloofd verzuim in {weeks} schoolweken"
        return Boundary(protocol.id, ladder.id, stage.id, rule, kind, history(events), events, 4, on, since)

    exact, straddling = line(hours, 5), line(hours, first - hours // HOURS_A_DAY // 2)
    last, across = exact[-1].date, straddling[-1].date
    gone = [each for each in days.dates if days.of[each].t <= days.of[last].t - 7 * weeks]
    moved = (Event(gone[-1], 1, "ongeoorloofd"), *exact[1:])
    rows = [
        row("een te weinig", exact[:-1], last, None),
        row("de dag ervoor", exact, days.dates[days.of[last].number - 1], None),
        row("precies genoeg", exact, last, last),
        row("een meer", line(hours + 1, 5), line(hours + 1, 5)[-1].date, last),
        row("over een vakantie", straddling, across, across),
        row("over een vakantie, een te weinig", straddling[:-1], across, None),
        row("na een nieuwe telling", moved, last, None),
    ]
    if stage.rule == "norm_report":
        twice = line(2 * hours, 5)
        rows += [
            row("na een melding, een te weinig", twice[:-1], twice[-1].date, last),
            row("na een melding, precies genoeg", twice, twice[-1].date, twice[-1].date),
        ]
    return rows
