"""Charts of weekly rates."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.colours import GREY, LOOK, SIGNAL
from dashboard.marks import ACCENT_HERE, SMALL, week_axis

STATES = ["gewoon", "kijk", "signaal", "lopend", "onvolledig"]
STATUS = alt.Scale(domain=STATES, range=[ACCENT_HERE, LOOK, SIGNAL, ACCENT_HERE, GREY])
SHAPES = alt.Scale(domain=STATES, range=["circle", "triangle-up", "diamond", "cross", "square"])
COLOUR = alt.Color("status", type="nominal", title="Oordeel", legend=None, scale=STATUS)
SHAPE = alt.Shape("status", type="nominal", title="Oordeel", legend=None, scale=SHAPES)
AFDELING = alt.Tooltip("part_name", type="nominal", title="Afdeling")
# In a small chart an ordinary week is small, and one that says something is not.
SIZE = alt.when(alt.FieldOneOfPredicate("status", ["kijk", "signaal"])).then(alt.value(90)).otherwise(alt.value(32))


def _tooltip(unit: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("week_start", type="temporal", title="Week van", format="%-d %B %Y"),
        alt.Tooltip("school_week", type="quantitative", title="Schoolweek"),
        alt.Tooltip("rate", type="quantitative", title=words.capital(unit), format=".2f"),
        alt.Tooltip("last_year", type="quantitative", title="Vorig jaar", format=".2f"),
        alt.Tooltip("said", type="nominal", title="Oordeel"),
        alt.Tooltip("missed_hours", type="quantitative", title="Lesuren", format=",.0f"),
        alt.Tooltip("registered", type="quantitative", title="Leerlingen", format=".0f"),
    ]


def week_trend(weeks: pl.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """Weekly rate, last year in grey, kijk and signaal where a step ends, and incomplete weeks as grey squares.

    Columns: week_start, school_week, rate, last_year, missed_hours, registered, key, status (gewoon, kijk, signaal,
    lopend, onvolledig, vakantie), said. A week without a rate, or with an incomplete one, is a gap in the line.
    """
    sure = pl.when(pl.col("status") != "onvolledig").then("rate").alias("sure_rate")
    base = alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime), sure))
    x = week_axis(weeks["week_start"].to_list())
    y = alt.Y("rate", type="quantitative", title=words.capital(unit), axis=alt.Axis(format=",.2~f"))
    layers: list[alt.Chart] = []
    layers.append(
        base.mark_line(color=GREY, strokeWidth=1.5, aria=False).encode(x=x, y=alt.Y("last_year", type="quantitative"))
    )
    # The line breaks at an incomplete week, as it does at a holiday: what happened in between is not known.
    line = alt.Y("sure_rate", type="quantitative")
    layers.append(base.mark_line(color=ACCENT_HERE, strokeWidth=2.5, aria=False).encode(x=x, y=line))
    pick = alt.selection_point(name="week", fields=["key"])
    layers.append(
        base.transform_filter("isValid(datum.rate)")
        .mark_point(filled=True, size=75, opacity=1, cursor="pointer")
        .encode(x=x, y=y, color=COLOUR, shape=SHAPE, tooltip=_tooltip(unit))
        .add_params(pick)
    )
    return alt.layer(*layers).properties(height=300)


def part_trends(weeks: pl.DataFrame, unit: str) -> alt.FacetChart:
    """Small multiples: the weekly rate of each part of the school on one scale, last year in grey.

    Columns: part_name, week_start, school_week, rate, last_year, missed_hours, registered, key, status, said.
    """
    order = weeks["part_name"].unique(maintain_order=True).to_list()
    base = alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime)))
    x = week_axis(weeks["week_start"].unique().sort().to_list(), most=5)
    last_year = base.mark_line(color=GREY, strokeWidth=1, aria=False).encode(
        x=x, y=alt.Y("last_year", type="quantitative", axis=alt.Axis(title=None))
    )
    y = alt.Y("rate", type="quantitative", title=words.capital(unit), axis=alt.Axis(title=None, format=",.2~f"))
    this_year = base.mark_line(color=ACCENT_HERE, strokeWidth=2, aria=False).encode(x=x, y=y)
    points = (
        base.transform_filter("isValid(datum.rate)")
        .mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(x=x, y=y, color=COLOUR, shape=SHAPE, size=SIZE, tooltip=[AFDELING, *_tooltip(unit)])
        .add_params(alt.selection_point(name="deelweek", fields=["key"]))
    )
    return (
        alt.layer(last_year, this_year, points)
        .properties(width=SMALL, height=110)
        .facet(
            facet=alt.Facet(
                "part_name", type="nominal", title=None, sort=order, header=alt.Header(labelFontWeight="bold")
            ),
            columns=3,
        )
    )
