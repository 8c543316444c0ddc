"""The heat map of weekday and lesson hour."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.colours import WHITE
from dashboard.marks import CELL, CELL_LETTERS, steps_of


def heat(cells: pl.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """A cell per weekday and lesson hour, with its figure in it; stronger is more.

    Columns: day, lesson_hour, value, text, missed_hours, registered, verdict, expected, key. The colours are one hue from faint
    to strong, and carry their own letters.
    """
    called = words.capital(unit)
    days = cells["day"].unique(maintain_order=True).to_list()
    x = alt.X("day", type="ordinal", title="Dag", sort=days, axis=alt.Axis(title=None, orient="top", labelAngle=0))
    y = alt.Y("lesson_hour", type="ordinal", title="Lesuur")
    value = pl.col("value")
    base = alt.Chart(cells.with_columns(steps_of(value.min(), value, value.max())))
    squares = base.mark_rect(cornerRadius=2, stroke=WHITE, strokeOpacity=0.4, aria=False, fill=CELL).encode(x=x, y=y)
    figures = base.mark_text(aria=False, fontSize=12, fill=CELL_LETTERS).encode(
        x=x, y=y, text=alt.Text("text", type="nominal", title="Cijfer")
    )
    # Over the figures, so that a click on one is a click on its cell.
    cover = (
        base.mark_rect(opacity=0, cursor="pointer")
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("day", type="nominal", title="Dag"),
                alt.Tooltip("lesson_hour", type="ordinal", title="Lesuur"),
                alt.Tooltip("value", type="quantitative", title=called, format=",.2~f"),
                *_expected(cells),
                alt.Tooltip("missed_hours", type="quantitative", title="Lesuren", format=",.0f"),
                alt.Tooltip("registered", type="quantitative", title="Leerlingen", format=".0f"),
                alt.Tooltip("verdict", type="nominal", title="Oordeel"),
            ],
        )
        .add_params(alt.selection_point(name="cel", fields=["key"]))
    )
    return alt.layer(squares, figures, cover).properties(height=alt.Step(30))


def _expected(cells: pl.DataFrame) -> list[alt.Tooltip]:
    known = cells["expected"].null_count() < cells.height
    return [alt.Tooltip("expected", type="quantitative", title="Verwacht", format=",.2~f")] if known else []
