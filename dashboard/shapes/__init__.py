"""From query rows to what a page shows: Dutch column names, sentences, order. No data access, no widgets."""

from dashboard.shapes.ladders import on_stage, stage_bars, stage_weeks, standing
from dashboard.shapes.leerplicht import due, leerplicht, nearing, reports
from dashboard.shapes.pupil import Pupil, pupil
from dashboard.shapes.trends import Band, part_trends, trend_categories, week_pupils, week_trend
from dashboard.shapes.worklist import worklist

__all__ = [
    "Band",
    "Pupil",
    "due",
    "leerplicht",
    "nearing",
    "on_stage",
    "part_trends",
    "pupil",
    "reports",
    "stage_bars",
    "stage_weeks",
    "standing",
    "trend_categories",
    "week_pupils",
    "week_trend",
    "worklist",
]
