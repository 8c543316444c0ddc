"""What every chart shares: the axis of weeks, the bands of holidays, and how it is finished to be kept."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboard import (
    plain,
    theme as theme,  # registers the Dutch theme for every chart
)
from dashboard.colours import GREY

MOST_MARKS = 2000
# Room at both ends, so that the first and the last mark are not cut in half.
INSIDE = alt.Scale(padding=10)
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart


def week_axis(mondays: Sequence[date] = (), most: int = 12) -> alt.X:
    """An axis of weeks; with the Mondays that it shows, the labels stand at Mondays, at most so many of them."""
    step = -(-len(mondays) // most) or 1
    values = [alt.DateTime(year=day.year, month=day.month, date=day.day) for day in mondays[::step]]
    axis = alt.Axis(
        title=None,
        # A screen reader says the whole date, the axis shows it short.
        format="%-d %B %Y",
        labelExpr="timeFormat(datum.value, '%-d %b')",
        labelOverlap=True,
        values=values or alt.Undefined,
    )
    # The title is not drawn, but a screen reader says it.
    return alt.X("week_start", type="temporal", title="Week van", axis=axis)


def holidays(vacations: pl.DataFrame, first: Any, last: Any) -> tuple[alt.Chart, int]:
    """The holidays between two days as grey bands, and how many there are."""
    between = vacations.filter((pl.col("first_day") <= last) & (pl.col("last_day") >= first))
    bands = (
        alt.Chart(between.with_columns(pl.col("first_day", "last_day").cast(pl.Datetime)))
        .mark_rect(color=GREY, opacity=0.18, aria=False)
        .encode(
            x=alt.X("first_day", type="temporal", title=None),
            x2=alt.X2("last_day"),
            tooltip=[alt.Tooltip("vacation", type="nominal", title="Vakantie")],
        )
    )
    return bands, between.height


def finished(chart: Drawing) -> dict[str, Any]:
    """The chart as a Vega-Lite specification with its tables as frames, ready to be kept and drawn again."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    tables = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in spec.pop("datasets").items()}
    shown: dict[str, Any] = json.loads(plain.visible(json.dumps(spec, ensure_ascii=False)))
    # What leads from a mark to its list stays as the list knows it.
    return shown | {"datasets": {name: plain.cells(table, program=["key"]) for name, table in tables.items()}}
