"""Lesson hours in which a klas, or a large part of it, was away together: a trip or a project, and no habit of the klas."""

from datetime import date

import polars as pl
from polars import selectors as cs

from pipelines.calendar import school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.statistics.together import together as improbable
from pipelines.viewer import EVERYTHING, Selection, Viewer


def together(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per klas, day and lesson hour in which the klas was away together: klas, date, lesson_hour, missed, present.

    `missed` of the `present` pupils had a registration of the category. It looks at the school year of `on`, up to that
    day, without weeks of which data are missing.
    """
    values = _values(snapshot, on, school) | {"category": category, "selection": selection}
    return _kept(snapshot, ask(snapshot, "klas_hours", viewer=viewer, **values))


def of_measures(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """The same of every measure of the management report (`measure`), of all pupils of the viewer."""
    values = _values(snapshot, on, school) | {"selection": EVERYTHING}
    return _kept(snapshot, ask(snapshot, "mt_klas_hours", viewer=viewer, **values))


def lists(away: pl.DataFrame) -> dict[str, list[object]]:
    """Such hours as the values of a question that takes them out."""
    return {"klassen": away["klas"].to_list(), "days": away["date"].to_list(), "hours": away["lesson_hour"].to_list()}


def _values(snapshot: Snapshot, on: date, school: str) -> dict[str, object]:
    least = int(snapshot.settings["together_pupils"])
    return {"on": on, "school": school, "year": school_year(on), "week": None, "at_least": least}


def _kept(snapshot: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    numbers = snapshot.settings
    kept = rows.drop(cs.starts_with("others_", "all_"))
    if rows.is_empty():
        return kept
    shares = rows.select(
        (pl.col(missed) / pl.col(offered)).fill_nan(0.0).fill_null(0.0).alias(missed)
        for missed, offered in (
            ("others_missed", "others_offered"),
            ("others_in_hour", "others_students"),
            ("all_missed", "all_offered"),
        )
    )
    found = improbable(
        rows["missed"].to_numpy(),
        rows["present"].to_numpy(),
        shares.max_horizontal().to_numpy(),
        int(numbers["together_pupils"]),
        numbers["together_chance"],
    )
    return kept.filter(pl.Series(found))
