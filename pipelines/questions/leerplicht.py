"""The 16-hour norm per pupil: reports, pupils who come near, and which hours leave the window when."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def leerplicht(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil with a report this school year (`melding`) or near the norm (`nadert`), hours of the norm.

    `hours` are judged hours in the window since the last report, `hours_unknown` those without a known reason;
    `hours_left` is what is missing to the norm, with the unknown hours where the protocol counts them; `nears` says
    whether the pupil comes near a first or a next report; `next_possible_from` is the first day on which a report can
    be made whose hours are there already.
    """
    return ask(snapshot, "leerplicht", viewer=viewer, selection=selection, on=on)


def reports(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per report of the school year up to that day, pupils who left since then included (in their last klas).

    A report is known from `possible_from` on. `judged` and `unknown` are its hours; `working_days_left` counts from the
    day to the due date.
    """
    return ask(snapshot, "reports", viewer=viewer, selection=selection, on=on)


def leaving(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per pupil and day with hours in the window, and the first school day on which they no longer count."""
    return ask(snapshot, "leaving", viewer=viewer, selection=selection, on=on)
