"""What the management report counts: the last school weeks, the ones before, and the same ones of the year before."""

from datetime import date

import polars as pl

from pipelines.questions.denominator import OWN, Denominator, year_before
from pipelines.questions.question import Rows, ask
from pipelines.viewer import EVERYTHING, Viewer

NOW, BEFORE, LAST_YEAR = "nu", "eerder", "vorig jaar"
MEASURES = ("ongeoorloofd", "ziek", "te_laat")


def periods(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per period that has data: `nu`, `eerder`, `vorig jaar`, with its days, school weeks and incomplete weeks.

    `running`: the last of its weeks is not over on the day.
    """
    return ask(snapshot, "mt_periods", viewer=viewer, on=on, school=school, year_before=year_before(on))


def pupil_weeks(snapshot: Rows, viewer: Viewer, on: date, school: str, denominator: Denominator = OWN) -> pl.DataFrame:
    """One row per pupil, afdeling (`part`) and school week of this year, and of the period of the year before.

    `days` are school days of enrolment, `scheduled_hours` null when neither timetable nor lesson table tells,
    `compared_hours` those of the `denominator` of both years. The measures are lesson hours: unauthorised by the protocol in
    force, sick (the hours of the national criteria), and late without a valid reason; null where a whole day has no
    known hours. Weeks of which data are missing are left out. `period` is null before them.
    """
    values = {"on": on, "school": school, "year_before": year_before(on), "denominator": denominator}
    return ask(snapshot, "mt_pupil_weeks", viewer=viewer, **values)


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
