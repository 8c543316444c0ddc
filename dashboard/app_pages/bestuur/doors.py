"""What the page of a board asks: the summaries of its schools, and what is made of them."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from dashboard import access
from dashboard.app_pages.bestuur import shapes, versus
from dashboard.doors import door, drawing
from dashboard.marks import Drawing
from dashboard.rates import funnel_charts
from dashboard.rates.funnel import Comparison
from dashboard.view import View
from pipelines.board.read import Board, read_board
from pipelines.today import today
from pipelines.viewer import EVERYTHING
from protocols.load import load_settings

STAGES, STEPS = "Treden", "Stappen"
PROTOCOLS = {STAGES: shapes.stages, STEPS: shapes.steps}


def board() -> Board:
    """The schools of which this viewer may see rounded figures; only what changed is read again."""
    there = access.workspace()
    return read_board(there, access.viewer(there))


def day(found: Board) -> date | None:
    """Today, or the newest day of data of any school before it; None without data."""
    last = found.rows["last_date"].max()
    return min(today(), last) if isinstance(last, date) else None


def view(found: Board, on: date) -> View:
    """What the other questions here are about: the board as it is now (its key in the place of a snapshot), on a day."""
    who = access.viewer(access.workspace()).for_figures()
    return View(found.key, who, EVERYTHING, "", "", on, on, on)


def _settings() -> dict[str, float]:
    return dict(load_settings().select("name", "value").iter_rows())


def _board(of: View) -> Board:
    return read_board(access.workspace(), of.viewer)


@door()
def schools(of: View) -> pl.DataFrame:
    """One row per school: its rates beside last year's, a line through the weeks, and who reached the 16 hours."""
    return shapes.schools(_board(of), _settings(), of.on)


@door()
def figures(of: View) -> Sequence[tuple[str, str, str]]:
    """The figures of all schools together."""
    return shapes.figures(_board(of), _settings(), of.on)


@door()
def compared(of: View) -> Comparison:
    """Schools against what chance gives, with the mix of their pupils."""
    return versus.compared(_board(of), _settings(), of.on)


@drawing()
def funnel_chart(of: View) -> Drawing | None:
    """The funnel of schools; None where there is nothing to compare."""
    found = compared(of)
    return None if found.mean is None else funnel_charts.funnel(found.points, found.curves, found.mean, found.unit)


@door()
def protocols(of: View, part: str) -> tuple[pl.DataFrame, str, str]:
    """A table of the protocols beside each other, what it shows and what to say when it is empty."""
    return PROTOCOLS[part](_board(of), int(_settings()["small_group"]))


@door()
def names(of: View) -> dict[str, str]:
    """The schools, with their names."""
    return dict(_board(of).rows.select("school", "name").iter_rows())


@door()
def afdelingen(of: View, school: str) -> pl.DataFrame:
    """The afdelingen of one school, this school year."""
    names = {part.id: part.name for part in access.workspace().school(school).afdeling}
    return shapes.afdelingen(_board(of), school, names)


def explained(of: View) -> Mapping[str, Sequence[str]]:
    """How the page is read."""
    return shapes.explained(_settings(), compared(of).explained)
