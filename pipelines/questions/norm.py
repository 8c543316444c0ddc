"""The hours of the 16-hour norm of a whole school, as known on a day: what forecast and other readings start from."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.norm.history import NormHistory, Rule, norm_history
from pipelines.questions.question import Rows, ask
from pipelines.viewer import Viewer


def standings(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per pupil of a school with hours without a known reason up to a day; nobody without rights on the school.

    `hours` that count lie in the window since the last report, `unknown` are those without a known reason.
    """
    return ask(snapshot, "norm_standings", viewer=viewer, on=on, school=school)


def year_reports(snapshot: Rows, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """One row per report of a school that could be made by a day and ends in its school year, in order of time."""
    return ask(snapshot, "norm_year_reports", viewer=viewer, on=on, school=school)


def rule(numbers: Mapping[str, float], unknown_counts: bool, crosses_summer: bool) -> Rule:
    """The numbers of the norm and of the forecast out of all settings; see `Rule` for the two readings."""
    return Rule(
        hours=numbers["hours"],
        weeks=int(numbers["weeks"]),
        near_hours=numbers["near_hours"],
        days_between=int(numbers["days_between_reports"]),
        recent_weeks=int(numbers["recent_weeks"]),
        horizon=int(numbers["forecast_school_days"]),
        likely=numbers["forecast_likely"],
        min_school_days=int(numbers["forecast_min_school_days"]),
        min_pupils=int(numbers["forecast_min_pupils"]),
        min_cases=int(numbers["forecast_min_cases"]),
        full_day=numbers["forecast_full_day"],
        band=numbers["forecast_band"],
        z=numbers["funnel_look"],
        unknown_counts=unknown_counts,
        crosses_summer=crosses_summer,
    )


def history(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> NormHistory:
    """The hours of a school's pupils as known on a day; nobody without rights on the school.

    Holds the whole school, because the average to which a pupil is shrunk is that of the school: rows about pupils
    are to be taken from it for those only whom another query, with the rights of the viewer, gave.
    """
    values = {"viewer": viewer, "school": school}
    until = values | {"on": on}
    numbers = snapshot.settings
    unknown_counts, crosses_summer = ask(snapshot, "norm_readings", school=school).row(0)
    return norm_history(
        rule(numbers, unknown_counts, crosses_summer),
        on,
        days=ask(snapshot, "norm_days", **until),
        hours=ask(snapshot, "norm_pupil_days", **until),
        placements=ask(snapshot, "norm_placements", **values),
        reports=ask(snapshot, "norm_reports", **until),
        week_ends=ask(snapshot, "norm_week_ends", **until),
    )
