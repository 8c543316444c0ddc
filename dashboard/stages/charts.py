"""The bars of pupils per stage."""

import altair as alt
import polars as pl

from dashboard.marks import ACCENT_HERE, LETTERS, names, room_behind


def stage_bars(stages: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils per stage of one ladder, in its order. Columns: stage_label, level, students, said (number, share), key."""
    pick = alt.selection_point(name="trede", fields=["key"])
    order = stages["stage_label"].to_list()
    base = alt.Chart(stages).encode(
        y=alt.Y("stage_label", type="nominal", sort=order, title="Trede", axis=alt.Axis(**names())),
        x=alt.X(
            "students",
            type="quantitative",
            title="Leerlingen",
            # Each bar is one, with its own round corners; stacked ones would be cut out of a frame.
            stack=None,
            # The numbers stand behind the bars.
            axis=None,
            scale=room_behind(max([1, *stages["students"].to_list()])),
        ),
        tooltip=[
            alt.Tooltip("stage_label", type="nominal", title="Trede"),
            alt.Tooltip("said", type="nominal", title="Leerlingen"),
        ],
    )
    bars = base.mark_bar(color=ACCENT_HERE, cornerRadiusEnd=3).encode(
        opacity=alt.condition(pick, alt.value(1.0), alt.value(0.45))
    )
    numbers = base.mark_text(align="left", dx=5, aria=False).encode(
        text=alt.Text("said", type="nominal"), color=LETTERS
    )
    return alt.layer(bars.add_params(pick), numbers).properties(height=alt.Step(38))
