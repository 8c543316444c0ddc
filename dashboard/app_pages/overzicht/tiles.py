"""The tiles of Overzicht: a figure, what it is beside last year, a small line, and the page that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from dashboard import law, words
from dashboard.app_pages.leerplicht import cases
from dashboard.app_pages.mt_rapport.figures import Figure
from dashboard.rates.weekly import Reading, whole_weeks
from pipelines.notes.report_cases import NORM

# Category of Trends -> what its tile is called, in the order of the tiles.
WEEKLY = {"totaal_afwezig": "Afwezig", "totaal_ongeoorloofd": "Ongeoorloofd", "te_laat_ongeoorloofd": "Te laat"}
NO_YEAR = "vorig jaar onbekend"


@dataclass(frozen=True)
class Tile:
    """One tile: `figure` in `unit`, `change` beside last year in words, `line` through the weeks; `page` with `choices` of it
    is where the same figure stands, and `opens` the words for it. `week` is the Monday of a figure of one week."""

    name: str
    figure: str
    unit: str
    change: str
    page: str
    opens: str
    choices: tuple[tuple[str, str], ...] = ()
    line: tuple[float, ...] = ()
    drawn: Literal["line", "bar"] = "line"
    week: date | None = None


def weekly(category: str, label: str, weeks: pl.DataFrame, reading: Reading) -> Tile:
    """The rate of the last whole week, as the headline of Trends says it; `label` is what Trends calls the category."""
    whole = whole_weeks(weeks)
    figure, unit, change, week = words.UNKNOWN, reading.sentence, NO_YEAR, None
    if not whole.is_empty():
        last = whole.row(-1, named=True)
        figure, unit, week = words.rate(last["rate"]), reading.unit, last["week_start"]
        if last["last_year"] is not None:
            change = f"vorig jaar {words.rate(last['last_year'])}"
    name, line = WEEKLY[category], tuple(whole["rate"].to_list())
    return Tile(name, figure, unit, change, "trends", f"{name} op Trends", (("soort", label),), line, week=week)


def worrying(now: int, pupils: int, then: int | None, weeks: Sequence[int]) -> Tile:
    """How many meet the national criteria for sick absence, as Ziekte says it; `then` in the same week of last year."""
    unit = f"van de {words.count(pupils, 'leerling', 'leerlingen')} (M@ZL)"
    return Tile(
        "Zorgwekkend ziek",
        words.number(now, 0),
        unit,
        _beside(then),
        "ziekte",
        "Signalen op Ziekte",
        line=tuple(float(count) for count in weeks),
    )


def _beside(then: int | None) -> str:
    return NO_YEAR if then is None else f"vorig jaar {words.number(then, 0)}"


def reports(found: pl.DataFrame, on: date, then: int | None, mondays: Sequence[date]) -> Tile:
    """The reports that are to be made, as Leerplicht says it; beside last year is how many there were of the norm."""
    due = cases.standing(found, cases.TODO)
    of_norm = found.filter(kind=NORM)["reached_on"]
    weeks = of_norm.dt.truncate("1w").to_list()
    told = f"{words.count(of_norm.len(), 'melding', 'meldingen')} dit schooljaar"
    before = "" if then is None else f", vorig jaar {words.number(then, 0)}"
    return Tile(
        f"{words.capital(law.hours())}: te melden",
        words.number(due.height, 0),
        f"{told}{before}",
        f"waarvan te laat: {words.number(cases.overdue(due, on), 0)}",
        "leerplicht",
        "Meldingen op Leerplicht",
        line=tuple(float(weeks.count(monday)) for monday in mondays),
        drawn="bar",
    )


def reached(figure: Figure) -> Tile:
    """How many reached the norm, of cells that are rounded first, as the MT-rapport says it."""
    now, _, then = figure.said
    beside = NO_YEAR if figure.values[2] is None else f"vorig jaar {then}"
    return Tile(figure.name, now, figure.unit, beside, "mt-rapport", "Naar het MT-rapport")


def answer(shown: Sequence[Tile], on: date) -> str:
    """Which days the figures are about, above the tiles."""
    weeks = [tile.week for tile in shown if tile.week]
    if not weeks:
        return f"Er is nog geen volledige week tot en met {words.day(on)}."
    beside = any(tile.week and tile.change != NO_YEAR for tile in shown)
    return f"De week van {words.day(max(weeks))}{', naast dezelfde schoolweek van vorig jaar' if beside else ''}."
