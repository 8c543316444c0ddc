"""The heat map of weekday and lesson hour."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.charts.marks import GREY, LEVEL_COLOURS

# On the darkest colours black letters are hard to read.
DARK = 2


def heat(cells: pl.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """A cell per weekday and lesson hour, with its figure in it; darker is more.

    Columns: day, lesson_hour, value, text, missed_hours, registered, verdict, key. The colours are one hue from light
    to dark, and carry their own letters, so that they read the same on a light and a dark page.
    """
    shown = cells["value"].drop_nulls()
    least, most = (float(shown.min()), float(shown.max())) if len(shown) else (0.0, 0.0)  # type: ignore[arg-type]
    most = most if most > least else least + 1.0
    dark = most - (most - least) * DARK / len(LEVEL_COLOURS)
    called = words.capital(unit)
    days = cells["day"].unique(maintain_order=True).to_list()
    x = alt.X("day", type="ordinal", title="Dag", sort=days, axis=alt.Axis(title=None, orient="top", labelAngle=0))
    y = alt.Y("lesson_hour", type="ordinal", title="Lesuur")
    base = alt.Chart(cells)
    squares = (
        base.mark_rect(cornerRadius=2, stroke="#ffffff", strokeOpacity=0.4, cursor="pointer")
        .encode(
            x=x,
            y=y,
            color=alt.condition(
                "isValid(datum.value)",
                alt.Color(
                    "value",
                    type="quantitative",
                    title=called,
                    scale=alt.Scale(type="quantize", domain=[least, most], range=LEVEL_COLOURS),
                    legend=None,
                ),
                alt.value(GREY),
            ),
            tooltip=[
                alt.Tooltip("day", type="nominal", title="Dag"),
                alt.Tooltip("lesson_hour", type="ordinal", title="Lesuur"),
                alt.Tooltip("value", type="quantitative", title=called, format=",.2~f"),
                alt.Tooltip("missed_hours", type="quantitative", title="Lesuren", format=",.0f"),
                alt.Tooltip("registered", type="quantitative", title="Leerlingen", format=".0f"),
                alt.Tooltip("verdict", type="nominal", title="Oordeel"),
            ],
        )
        .add_params(alt.selection_point(name="cel", fields=["key"]))
    )
    figures = base.mark_text(aria=False, fontSize=12).encode(
        x=x,
        y=y,
        text=alt.Text("text", type="nominal", title="Cijfer"),
        color=alt.condition(f"datum.value >= {dark}", alt.value("#ffffff"), alt.value("#000000")),
    )
    return alt.layer(squares, figures).properties(height=alt.Step(30))
