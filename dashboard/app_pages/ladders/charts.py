"""Charts of one ladder: through the weeks, and who moved."""

import altair as alt
import polars as pl

from dashboard.app_pages.ladders.shapes import MOVES
from dashboard.colours import INK, LEVEL_COLOURS, MOVE_COLOURS, WHITE
from dashboard.marks import week_axis

DARK_MOVES = {"omhoog", "eraf"}


def weeks(rows: pl.DataFrame, order: list[str]) -> alt.Chart:
    """Pupils per stage through the school weeks, stacked. Columns: week_start, date, stage_label, level, students, said, key."""
    colours = LEVEL_COLOURS[-len(order) :] if len(order) <= len(LEVEL_COLOURS) else LEVEL_COLOURS
    pick = alt.selection_point(name="week", fields=["key"])
    chart: alt.Chart = (
        alt.Chart(
            rows.with_columns(
                pl.col("week_start").cast(pl.Datetime),
                pl.col("date").cast(pl.Datetime),
                pl.col("week_start").dt.offset_by("6d").cast(pl.Datetime).alias("week_end"),
            )
        )
        .mark_bar(orient="vertical")
        .encode(
            x=week_axis(rows["week_start"].unique().sort().to_list()),
            x2=alt.X2("week_end"),
            y=alt.Y("students", type="quantitative", stack="zero", title="leerlingen", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "stage_label",
                type="nominal",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=colours),
                legend=alt.Legend(orient="bottom", columns=1, labelLimit=260),
            ),
            order=alt.Order("level", type="quantitative", sort="ascending"),
            tooltip=[
                alt.Tooltip("date", type="temporal", title="Op", format="%-d %B %Y"),
                alt.Tooltip("stage_label", type="nominal", title="Trede"),
                alt.Tooltip("said", type="nominal", title="Leerlingen"),
            ],
        )
        .add_params(pick)
        # The legend below takes a line for each stage.
        .properties(height=220 + 22 * len(order))
    )
    return chart


def move_cells(cells: pl.DataFrame, order: list[str]) -> alt.LayerChart | alt.FacetChart:
    """Pupils by stage before (rows) and after (columns), coloured by the kind of move; `order` names the stages.

    Columns: stage_before, stage_after, move, move_label, students, key.
    """
    pick = alt.selection_point(name="cel", fields=["key"])
    present = [move for move in MOVE_COLOURS if move in set(cells["move"].to_list())]
    base = alt.Chart(cells.with_columns(pl.col("move").is_in(DARK_MOVES).alias("dark"))).encode(
        x=alt.X(
            "stage_after", type="nominal", sort=order, title="staat nu op", axis=alt.Axis(orient="top", labelAngle=0)
        ),
        y=alt.Y("stage_before", type="nominal", sort=order, title="stond toen op"),
        tooltip=[
            alt.Tooltip("stage_before", type="nominal", title="Stond op"),
            alt.Tooltip("stage_after", type="nominal", title="Staat op"),
            alt.Tooltip("move_label", type="nominal", title="Dat is"),
            alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
        ],
    )
    squares = base.mark_rect(cornerRadius=3, aria=False).encode(
        color=alt.Color(
            "move_label",
            type="nominal",
            title=None,
            scale=alt.Scale(domain=[MOVES[move] for move in present], range=[MOVE_COLOURS[move] for move in present]),
            legend=alt.Legend(orient="bottom", columns=1, labelLimit=220),
        )
    )
    numbers = base.mark_text(aria=False).encode(
        text=alt.Text("students", type="quantitative", format=",.0f"),
        color=alt.condition(alt.datum.dark, alt.value(WHITE), alt.value(INK)),
    )
    # Over the numbers, so that a click on one is a click on its cell.
    cover = base.mark_rect(opacity=0).add_params(pick)
    return alt.layer(squares, numbers, cover).properties(height=alt.Step(34))
