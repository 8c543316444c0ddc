"""Who stands at another height under another protocol, by which rule, and the registrations behind it."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer


def heights(
    snapshot: Rows, viewer: Viewer, on: date, protocols: Sequence[str], selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per protocol, pupil and track on which he or she has a stage that day: the highest one, and why.

    `why` tells the counters and numbers of the group that holds, as they stood when it was reached; null for the
    national norm, whose rule is not a condition.
    """
    return ask(snapshot, "heights", viewer=viewer, selection=selection, on=on, protocols=list(protocols))


def differences(first: pl.DataFrame, second: pl.DataFrame, by: str = "level") -> pl.DataFrame:
    """One row per pupil and track at another height: two frames of `heights`, of one protocol each, beside each other.

    `by="level"` compares heights (two protocols), `by="stage"` the stages themselves (a draft and its base, where a
    stage that is added moves the ones above it). Columns of the second end in `_second`; no stage is null.
    """
    keys = ["school", "student_id", "track"]
    people = ["name", "sort_name", "klas", "leerjaar", "afdeling", "mentor"]
    both = first.join(second, on=keys, how="full", coalesce=True, suffix="_second")
    both = both.with_columns(pl.coalesce(column, f"{column}_second") for column in people)
    return (
        both.drop(f"{column}_second" for column in people)
        .filter(pl.col(by).ne_missing(pl.col(f"{by}_second")))
        .sort("track", "sort_name", "student_id")
    )


def behind(
    snapshot: Rows, viewer: Viewer, on: date, school: str, student_id: str, protocol: str, ladder: str, stage: str
) -> pl.DataFrame:
    """One row per registration that made a pupil reach a stage: those in the window of the condition, up to that day.

    `counter` says for which condition it counts. Empty for a stage that does not hold on the day.
    """
    values = {"school": school, "student_id": student_id, "protocol": protocol, "ladder": ladder, "stage": stage}
    return ask(snapshot, "behind", viewer=viewer, selection=EVERYTHING, on=on, **values)
