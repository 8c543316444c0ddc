"""Charts of weekly rates."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.colours import GREY, LOOK, SIGNAL
from dashboard.marks import ACCENT_HERE, LETTERS, names, week_axis

STATES = ["gewoon", "kijk", "signaal", "lopend", "onvolledig"]
STATUS = alt.Scale(domain=STATES, range=[ACCENT_HERE, LOOK, SIGNAL, ACCENT_HERE, GREY])
SHAPES = alt.Scale(domain=STATES, range=["circle", "triangle-up", "diamond", "cross", "square"])
COLOUR = alt.Color("status", type="nominal", title="Oordeel", legend=None, scale=STATUS)
SHAPE = alt.Shape("status", type="nominal", title="Oordeel", legend=None, scale=SHAPES)
AFDELING = alt.Tooltip("part_name", type="nominal", title="Afdeling")
# Pixels of one part among the others.
ROW = 72
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


def part_trends(weeks: pl.DataFrame, unit: str) -> alt.LayerChart | alt.FacetChart:
    """A row for each part of the school with its weekly rate, all on one scale, last year in grey, the newest as a number.

    Columns: part_name, week_start, school_week, rate, last_year, missed_hours, registered, key, status, said. One chart and
    not one for each part: it fits every screen.
    """
    order = weeks["part_name"].unique(maintain_order=True).to_list()
    most = max([0.0, *weeks["rate"].drop_nulls(), *weeks["last_year"].drop_nulls()]) or 1.0
    scale = alt.Scale(domain=[0, most], range=[ROW - 6, 14])
    called = words.capital(unit)
    base = alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime))).encode(
        x=week_axis(weeks["week_start"].unique().sort().to_list()),
        y=alt.Y(
            "part_name",
            type="nominal",
            sort=order,
            title="Afdeling",
            scale=alt.Scale(paddingInner=0, paddingOuter=0),
            # The first point is half as wide as this.
            axis=alt.Axis(**names(), grid=False, labelPadding=8),
        ),
    )
    part = alt.Detail("part_name", type="nominal", title="Afdeling")
    rate = alt.YOffset("rate", type="quantitative", title=called, scale=scale)
    ground = (
        alt.Chart(pl.DataFrame({"part_name": order, "nothing": [0.0] * len(order)}))
        .mark_rule(color=GREY, opacity=0.5, aria=False)
        .encode(
            y=alt.Y("part_name", type="nominal", sort=order),
            yOffset=alt.YOffset("nothing", type="quantitative", scale=scale),
        )
    )
    last_year = base.mark_line(color=GREY, strokeWidth=1, aria=False).encode(
        yOffset=alt.YOffset("last_year", type="quantitative", scale=scale), detail=part
    )
    this_year = base.mark_line(color=ACCENT_HERE, strokeWidth=2, aria=False).encode(yOffset=rate, detail=part)
    points = (
        base.transform_filter("isValid(datum.rate)")
        .mark_point(filled=True, opacity=1, cursor="pointer")
        .encode(yOffset=rate, color=COLOUR, shape=SHAPE, size=SIZE, tooltip=[AFDELING, *_tooltip(unit)])
        .add_params(alt.selection_point(name="deelweek", fields=["key"]))
    )
    newest = weeks.drop_nulls("rate").group_by("part_name", maintain_order=True).last()
    numbers = (
        alt.Chart(newest.with_columns(pl.col("week_start").cast(pl.Datetime)))
        .mark_text(align="left", dx=7, fontSize=11, aria=False)
        .encode(
            x=alt.X("week_start", type="temporal"),
            y=alt.Y("part_name", type="nominal", sort=order),
            yOffset=rate,
            text=alt.Text("rate", type="quantitative", format=",.2f"),
            color=LETTERS,
        )
    )
    return alt.layer(ground, last_year, this_year, points, numbers).properties(height=alt.Step(ROW))
