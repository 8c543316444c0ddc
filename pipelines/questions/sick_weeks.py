"""Weekly rates of sickness for who may not see care: of groups so large that a week tells of nobody.

The only question in which sickness is counted without that right. Nobody can choose the group: it is all the pupils of the
viewer, or each afdeling of them when every one of those is large enough, so nothing is left over to subtract.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.denominator import OWN, Denominator
from pipelines.questions.school import categories
from pipelines.questions.weekly_rates import categories_present, trends
from pipelines.viewer import CARE, EVERYTHING, Viewer

AMOUNTS = ("missed_hours", "rate_per_100", "hours_per_pupil", "registered")


def sick_weeks(
    snapshot: Snapshot,
    viewer: Viewer,
    first: date,
    last: date,
    by_afdeling: bool,
    category: str,
    denominator: Denominator = OWN,
) -> pl.DataFrame:
    """The rows of `weekly_rates.trends` of one category of sickness, of all pupils of a viewer or by afdeling.

    `AMOUNTS` are null in a week in which the group, or any of the afdelingen, has fewer pupils than `small_sick_group`.
    Raises ValueError for a category that is no sickness.
    """
    if category not in _sick(snapshot):
        raise ValueError(category)
    rows = trends(
        snapshot,
        _counting(viewer),
        first,
        last,
        "afdeling" if by_afdeling else None,
        EVERYTHING,
        category,
        denominator=denominator,
    )
    large = pl.col("students").min().over("school", "week_start") >= snapshot.settings["small_sick_group"]
    return rows.with_columns(pl.when(large).then(name).alias(name) for name in AMOUNTS)


def sick_present(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> list[str]:
    """The categories of sickness that the school has registered in the school year of a day, the most frequent first."""
    sick = _sick(snapshot)
    return [each for each in categories_present(snapshot, _counting(viewer), on, school) if each in sick]


def _sick(snapshot: Snapshot) -> set[str]:
    return set(categories(snapshot).filter("care")["category"])


def _counting(viewer: Viewer) -> Viewer:
    return replace(viewer, rights=viewer.rights | CARE)
