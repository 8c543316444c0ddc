"""What charts share: colours fixed per category and safe for the colour-blind, and the axis of weeks."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboard import plain

ACCENT = "#0b6e75"
GREY = "#9aa5ab"
SIGNAL = "#b8410f"
CATEGORY_COLOURS = {
    "ongeoorloofd": "#d55e00",
    "spijbelen": "#a33f00",
    "luxeverzuim": "#7a2f00",
    "niet_toegelaten": "#e28a4d",
    "onbekend": "#e69f00",
    "te_laat_ongeoorloofd": "#cc79a7",
    "te_laat_geoorloofd": "#e6bdd3",
    "uitgestuurd": "#7b4b94",
    "ziek": "#0072b2",
    "ziek_naar_huis": "#3f9bd1",
    "ziekrooster": "#8cc3e6",
    "medisch": "#56b4e9",
    "verlof": "#009e73",
    "vrijstelling": "#5bbf9f",
    "schorsing": "#4d4d4d",
    "schoolactiviteit": "#bdb76b",
    "begeleiding": "#d8d29a",
    "les_incident": "#8c8c8c",
}
OTHER_COLOUR = "#b3b3b3"
# One hue from light to dark: a higher stage is darker, so the order can be read without colour vision.
LEVEL_COLOURS = ["#cfe5e6", "#9ccbcd", "#64aaae", "#33888d", "#0b6e75", "#064a4f"]
MOST_MARKS = 2000
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


def finished(chart: Drawing) -> dict[str, Any]:
    """The chart as a Vega-Lite specification with its tables as frames, ready to be kept and drawn again."""
    spec: dict[str, Any] = chart.to_dict(validate=False)
    tables = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in spec.pop("datasets").items()}
    shown: dict[str, Any] = json.loads(plain.visible(json.dumps(spec, ensure_ascii=False)))
    # What leads from a mark to its list stays as the list knows it.
    return shown | {"datasets": {name: plain.cells(table, program=["key"]) for name, table in tables.items()}}
