"""Distribution over the stages of ladders: now and through the weeks, and the distance to the next stage."""

from datetime import date
from typing import Literal

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def ladders(snapshot: Rows, viewer: Viewer, on: date) -> pl.DataFrame:
    """One row per stage of every protocol, in the order of the ladders; those of sickness for care only.

    `computable` is false where registrations cannot tell, and where no school of the viewer has the lessons of the school
    year of the day that the stage is a share of; `needs` says what it takes.
    """
    return ask(snapshot, "ladders", viewer=viewer, on=on)


def stage_rules(snapshot: Rows) -> pl.DataFrame:
    """One row per stage of every protocol and draft; `sick`: it counts sick absence, also beside other absence."""
    return ask(snapshot, "stage_rules")


def stage_weeks(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    protocol: str,
    ladder: str,
    selection: Selection = EVERYTHING,
    by: Literal["afdeling"] | None = None,
) -> pl.DataFrame:
    """One row per school week of the year and stage: pupils at that stage on its last day (`date`), or on the day itself.

    Pupils count in the part of the school where they were at that time, leavers included as long as they were there.
    `part` is the afdeling when asked for `by` afdeling, else null.
    """
    values = {"on": on, "protocol": protocol, "ladder": ladder, "by": by}
    return ask(snapshot, "ladder_stage_weeks", viewer=viewer, selection=selection, **values)


def moves(
    snapshot: Rows, viewer: Viewer, since: date, on: date, protocol: str, ladder: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil on the ladder on either of two days: the stage on both, null for none.

    `was_here` and `is_here`: in the chosen part of the school on that day; who joined or left it did not move on the
    ladder.
    """
    values = {"since": since, "on": on, "protocol": protocol, "ladder": ladder}
    return ask(snapshot, "moves", viewer=viewer, selection=selection, **values)


def next_stages(
    snapshot: Rows, viewer: Viewer, on: date, protocol: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and ladder: the nearest stage above the present one, and what is missing to it."""
    return ask(snapshot, "next_stages", viewer=viewer, selection=selection, on=on, protocol=protocol)
