"""What the management report counts: the last school weeks, the ones before, and the same ones of the year before."""

from datetime import date

import polars as pl

from pipelines.questions.denominator import OWN, Denominator, year_before
from pipelines.questions.question import Rows, ask
from pipelines.questions.together import lists
from pipelines.viewer import EVERYTHING, Viewer

NOW, BEFORE, LAST_YEAR = "nu", "eerder", "vorig jaar"
MEASURES = ("ongeoorloofd", "ziek", "te_laat")
KEYS = ["student_id", "part", "week_start"]
TOGETHER = pl.DataFrame(
    schema={
        "student_id": pl.String,
        "part": pl.String,
        "week_start": pl.Date,
        "measure": pl.String,
        "together_lessons": pl.Float64,
        "together_hours": pl.Int64,
    }
)


def periods(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per period that has data: `nu`, `eerder`, `vorig jaar`, with its days, school weeks and incomplete weeks.

    `running`: the last of its weeks is not over on the day.
    """
    return ask(snapshot, "mt_periods", viewer=viewer, on=on, school=school, year_before=year_before(on))


def pupil_weeks(
    snapshot: Rows,
    viewer: Viewer,
    on: date,
    school: str,
    denominator: Denominator = OWN,
    away: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row per pupil, afdeling (`part`) and school week of this year, and of the period of the year before.

    `days` are school days of enrolment, `scheduled_hours` null when neither timetable nor lesson table tells,
    `compared_hours` those of the `denominator` of both years. The measures are lesson hours: unauthorised by the protocol in
    force, sick (the hours of the national criteria), and late without a valid reason; null where a whole day has no
    known hours. Weeks of which data are missing are left out. `period` is null before them.

    `away` holds the hours of this year in which a klas was away together (`together.of_measures`); `MEASURE_together`
    are those of them that the pupil missed, and `MEASURE_lessons` those that he or she had to follow.
    """
    values = {"on": on, "school": school, "year_before": year_before(on), "denominator": denominator}
    weeks = ask(snapshot, "mt_pupil_weeks", viewer=viewer, **values)
    found = TOGETHER
    if away is not None and not away.is_empty():
        hours = {"measures": away["measure"].to_list(), "school": school, **lists(away)}
        found = ask(snapshot, "mt_together", viewer=viewer, **hours)
    for measure in MEASURES:
        own = found.filter(pl.col("measure") == measure).select(
            *KEYS,
            pl.col("together_hours").alias(f"{measure}_together"),
            pl.col("together_lessons").alias(f"{measure}_lessons"),
        )
        weeks = weeks.join(own, on=KEYS, how="left", maintain_order="left")
    # A week without such hours has none.
    return weeks.with_columns(
        pl.col([f"{m}_{what}" for m in MEASURES for what in ("together", "lessons")]).fill_null(0)
    )


def counts(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per period and afdeling: pupils on its last day, and how many of them reached a national norm that year.

    `reached`: 16 unauthorised hours at least once. `worrying`: sick absence by the national criteria, null for who may
    not see care.
    """
    values = {"on": on, "school": school, "year_before": year_before(on), "care": bool(viewer.for_care().schools)}
    return ask(snapshot, "mt_counts", viewer=viewer, **values)


def stage_counts(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per ladder of the protocol in force, stage and afdeling (`part`): pupils whose stage it is on the day."""
    return ask(snapshot, "mt_stage_counts", viewer=viewer, selection=EVERYTHING, on=on, school=school)
