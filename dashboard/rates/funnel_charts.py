"""The funnel of afdelingen or klassen."""

import altair as alt
import polars as pl

from dashboard import words
from dashboard.colours import GREY, LOOK, SIGNAL
from dashboard.marks import ACCENT_HERE

VERDICTS = ["gewoon", "kijk", "signaal", "te weinig leerlingen"]
COLOURS = alt.Scale(domain=VERDICTS, range=[ACCENT_HERE, LOOK, SIGNAL, GREY])
SHAPES = alt.Scale(domain=VERDICTS, range=["circle", "triangle-up", "diamond", "square"])
DASHES = {"kijk onder": [5, 3], "kijk boven": [5, 3], "signaal onder": [1, 0], "signaal boven": [1, 0]}


def funnel(points: pl.DataFrame, curves: pl.DataFrame, mean: float, unit: str) -> alt.LayerChart | alt.FacetChart:
    """Parts by their number of pupils and mean rate, between the limits that chance draws around the school's mean.

    `points`: key, part_name, pupils, rate, value, registered, verdict. `curves`: pupils, bound, line; none where the points
    are rounded figures. The value is what was compared.
    """
    called, given = words.capital(unit), [verdict for verdict in VERDICTS if verdict in set(points["verdict"])]
    # Only what there is: on a small screen there is no room for more.
    legend = alt.Legend(title=None, orient="top", values=given) if len(given) > 1 else None
    # Where no limits are drawn, the outermost points would lie on the edge.
    room = 0 if curves.height else 10
    x = alt.X(
        "pupils",
        type="quantitative",
        title="Leerlingen in het gemiddelde",
        scale=alt.Scale(zero=False, nice=False, padding=room),
        axis=alt.Axis(tickMinStep=1, tickCount=8),
    )
    limits = (
        alt.Chart(curves)
        .mark_line(color=GREY, strokeWidth=1.5, aria=False)
        .encode(
            x=x,
            y=alt.Y("bound", type="quantitative", title=called),
            detail=alt.Detail("line", type="nominal", title="Grens"),
            strokeDash=alt.StrokeDash(
                "line",
                type="nominal",
                title="Grens",
                legend=None,
                scale=alt.Scale(domain=list(DASHES), range=list(DASHES.values())),
            ),
        )
    )
    middle = (
        alt.Chart(pl.DataFrame({"mean": [mean]}))
        .mark_rule(color=ACCENT_HERE, strokeDash=[2, 3], aria=False)
        .encode(y=alt.Y("mean", type="quantitative", title=called))
    )
    parts = (
        alt.Chart(points)
        .mark_point(filled=True, size=70, opacity=1, cursor="pointer")
        .encode(
            x=x,
            y=alt.Y(
                "value",
                type="quantitative",
                title=called,
                scale=alt.Scale(zero=False, padding=room),
                axis=alt.Axis(format=",.2~f"),
            ),
            color=alt.Color("verdict", type="nominal", title="Oordeel", scale=COLOURS, legend=legend),
            shape=alt.Shape("verdict", type="nominal", title="Oordeel", scale=SHAPES, legend=legend),
            tooltip=[
                alt.Tooltip("part_name", type="nominal", title="Naam"),
                alt.Tooltip("rate", type="quantitative", title=called, format=".2f"),
                alt.Tooltip("value", type="quantitative", title="Vergeleken", format=".2f"),
                alt.Tooltip("verdict", type="nominal", title="Oordeel"),
                alt.Tooltip("pupils", type="quantitative", title="Leerlingen in het gemiddelde", format=".0f"),
                alt.Tooltip("registered", type="quantitative", title="Leerlingen", format=".0f"),
            ],
        )
        .add_params(alt.selection_point(name="deel", fields=["key"]))
    )
    return alt.layer(limits, middle, parts).properties(height=330)
