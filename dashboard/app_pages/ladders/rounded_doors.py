"""Cached doors to the stages of one ladder of the protocol in force that leave the team."""

import polars as pl

from dashboard.app_pages.ladders import charts, shapes
from dashboard.doors import door, drawing
from dashboard.marks import Drawing
from dashboard.rounded.stages import stages, stages_said, through_weeks
from dashboard.school import opened, parts, settings
from dashboard.stages.charts import stage_bars
from dashboard.stages.doors import ladders
from dashboard.view import View
from pipelines.questions import ladders as ladder_questions, mt_report


def _least(view: View) -> int:
    return int(settings(view)["small_group"])


def _in_force(view: View) -> pl.DataFrame:
    """The stages of the protocol in force that can be computed here."""
    return ladders(view).filter(pl.col("protocol") == view.protocol, "computable")


def ladder_names(view: View) -> dict[str, str]:
    """The ladders of the protocol in force that can be computed, with their names."""
    return dict(_in_force(view).select("ladder", "ladder_name").unique(maintain_order=True).iter_rows())


@door()
def _standing(view: View) -> pl.DataFrame:
    return mt_report.stage_counts(opened(view), view.viewer, view.on, view.school)


def bars(view: View, ladder: str, afdelingen: tuple[str, ...] | None = None) -> pl.DataFrame:
    """Pupils per stage of a ladder, of the choice or of other afdelingen: the cells of the MT-rapport, or sums of them."""
    chosen = view.selection.afdelingen if afdelingen is None else afdelingen
    share = opened(view).settings["small_group_share"]
    return stages(_standing(view), _in_force(view).filter(pl.col("ladder") == ladder), _least(view), share, chosen)


def said(view: View, ladder: str) -> str:
    """The pupils per stage in words."""
    return stages_said(bars(view, ladder))


@drawing()
def stage_chart(view: View, ladder: str) -> Drawing:
    """Pupils per stage."""
    return stage_bars(bars(view, ladder))


def part_table(view: View, ladder: str) -> pl.DataFrame:
    """One row per afdeling of the choice, a column per stage by its short name: the pupils there in words."""
    names = dict(parts(view).sort("afdeling_order").select("afdeling", "name").unique(maintain_order=True).iter_rows())
    chosen = view.selection.afdelingen or tuple(names)
    rows = [
        {"Afdeling": name} | dict(bars(view, ladder, (part,)).select("key", "said").iter_rows())
        for part, name in names.items()
        if part in chosen
    ]
    return pl.DataFrame(rows)


@door()
def weeks(view: View, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage at the end of each school week, each the sum of its rounded afdelingen, and the order of stages."""
    asked = (opened(view), view.viewer, view.on, view.protocol, ladder)
    rows = ladder_questions.stage_weeks(*asked, view.selection, by="afdeling")
    return shapes.weeks(through_weeks(rows, _least(view)), ladders(view), view.protocol, ladder)


@drawing()
def week_chart(view: View, ladder: str) -> Drawing | None:
    """Pupils per stage through the weeks; None when nobody was on one."""
    found, order = weeks(view, ladder)
    return None if found.is_empty() else charts.weeks(found, order)
