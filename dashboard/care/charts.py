"""The chart of the care for one pupil."""

from datetime import date

import altair as alt
import polars as pl

from dashboard.care.shapes import LANES, SPELL
from dashboard.colours import ACCENT, CATEGORY_COLOURS, GREY
from dashboard.marks import INSIDE, MOST_MARKS, holidays


def case_line(timeline: pl.DataFrame, vacations: pl.DataFrame, on: date) -> alt.LayerChart | alt.FacetChart:
    """The care for one pupil through time: spells as bars, signals, contacts, mark and review as points.

    Columns: lane, first_day, until, said; of holidays: vacation, first_day, last_day. The rule is the peildatum.
    """
    present = set(timeline["lane"].to_list())
    lanes = [lane for lane in LANES if lane in present]
    bands, _ = holidays(vacations, timeline["first_day"].min(), timeline["until"].max())
    shown = timeline.tail(MOST_MARKS // 2).with_columns(pl.col("first_day", "until").cast(pl.Datetime))
    y = alt.Y(
        "lane", type="nominal", title="Soort", sort=lanes, scale=alt.Scale(domain=lanes), axis=alt.Axis(title=None)
    )
    x = alt.X(
        "first_day",
        type="temporal",
        title="Vanaf",
        axis=alt.Axis(title=None, format="%-d %b", labelOverlap=True),
        scale=INSIDE,
    )
    tooltip = [
        alt.Tooltip("lane", type="nominal", title="Soort"),
        alt.Tooltip("first_day", type="temporal", title="Vanaf", format="%A %-d %B %Y"),
        alt.Tooltip("said", type="nominal", title="Wat"),
    ]
    base = alt.Chart(shown)
    spells = (
        base.transform_filter(alt.datum["lane"] == SPELL)
        .mark_bar(color=CATEGORY_COLOURS["ziek"], height=16, minBandSize=3)
        .encode(x=x, x2=alt.X2("until", title="Tot"), y=y, tooltip=tooltip)
    )
    points = (
        base.transform_filter(alt.datum["lane"] != SPELL)
        .mark_point(filled=True, size=90, opacity=1, color=ACCENT, shape="diamond")
        .encode(x=x, y=y, tooltip=tooltip)
    )
    today = (
        alt.Chart(pl.DataFrame({"first_day": [on]}).cast(pl.Datetime))
        .mark_rule(color=GREY, strokeDash=[4, 4], aria=False)
        .encode(x=x)
    )
    return alt.layer(bands, today, spells, points).properties(height=alt.Step(30))
