"""Missed hours by lesson hour of the week and by subject, and what the timetable says of them where it is known."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import polars as pl

from pipelines.calendar import school_year
from pipelines.questions.question import Rows, ask
from pipelines.statistics.cells import Cell, Taught, of_subjects, of_week
from pipelines.viewer import EVERYTHING, Selection, Viewer

KLAS_HOUR = ("klas", "date", "lesson_hour")
RATE = (100.0 * pl.col("missed").sum() / pl.col("lessons").sum()).alias("rate")
JUDGED = {"value": pl.Float64, "expected": pl.Float64, "verdict": pl.String}


def slots(
    snapshot: Rows, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per weekday (1 is Monday) and lesson hour with registrations, over the year up to `on`.

    `missed_hours` are lesson hours, `registered` the pupils in them, `timetabled_hours` the part on days of which the
    timetable is known.
    """
    return _rows(snapshot, "lesson_slots", viewer, on, school, category, selection)


def subjects(
    snapshot: Rows, viewer: Viewer, on: date, school: str, category: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per subject with registrations, over the year up to `on`; columns as in `slots`.

    The row of which `subject` is null holds the hours of which no source tells the subject.
    """
    return _rows(snapshot, "lesson_subjects", viewer, on, school, category, selection)


def taught(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    category: str,
    away: pl.DataFrame,
    selection: Selection = EVERYTHING,
) -> pl.DataFrame:
    """One row per klas, day, lesson hour and subject with lessons; `together` when the klas was `away` together then."""
    rows = _rows(snapshot, "lesson_cells", viewer, on, school, category, selection)
    marked = away.select(*KLAS_HOUR, pl.lit(True).alias("together"))
    return rows.join(marked, on=KLAS_HOUR, how="left", maintain_order="left").with_columns(
        pl.col("together").is_not_null()
    )


def week_cells(settings: Mapping[str, float], rows: pl.DataFrame) -> pl.DataFrame:
    """One row per weekday and lesson hour with lessons (`taught`), with the rate per 100 of them.

    `value` and `expected` are rates without the hours in which a klas was away together: what was compared. They and
    the `verdict` are null where nothing is left, the verdict also with too few days or klassen to say anything.
    """
    keys = {"iso_weekday": pl.Int64, "lesson_hour": pl.Int64}
    hours = rows.group_by("klas", "date", *keys, maintain_order=True).agg(
        pl.col("lessons").sum(), pl.col("missed_hour").first().alias("missed"), pl.col("together").first()
    )
    found = of_week(_numbers(hours.filter(~pl.col("together"))), *_levels(settings))
    judged = _frame([(*place, *_said(cell)) for place, cell in found.items()], keys)
    return hours.group_by(*keys).agg(RATE).join(judged, on=list(keys), how="left").sort(*keys)


def subject_cells(settings: Mapping[str, float], rows: pl.DataFrame) -> pl.DataFrame:
    """One row per subject with lessons (`taught`); columns as in `week_cells`."""
    rows = rows.filter(pl.col("subject").is_not_null())
    kept = rows.filter(~pl.col("together"))
    names = kept["subject"].unique().sort().to_list()
    found = of_subjects(_numbers(kept), *_levels(settings))
    judged = _frame([(names[number], *_said(cell)) for number, cell in found.items()], {"subject": pl.String})
    return rows.group_by("subject").agg(RATE).join(judged, on="subject", how="left").sort("subject")


def _numbers(rows: pl.DataFrame) -> Taught:
    def ranked(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return rows[name].fill_null("").rank("dense").cast(pl.Int64).to_numpy() - 1

    return Taught(
        klas=ranked("klas"),
        day=(rows["date"].rank("dense").cast(pl.Int64) - 1).to_numpy(),
        weekday=rows["iso_weekday"].to_numpy(),
        hour=rows["lesson_hour"].to_numpy(),
        subject=ranked("subject") if "subject" in rows.columns else np.zeros(rows.height, dtype=np.int64),
        lessons=rows["lessons"].to_numpy(),
        missed=rows["missed"].to_numpy(),
    )


def _levels(settings: Mapping[str, float]) -> tuple[float, float, int]:
    return settings["funnel_look"], settings["funnel_signal"], int(settings["cells_min"])


def _said(cell: Cell) -> tuple[float, float, str | None]:
    return cell.rate, cell.expected, cell.verdict


def _frame(rows: list[tuple[object, ...]], keys: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={**keys, **JUDGED}, orient="row")


def _rows(
    snapshot: Rows, name: str, viewer: Viewer, on: date, school: str, category: str, selection: Selection
) -> pl.DataFrame:
    values = {"on": on, "school": school, "year": school_year(on), "week": None, "category": category}
    return ask(snapshot, name, viewer=viewer, selection=selection, **values)
