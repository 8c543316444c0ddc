"""Charts of the stages of a ladder."""

import altair as alt
import polars as pl

from dashboard.charts.marks import ACCENT, GREY, LEVEL_COLOURS


def stage_bars(stages: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils per stage of one ladder. Columns: stage_label, level, students, key; in the order of the ladder."""
    pick = alt.selection_point(name="trede", fields=["key"])
    order = stages["stage_label"].to_list()
    base = alt.Chart(stages).encode(
        y=alt.Y("stage_label", type="nominal", sort=order, title=None, axis=alt.Axis(labelLimit=320)),
        x=alt.X(
            "students",
            type="quantitative",
            title="leerlingen",
            axis=alt.Axis(tickMinStep=1, format=",.0f"),
            # Room for the number behind the longest bar.
            scale=alt.Scale(domainMin=0, domainMax=max([1, *stages["students"].to_list()]) * 1.08, nice=False),
        ),
        tooltip=[
            alt.Tooltip("stage_label", type="nominal", title="Trede"),
            alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
        ],
    )
    bars = base.mark_bar(color=ACCENT, cornerRadiusEnd=3).encode(
        opacity=alt.condition(pick, alt.value(1.0), alt.value(0.45))
    )
    numbers = base.mark_text(align="left", dx=5).encode(
        text=alt.Text("students", type="quantitative", format=",.0f"), color=alt.value(GREY)
    )
    return alt.layer(bars.add_params(pick), numbers).properties(height=alt.Step(38))


def stage_weeks(weeks: pl.DataFrame, order: list[str]) -> alt.Chart:
    """Pupils per stage through the school weeks, stacked. Columns: week_start, stage_label, level, students."""
    colours = LEVEL_COLOURS[-len(order) :] if len(order) <= len(LEVEL_COLOURS) else LEVEL_COLOURS
    chart: alt.Chart = (
        alt.Chart(
            weeks.with_columns(
                pl.col("week_start").cast(pl.Datetime),
                pl.col("week_start").dt.offset_by("6d").cast(pl.Datetime).alias("week_end"),
            )
        )
        .mark_bar(orient="vertical")
        .encode(
            x=alt.X(
                "week_start",
                type="temporal",
                title=None,
                axis=alt.Axis(format="%-d %b", labelOverlap=True),
            ),
            x2=alt.X2("week_end"),
            y=alt.Y("students", type="quantitative", stack="zero", title="leerlingen", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "stage_label",
                type="nominal",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=colours),
                legend=alt.Legend(orient="bottom", columns=2, labelLimit=320),
            ),
            order=alt.Order("level", type="quantitative", sort="ascending"),
            tooltip=[
                alt.Tooltip("week_start", type="temporal", title="Week van", format="%-d %B %Y"),
                alt.Tooltip("stage_label", type="nominal", title="Trede"),
                alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
            ],
        )
        .properties(height=260)
    )
    return chart
