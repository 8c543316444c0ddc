"""Cached doors to the stages of one ladder: how many pupils, through the weeks, and how they moved."""

import polars as pl

from dashboard import words
from dashboard.app_pages.ladders import charts, shapes
from dashboard.doors import door, drawing
from dashboard.listing import Listing, Pick, one_of
from dashboard.marks import Drawing
from dashboard.school import opened, pupils, settings
from dashboard.stages.charts import stage_bars
from dashboard.stages.doors import DISTANCE_WIDTHS, ahead, ladders, named, since, standing
from dashboard.stages.shapes import NONE, ladder_stages
from dashboard.view import View
from pipelines.each import each
from pipelines.questions import ladders as ladder_questions


@door()
def near_next(view: View, protocol: str, ladder: str) -> Listing:
    """The pupils close to a next stage, also those who are not on the ladder yet. Raises StaleLinkError as `on_stage`."""
    name = named(view, protocol, ladder)
    share = settings(view)["near_stage_share"]
    return Listing(
        Pick("bijna", (protocol, ladder)),
        f"Dicht bij een volgende trede van '{name}' op {words.day(view.on)}",
        shapes.near_next(ahead(view, protocol), standing(view, protocol), ladder, share),
        "Niemand is dicht bij een volgende trede.",
        DISTANCE_WIDTHS,
    )


@door()
def stages(view: View, protocol: str, ladder: str) -> pl.DataFrame:
    """Pupils per stage of one ladder, and their share; stages without pupils are there with zero."""
    return shapes.stages(standing(view, protocol), ladders(view), protocol, ladder, pupils(view))


@drawing()
def stage_chart(view: View, protocol: str, ladder: str) -> Drawing:
    """Pupils per stage."""
    return stage_bars(stages(view, protocol, ladder))


@door()
def weeks(view: View, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage through the weeks, and the order of the stages."""
    rows = ladder_questions.stage_weeks(opened(view), view.viewer, view.on, protocol, ladder, view.selection)
    said = each(rows["students"], lambda count: words.number(count, 0), pl.String).alias("said")
    return shapes.weeks(rows.with_columns(said), ladders(view), protocol, ladder)


@drawing()
def week_chart(view: View, protocol: str, ladder: str) -> Drawing:
    """Pupils per stage through the weeks."""
    return charts.weeks(*weeks(view, protocol, ladder))


@door()
def _moves(view: View, day: str, protocol: str, ladder: str) -> pl.DataFrame:
    then = since(view, day).on
    rows = ladder_questions.moves(opened(view), view.viewer, then, view.on, protocol, ladder, view.selection)
    return shapes.moved(rows)


def move_counts(view: View, day: str, protocol: str, ladder: str) -> dict[str, int]:
    """How many pupils went up, down, on and off a ladder between a day and the peildatum."""
    return shapes.move_counts(_moves(view, day, protocol, ladder))


def move_cells(view: View, day: str, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils by stage before and after, and the stages from low to high with the words for none in front."""
    order = ladder_stages(ladders(view), protocol, ladder)
    return shapes.move_cells(_moves(view, day, protocol, ladder), order), [NONE, *order["stage"].to_list()]


@drawing()
def move_chart(view: View, day: str, protocol: str, ladder: str) -> Drawing:
    """Pupils by stage before and after."""
    return charts.move_cells(*move_cells(view, day, protocol, ladder))


def move_list(view: View, protocol: str, ladder: str, day: str, move: str) -> Listing:
    """The pupils who made one kind of move since a day. Raises StaleLinkError as `on_stage`."""
    said = shapes.MOVES[one_of(move, shapes.MOVES, "de beweging")]
    return _moved(view, (protocol, ladder, day, move), pl.col("move") == move, said)


def cell_list(view: View, protocol: str, ladder: str, day: str, before: str, after: str) -> Listing:
    """The pupils who went from one stage to another since a day. Raises StaleLinkError as `on_stage`."""
    named(view, protocol, ladder, before, after)
    here = pl.col("move") != "vertrokken"
    stood = pl.col("stage_before").fill_null(NONE) == before
    stands = pl.col("stage_after").fill_null(NONE) == after
    return _moved(view, (protocol, ladder, day, before, after), here & stood & stands, f"van {before} naar {after}")


def _moved(view: View, values: tuple[str, ...], wanted: pl.Expr, said: str) -> Listing:
    protocol, ladder, day = values[:3]
    name, then = named(view, protocol, ladder), since(view, day).on
    return Listing(
        Pick("stroom" if len(values) == 4 else "van-naar", values),
        f"Tussen {words.day(then)} en {words.day(view.on)} {said} ('{name}')",
        shapes.move_list(_moves(view, day, protocol, ladder).filter(wanted)),
        "Niemand maakte deze stap.",
    )
