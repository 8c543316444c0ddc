"""Charts of sick absence."""

import altair as alt
import polars as pl

from dashboard.colours import GREY, SIGNAL
from dashboard.marks import ACCENT_HERE, LETTERS, names


def shares(parts: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils with worrying sick absence per afdeling, in percent, on the band of chance around the school's share.

    Columns: afdeling_name, share, school_share, national_share, look_low, look_high, said, beside (where `said`
    stands), status, key. The dashed rule
    is the national share of a whole year.
    """
    pick = alt.selection_point(name="afdeling", fields=["key"])
    most = max([*parts["share"].to_list(), *parts["look_high"].to_list(), *parts["national_share"].to_list(), 1.0])
    base = alt.Chart(parts).encode(
        y=alt.Y(
            "afdeling_name",
            type="nominal",
            sort=parts["afdeling_name"].to_list(),
            title="Afdeling",
            # A point at nought is half as wide as this.
            axis=alt.Axis(**names(), labelPadding=9),
        )
    )
    scale = alt.Scale(domainMin=0, domainMax=most * 1.25, nice=False)
    axis = alt.Axis(title="% van de leerlingen", format=".0f", tickCount=6)
    x = alt.X("share", type="quantitative", title="Aandeel in %", scale=scale, axis=axis)
    band = base.mark_bar(color=GREY, opacity=0.3, height=22, aria=False).encode(
        x=alt.X("look_low", type="quantitative", scale=scale, title="Aandeel in %", axis=axis), x2=alt.X2("look_high")
    )
    usual = base.mark_tick(color=GREY, height=22, aria=False).encode(
        x=alt.X("school_share", type="quantitative", scale=scale)
    )
    national = (
        alt.Chart(parts.select("national_share").head(1))
        .mark_rule(color=GREY, strokeDash=[4, 4], aria=False)
        .encode(x=alt.X("national_share", type="quantitative", scale=scale))
    )
    points = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=x,
        color=alt.Color(
            "status",
            type="nominal",
            title="Oordeel",
            legend=None,
            scale=alt.Scale(domain=["gewoon", "kijk", "signaal"], range=[ACCENT_HERE, SIGNAL, SIGNAL]),
        ),
        shape=alt.Shape(
            "status",
            type="nominal",
            title="Oordeel",
            legend=None,
            scale=alt.Scale(domain=["gewoon", "kijk", "signaal"], range=["circle", "square", "diamond"]),
        ),
        tooltip=[
            alt.Tooltip("afdeling_name", type="nominal", title="Afdeling"),
            alt.Tooltip("said", type="nominal", title="Leerlingen"),
            alt.Tooltip("share", type="quantitative", title="Aandeel in %", format=".1f"),
            alt.Tooltip("look_low", type="quantitative", title="Toeval vanaf %", format=".1f"),
            alt.Tooltip("look_high", type="quantitative", title="Toeval tot %", format=".1f"),
        ],
    )
    numbers = base.mark_text(align="left", dx=9, aria=False).encode(
        x=alt.X("beside", type="quantitative", scale=scale), text=alt.Text("said", type="nominal"), color=LETTERS
    )
    return alt.layer(band, usual, national, points.add_params(pick), numbers).properties(height=alt.Step(34))
