"""The charts of the management report: one of each for the page, paper and the file to mail."""

import altair as alt
import polars as pl

from dashboard.app_pages.mt_rapport import followed_charts
from dashboard.app_pages.mt_rapport.followed import After
from dashboard.app_pages.mt_rapport.report import Report
from dashboard.rates import funnel_charts as trends_parts, weekly_charts as trends
from dashboard.rates.funnel import Comparison
from dashboard.stages import charts as ladders

Chart = alt.LayerChart | alt.FacetChart


def trend(report: Report) -> Chart | None:
    """The weekly rate; None when no week of this year may be shown."""
    if report.trend["rate"].drop_nulls().is_empty():
        return None
    return trends.week_trend(report.trend, report.reading.unit)


def funnel(compared: Comparison | None) -> Chart | None:
    """The funnel of afdelingen or schools; None when there is nothing to compare."""
    if compared is None or compared.mean is None:
        return None
    return trends_parts.funnel(compared.points, compared.curves, compared.mean, compared.unit)


def stages(report: Report) -> Chart | None:
    """Pupils per stage on which somebody stands; None without such stages."""
    shown = report.stages.filter(pl.col("students") > 0)
    return None if shown.is_empty() else ladders.stage_bars(shown)


def after(told: After | None) -> Chart | None:
    """What followed the steps; None when nobody asked, or nothing can be said."""
    return None if told is None or told.rows.is_empty() else followed_charts.after(told.rows)
