"""Protocols beside each other on the same pupils: pupils per stage, actions and reports, on a day and through the year."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def compare(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, stage and role.

    `students` are the pupils who stand at that stage on the day (so each row of a stage has the same number), `actions`
    what that role had to do because of the stage this school year up to that day: once each time it became a pupil's
    stage, and at every repetition where the action recurs. Both are null for a stage that cannot be computed.
    """
    return ask(snapshot, "protocols_compared", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def action_weeks(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, role and school week of the year with actions."""
    return ask(snapshot, "action_weeks", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def report_counts(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol: reports to leerplicht (DUO) this school year up to the day, and the pupils reported.

    What two ladders report of one pupil on one day is one report.
    """
    return ask(snapshot, "report_counts", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def stage_weeks(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, ladder, stage and school week of the year: pupils at that stage at the end of the week."""
    return ask(snapshot, "stage_weeks", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def side_by_side(snapshot: Rows, viewer: Viewer, protocols: Sequence[str]) -> pl.DataFrame:
    """One row per ladder, by track: the first stage on which an adult steps in (null when none does), and who.

    Ladders of sickness are there for who may see care.

    Who steps in, and who only registers or carries out a measure, stands in `protocols/comparison.toml`.
    """
    return ask(snapshot, "side_by_side", care=viewer.may("care"), protocols=list(protocols))
