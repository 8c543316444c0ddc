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
from dashboard.colours import ACCENT, BLACK, DARK_ACCENT, DARK_INK, DARK_LEVEL_COLOURS, GREY, INK, LEVEL_COLOURS, WHITE

MOST_MARKS = 2000
# Room at both ends, so that the first and the last mark are not cut in half.
INSIDE = alt.Scale(padding=10)
Drawing = alt.Chart | alt.LayerChart | alt.FacetChart

# What a chart asks, in Vega's own words, of the page that it stands on: the same specification is drawn on a light and a
# dark page, on a wide and a narrow screen. Paper has no background and no window: it is light and wide.
_DARK = "!!background && luminance(background) < 0.4"
NARROW = "windowSize()[0] < 640"


def by_page(light: str, dark: str) -> alt.ExprRef:
    """One colour on a light page and on paper, another on a dark one."""
    return alt.ExprRef(f"({_DARK}) ? '{dark}' : '{light}'")


# The accent, and letters beside a mark.
ACCENT_HERE, INK_HERE = by_page(ACCENT, DARK_ACCENT), by_page(INK, DARK_INK)
LETTERS = alt.value(INK_HERE)


def names(label: str = "datum.label") -> dict[str, Any]:
    """The axis of names beside bars, which leave room for the bars: on a narrow screen they go on below, between words.

    `label` is the name in Vega's own words.
    """
    lines = rf"split(trim(replace({label}, regexp('(.{{1,26}})( +|$)', 'g'), '$1\n')), '\n')"
    limit = alt.ExprRef(f"{NARROW} ? 160 : 320")
    return {"title": None, "labelLimit": limit, "labelExpr": f"{NARROW} ? {lines} : {label}"}


def room_behind(most: float) -> alt.Scale:
    """The scale of bars up to so much, with room for the number behind the longest bar."""
    return alt.Scale(domainMin=0, domainMax=alt.ExprRef(f"{most} * ({NARROW} ? 1.7 : 1.4)"), nice=False)


# From which of the colours from low to high on letters have the other colour.
_STRONG, _DARK_STRONG = 4, 3


def level_colours(levels: int) -> list[alt.ExprRef]:
    """Colours of so many stages from low to high: the highest has the strongest, on a light and on a dark page."""
    first = max(0, len(LEVEL_COLOURS) - levels)
    places = [min(first + place, len(LEVEL_COLOURS) - 1) for place in range(levels)]
    return [by_page(LEVEL_COLOURS[place], DARK_LEVEL_COLOURS[place]) for place in places]


def steps_of(least: pl.Expr, value: pl.Expr, most: pl.Expr) -> pl.Expr:
    """Which of the colours from low to high a value has between the least and the most; null without a value."""
    steps = len(LEVEL_COLOURS)
    found = ((value - least) / (most - least) * steps).fill_nan(0).floor().clip(0, steps - 1)
    return found.cast(pl.Int64).alias("step")


# The colour of a cell by its `step` of `steps_of`, grey without one, and of the letters in it.
_LIGHT_CELL, _DARK_CELL = json.dumps(LEVEL_COLOURS), json.dumps(DARK_LEVEL_COLOURS)
CELL = alt.ExprRef(f"isValid(datum.step) ? (({_DARK}) ? {_DARK_CELL} : {_LIGHT_CELL})[datum.step] : '{GREY}'")
_OTHER = f"(({_DARK}) == (datum.step >= (({_DARK}) ? {_DARK_STRONG} : {_STRONG})))"
CELL_LETTERS = alt.ExprRef(f"!isValid(datum.step) || {_OTHER} ? '{BLACK}' : '{WHITE}'")


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
