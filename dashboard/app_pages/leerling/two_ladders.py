"""Cached doors to one pupil on the ladders of two protocols, and to the registrations behind a stage."""

from collections.abc import Mapping

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.school import category_labels
from dashboard.variants import answers, catalogue
from dashboard.variants.catalogue import Variant
from dashboard.variants.differing import NONE, TRACKS
from dashboard.view import View


@door()
def of_pupil(view: View, student_id: str, other: Variant) -> pl.DataFrame:
    """One pupil on the ladders of the protocol in force and of another variant, by track."""
    sides = [
        answers.ask(view, "heights", (each,)).filter(student_id=student_id) for each in (Variant(view.protocol), other)
    ]
    return _by_track(sides[0], sides[1], TRACKS, (view.protocol, catalogue.short(other)))


def _by_track(
    first: pl.DataFrame, second: pl.DataFrame, labels: Mapping[str, str], names: tuple[str, str]
) -> pl.DataFrame:
    """One row per track on which one pupil has a stage under either: stage, since when and rule of both.

    `first` and `second` are rows of `heights`; `track`, `ladder`, `stage` and those of the second are for the program.
    """
    both = first.join(second, on="track", how="full", coalesce=True, suffix="_second")
    order = {track: place for place, track in enumerate(labels)}
    sides = {}
    for name, suffix in zip(names, ("", "_second"), strict=True):
        since = pl.lit(" sinds ") + pl.col(f"reached_on{suffix}").dt.strftime("%d-%m-%Y")
        sides[f"Trede volgens {name}"] = (
            pl.col(f"stage{suffix}") + ": " + pl.col(f"stage_name{suffix}") + since
        ).fill_null(NONE)
        sides[f"Regel volgens {name}"] = pl.col(f"why{suffix}").fill_null(words.UNKNOWN)
    return both.sort(pl.col("track").replace_strict(order)).select(
        pl.col("track").replace_strict(dict(labels), return_dtype=pl.String).alias("Spoor"),
        **sides,
        track="track",
        ladder="ladder",
        stage="stage",
        ladder_second="ladder_second",
        stage_second="stage_second",
    )


@door()
def behind(view: View, student_id: str, variant: Variant, ladder: str | None, stage: str | None) -> pl.DataFrame:
    """The registrations behind the stage of a pupil; none without a stage."""
    rows = answers.behind(view, variant, student_id, ladder or "", stage or "")
    return _registrations(rows, category_labels(view))


def _registrations(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """The registrations behind a stage, one row per day and kind, newest first."""
    return (
        rows.with_columns(pl.col("category").replace_strict(dict(labels), default="Overig").alias("Soort"))
        .unique(["date", "lesson_hour", "Soort"])
        .sort("lesson_hour")
        .group_by("date", "Soort")
        .agg(pl.col("lesson_hour").drop_nulls().cast(pl.String).str.join(", ").alias("Lesuren"))
        .sort("date", "Soort", descending=[True, False])
        .rename({"date": "Dag"})
    )
