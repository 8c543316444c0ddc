"""Signals of sick absence beside each other: every sick ladder of the chosen protocols, with the dates that make it."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Selection, Viewer

NATIONAL = "nl-mazl"
_KEYS = ["student_id", "protocol", "ladder", "stage"]


def signals(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    protocols: Sequence[str] = (),
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per pupil and sick ladder on which he or she stands, newest first: the stage of that day.

    Always of the protocol in force at the school and of the national criteria, and of the `protocols` asked for.
    `reached_on` is since when; `dates` are the days that made it then: first days of spells where `unit` is melding,
    else sick days; `label`, `value` and `number` are the counter of its first condition, null at a tested pattern.
    `who` says who does what for this pupil. A stage with `legal` conflicts with the law and goes nowhere outside the
    school.
    """
    viewer = viewer.for_care()
    in_force = ask(snapshot, "protocol_in_force", viewer=viewer, school=school)["protocol"].to_list()
    chosen = sorted({*in_force, NATIONAL, *protocols})
    values = {"viewer": viewer, "selection": selection, "on": on, "school": school, "protocols": chosen}
    found = ask(snapshot, "signals", **values).with_columns(pl.col("protocol").is_in(in_force).alias("in_force"))
    dates = ask(snapshot, "signal_dates", **values).group_by(_KEYS).agg(pl.col("date").sort().alias("dates"))
    who = who_acts(found, ask(snapshot, "signal_actions", protocols=chosen))
    return found.join(dates, on=_KEYS, how="left", maintain_order="left").join(
        who, on=_KEYS, how="left", maintain_order="left"
    )


def who_acts(found: pl.DataFrame, actions: pl.DataFrame) -> pl.DataFrame:
    """Who does what for each pupil: by leerjaar and being of age, as the protocol says; unknown means all."""
    meant = found.select(*_KEYS, "leerjaar", pl.col("adult").alias("of_age")).join(actions, on=_KEYS[1:])
    fits = [
        pl.col("leerjaar") >= pl.col("leerjaar_from"),
        pl.col("leerjaar") <= pl.col("leerjaar_until"),
        pl.col("of_age") == pl.col("adult"),
    ]
    return (
        meant.filter(*(fit.fill_null(True) for fit in fits))
        .sort(*_KEYS, "action_no")
        .group_by(_KEYS, maintain_order=True)
        .agg(pl.format("{}: {}", "role", "what").alias("who"))
    )
