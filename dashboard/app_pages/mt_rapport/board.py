"""Several schools of one board beside each other: the figures of each report, and schools against chance."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport import afdelingen, figures
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.rates.funnel import Comparison
from dashboard.rounded.week_end import week_end
from dashboard.view import View
from pipelines.calendar import school_year
from pipelines.models.snapshot import Snapshot
from pipelines.questions import mt_report, pupil_rates, school, together
from pipelines.questions.denominator import denominator


@dataclass(frozen=True)
class Board:
    """One row per school with the five figures of its report, and the funnel of schools (None: too few pupils)."""

    table: pl.DataFrame
    compared: Comparison | None


def beside(views: Sequence[tuple[Snapshot, View]]) -> Board:
    """The board of the schools of some views, each at the end of its last whole school week up to then.

    Each comes with its snapshot; the settings are those of all schools.
    """
    settings = views[0][0].settings
    least, share = int(settings["small_group"]), settings["small_group_share"]
    rows, everyone, cells, names = [], [], [], {}
    enrolled: dict[str | None, int] = {}
    for snapshot, asked in views:
        view = week_end(snapshot, replace(asked, on=min(asked.on, asked.last)))
        about = school.schools(snapshot, view.viewer).row(0, named=True)
        who = (view.viewer, view.on, view.school)
        away = together.of_measures(snapshot, *who)
        weeks = mt_report.pupil_weeks(snapshot, *who, denominator(snapshot, *who), away)
        counts = mt_report.counts(snapshot, *who)
        may = view.viewer.may("care")
        found = figures.figures(figures.compared(weeks), counts, Subject(about["name"]), may, least, share)
        rows.append(
            [about["name"], *(figure.said[0] for figure in found), view.protocol, words.day(view.on, year=True)]
        )
        names[view.school] = str(about["name"])
        enrolled[view.school] = sum(pupil_rates.enrolled(snapshot, *who, "afdeling").values())
        of_year = weeks.filter(pl.col("school_year") == school_year(view.on))
        told = figures.cells(of_year, figures.MEASURE, least)
        cells.append(told.with_columns(pl.lit(view.school).alias("part")))
        everyone.append(
            # Two schools may give the same number to two pupils.
            of_year.with_columns(
                pl.lit(view.school).alias("part"),
                (pl.lit(f"{view.school} ") + pl.col("student_id")).alias("student_id"),
            )
        )
    columns = ["School", *(figure.name for figure in found), "Protocol", "Op"] if rows else ["School"]
    table = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return Board(
        table, _compared(pl.concat(everyone), pl.concat(cells), names, settings, enrolled) if everyone else None
    )


def _compared(
    weeks: pl.DataFrame,
    cells: pl.DataFrame,
    names: dict[str, str],
    settings: dict[str, float],
    enrolled: dict[str | None, int],
) -> Comparison | None:
    years = weeks["school_year"].unique().sort().to_list()
    least = int(settings["small_group"])
    rows = afdelingen.shown_parts(weeks, figures.MEASURE, years[-1], least, enrolled) if years else None
    return None if rows is None else afdelingen.comparison(rows, cells, names, settings, enrolled, "school")
