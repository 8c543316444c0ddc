"""Charts of one ladder: through the weeks, and who moved."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.app_pages.ladders.shapes import MOVES
from dashboard.colours import DARK_INK, DARK_STAYED, INK, MOVE_COLOURS, WHITE
from dashboard.marks import CELL, CELL_LETTERS, by_page, names, steps_of

DARK_MOVES, STAYED = {"omhoog", "eraf"}, "gelijk"
# So many pixels of a week hold a number of three digits.
NUMBER_ROOM = 26


def weeks(rows: pl.DataFrame, order: list[str]) -> alt.LayerChart | alt.FacetChart:
    """Pupils per stage at the end of each school week: a cell each, stronger where the stage has more than in other weeks.

    Columns: week_start, date, stage_label, students, said, key. A week in which nobody was on a stage has no cell there.
    """
    students = pl.col("students")
    step = steps_of(pl.lit(0), students, students.max().over("stage_label"))
    named = rows.sort("week_start").with_columns(pl.col("date").cast(pl.Datetime), step)
    named = named.with_columns(pl.Series("week", [words.short(day) for day in named["week_start"]], pl.String))
    mondays = named["week"].unique(maintain_order=True).to_list()
    base = alt.Chart(named).encode(
        x=alt.X(
            "week",
            type="ordinal",
            sort=mondays,
            title="Week van",
            # Where weeks are narrow the edge would cut the last day.
            axis=alt.Axis(title=None, labelAngle=0, labelOverlap=True, labelFlush=20),
        ),
        y=alt.Y("stage_label", type="nominal", sort=order, title="Trede", axis=alt.Axis(**names(), grid=False)),
        tooltip=[
            alt.Tooltip("date", type="temporal", title="Op", format="%-d %B %Y"),
            alt.Tooltip("stage_label", type="nominal", title="Trede"),
            alt.Tooltip("said", type="nominal", title="Leerlingen"),
        ],
    )
    squares = base.mark_rect(cornerRadius=2, stroke=WHITE, strokeOpacity=0.4, aria=False, fill=CELL)
    # Where a week has no room for a number, its colour and the list behind it say it.
    room = alt.ExprRef(f"width / {len(mondays) or 1} < {NUMBER_ROOM} ? 0 : 1")
    numbers = base.mark_text(aria=False, fontSize=11, fill=CELL_LETTERS, opacity=room).encode(
        text=alt.Text("said", type="nominal", title="Leerlingen")
    )
    # Over the numbers, so that a click on one is a click on its cell.
    cover = base.mark_rect(opacity=0, cursor="pointer").add_params(alt.selection_point(name="week", fields=["key"]))
    return alt.layer(squares, numbers, cover).properties(height=alt.Step(34))


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
            scale=alt.Scale(
                domain=[MOVES[move] for move in present],
                range=[
                    by_page(MOVE_COLOURS[move], DARK_STAYED) if move == STAYED else MOVE_COLOURS[move]
                    for move in present
                ],
            ),
            legend=alt.Legend(orient="bottom", columns=1, labelLimit=220),
        )
    )
    stayed = f"datum.move == '{STAYED}' ? ({by_page(INK, DARK_INK).to_dict()['expr']}) : '{INK}'"
    letters = alt.ExprRef(f"datum.dark ? '{WHITE}' : {stayed}")
    numbers = base.mark_text(aria=False, fill=letters).encode(
        text=alt.Text("students", type="quantitative", format=",.0f")
    )
    # Over the numbers, so that a click on one is a click on its cell.
    cover = base.mark_rect(opacity=0, cursor="pointer").add_params(pick)
    return alt.layer(squares, numbers, cover).properties(height=alt.Step(34))
