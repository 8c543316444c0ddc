"""The heat map of weekday and lesson hour."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.colours import BLACK, GREY, LEVEL_COLOURS, WHITE

# So many of the darkest colours ask for white letters.
DARK = 2


def heat(cells: pl.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """A cell per weekday and lesson hour, with its figure in it; darker is more.

    Columns: day, lesson_hour, value, text, missed_hours, registered, verdict, expected, key. The colours are one hue from light
    to dark, and carry their own letters, so that they read the same on a light and a dark page.
    """
    called = words.capital(unit)
    days = cells["day"].unique(maintain_order=True).to_list()
    x = alt.X("day", type="ordinal", title="Dag", sort=days, axis=alt.Axis(title=None, orient="top", labelAngle=0))
    y = alt.Y("lesson_hour", type="ordinal", title="Lesuur")
    base = alt.Chart(_shaded(cells))
    squares = base.mark_rect(
        cornerRadius=2, stroke=WHITE, strokeOpacity=0.4, aria=False, fill=alt.ExprRef("datum.shade")
    ).encode(x=x, y=y)
    figures = base.mark_text(aria=False, fontSize=12, fill=alt.ExprRef("datum.ink")).encode(
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


def _shaded(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells with the colour of the square (`shade`) and of the figure in it (`ink`); grey without a figure."""
    steps = len(LEVEL_COLOURS)
    least, most = pl.col("value").min(), pl.col("value").max()
    step = ((pl.col("value") - least) / (most - least) * steps).fill_nan(0).floor().clip(0, steps - 1).cast(pl.Int64)
    shade = step.replace_strict(dict(enumerate(LEVEL_COLOURS)), default=GREY, return_dtype=pl.String)
    ink = pl.when(step >= steps - DARK).then(pl.lit(WHITE)).otherwise(pl.lit(BLACK))
    return cells.with_columns(shade.alias("shade"), ink.alias("ink"))
