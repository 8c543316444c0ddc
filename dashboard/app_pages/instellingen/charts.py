"""The year of a school, drawn as a row of days per month."""

import altair as alt
import polars as pl

from dashboard.colours import ACCENT, GREY, INK, LEVEL_COLOURS, LOOK, PINK, WHITE

SIGNS = {"vakantie": "V", "feestdag": "F", "lesvrij": "L", "toetsweek": "T", "weekend": "·", "schooldag": ""}
COLOURS = {
    "vakantie": ACCENT,
    "feestdag": PINK,
    "lesvrij": LOOK,
    "toetsweek": LEVEL_COLOURS[1],
    "weekend": GREY,
    # An ordinary day is as faint as the page, in the dark too.
    "schooldag": "transparent",
}
# On the darkest colour letters are light.
LIGHT = "vakantie"
MONTHS = ("aug", "sep", "okt", "nov", "dec", "jan", "feb", "mrt", "apr", "mei", "jun", "jul")
ROW = 22


def year(days: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """A mark for every day: the colour and a letter say what it is. Columns: month (0: August), day, kind, said, when."""
    rows = days.with_columns(
        pl.col("month").replace_strict(dict(enumerate(MONTHS)), return_dtype=pl.String).alias("row"),
        pl.col("kind").replace_strict(SIGNS, return_dtype=pl.String).alias("sign"),
    )
    x = alt.X("day", type="ordinal", title="Dag van de maand", axis=alt.Axis(title=None, orient="top", labelAngle=0))
    y = alt.Y(
        "row",
        type="ordinal",
        title="Maand",
        scale=alt.Scale(domain=list(MONTHS)),
        axis=alt.Axis(title=None, grid=False),
    )
    told = [
        alt.Tooltip("when", type="nominal", title="Dag"),
        alt.Tooltip("kind", type="nominal", title="Soort"),
        alt.Tooltip("said", type="nominal", title="Wat"),
    ]
    marks = (
        alt.Chart(rows)
        .mark_rect(stroke=GREY, strokeOpacity=0.4, strokeWidth=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "kind",
                type="nominal",
                title="Soort",
                scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
                legend=None,
            ),
            tooltip=told,
        )
    )
    signs = (
        alt.Chart(rows.filter(pl.col("sign") != ""))
        .mark_text(aria=False, fontSize=11)
        .encode(
            x=x,
            y=y,
            text=alt.Text("sign", type="nominal"),
            color=alt.condition(alt.datum.kind == LIGHT, alt.value(WHITE), alt.value(INK)),
            tooltip=told,
        )
    )
    return alt.layer(marks, signs).properties(height=ROW * len(MONTHS) + 24)
