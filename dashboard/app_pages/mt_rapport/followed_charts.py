"""The chart of what followed steps."""

import altair as alt
import polars as pl

from dashboard.colours import GREY, SIGNAL
from dashboard.marks import ACCENT_HERE, LETTERS, names

VERDICTS = ["toeval", "lager", "hoger"]


def after(rows: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Hours after each step where the expected ones are 100 (the line), on the band in which chance alone puts them.

    Columns: stage_label, after, expected, share, low, high, said, verdict.
    """
    scale = alt.Scale(domainMin=0, domainMax=max(150.0, *rows["high"].to_list(), *rows["share"].to_list()) * 1.3)
    title = "Uren na de stap, verwacht = 100"
    x = alt.X("share", type="quantitative", title=title, scale=scale, axis=alt.Axis(format=".0f", tickCount=6))
    y = alt.Y(
        "stage_label", type="nominal", sort=rows["stage_label"].to_list(), title="Trede", axis=alt.Axis(**names())
    )
    # The words stand behind the band, and behind the point where that lies outside of it.
    base = alt.Chart(rows.with_columns(pl.max_horizontal("high", "share").alias("end"))).encode(y=y)
    band = base.mark_bar(color=GREY, opacity=0.3, height=alt.RelativeBandSize(0.66), aria=False).encode(
        x=alt.X("low", type="quantitative", title=title, scale=scale), x2=alt.X2("high")
    )
    line = (
        alt.Chart(pl.DataFrame({"expected": [100.0]}))
        .mark_rule(color=ACCENT_HERE, strokeDash=[2, 3], aria=False)
        .encode(x=alt.X("expected", type="quantitative", title=title, scale=scale))
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        x=x,
        color=alt.Color(
            "verdict",
            type="nominal",
            title="Verschil",
            legend=None,
            scale=alt.Scale(domain=VERDICTS, range=[ACCENT_HERE, SIGNAL, SIGNAL]),
        ),
        shape=alt.Shape(
            "verdict",
            type="nominal",
            title="Verschil",
            legend=None,
            scale=alt.Scale(domain=VERDICTS, range=["circle", "triangle-down", "triangle-up"]),
        ),
        tooltip=[
            alt.Tooltip("stage_label", type="nominal", title="Trede"),
            alt.Tooltip("after", type="quantitative", title="Uren erna", format=".1f"),
            alt.Tooltip("expected", type="quantitative", title="Verwacht", format=".1f"),
            alt.Tooltip("verdict", type="nominal", title="Verschil"),
        ],
    )
    numbers = base.mark_text(align="left", dx=9, aria=False).encode(
        x=alt.X("end", type="quantitative", title=title, scale=scale),
        text=alt.Text("said", type="nominal"),
        color=LETTERS,
    )
    return alt.layer(band, line, points, numbers).properties(height=alt.Step(30))
