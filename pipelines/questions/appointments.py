"""What the protocol in force asks pupils to come for: reporting early, making up hours, staying after school, corvee."""

from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def appointments(
    snapshot: Rows, viewer: Viewer, on: date, until: date, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per pupil and task asked up to `on`, in the last school days (a setting), with what files say of coming.

    `until` is the last day of which a file is asked whether the pupil came: an appointment lies after the day that asks
    it. `appointment_on` is null where the protocol names no day.
    """
    return ask(snapshot, "appointments", viewer=viewer, selection=selection, on=on, until=until)


def appointment_days(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per school day of which there may be appointments: those that the list looks back over, and the next ones."""
    return ask(snapshot, "appointment_days", viewer=viewer, on=on, school=school)


def unnamed_measures(snapshot: Rows, viewer: Viewer, on: date, selection: Selection = EVERYTHING) -> pl.DataFrame:
    """One row per measure of this year's follow-ups of which no kind is known, with how many they are."""
    return ask(snapshot, "unnamed_measures", viewer=viewer, selection=selection, on=on)
