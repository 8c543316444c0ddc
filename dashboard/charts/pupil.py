"""Charts of one pupil."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from dashboard.care.shapes import LANES, SPELL
from dashboard.charts.marks import ACCENT, CATEGORY_COLOURS, GREY, MOST_MARKS, OTHER_COLOUR

# The rows that are always there, so that two pupils can be laid beside each other.
MOST_HOURS = 9
# Room at both ends, so that the first and the last mark are not cut in half.
INSIDE = alt.Scale(padding=10)


def year_calendar(
    slots: pl.DataFrame, vacations: pl.DataFrame, labels: dict[str, str]
) -> alt.LayerChart | alt.FacetChart:
    """One pupil's year: a mark for every registration, by day and lesson hour; holidays are grey.

    Columns: date, lesson_hour, place (the hour in words, or that it is the day), category, label, subject; of holidays:
    vacation, first_day, last_day.
    """
    present = [category for category in labels if category in set(slots["category"].to_list())]
    holidays, grey = _holidays(vacations, slots["date"].min(), slots["date"].max())
    known = slots["lesson_hour"].drop_nulls().to_list()
    hours = [str(hour) for hour in range(min([1, *known]), max([MOST_HOURS, *known]) + 1)]
    places = [*slots.filter(pl.col("lesson_hour").is_null())["place"].unique().to_list(), *hours]
    marks = (
        alt.Chart(slots.with_columns(pl.col("date").cast(pl.Datetime)).tail(MOST_MARKS - grey))
        .mark_square(size=60, opacity=0.95)
        .encode(
            x=alt.X(
                "date",
                type="temporal",
                title="Datum",
                axis=alt.Axis(title=None, format="%-d %b", labelOverlap=True),
                scale=INSIDE,
            ),
            y=alt.Y(
                "place",
                type="ordinal",
                title="lesuur",
                axis=alt.Axis(grid=False),
                scale=alt.Scale(domain=places),
            ),
            color=alt.Color(
                "label",
                type="nominal",
                title=None,
                scale=alt.Scale(
                    domain=[labels[category] for category in present],
                    range=[CATEGORY_COLOURS.get(category, OTHER_COLOUR) for category in present],
                ),
                legend=alt.Legend(orient="bottom", columns=5, labelLimit=220),
            ),
            tooltip=[
                alt.Tooltip("date", type="temporal", title="Datum", format="%A %-d %B %Y"),
                alt.Tooltip("place", type="ordinal", title="Lesuur"),
                alt.Tooltip("label", type="nominal", title="Soort"),
                alt.Tooltip("subject", type="nominal", title="Vak"),
            ],
        )
    )
    return alt.layer(holidays, marks).properties(height=240)


def case_line(timeline: pl.DataFrame, vacations: pl.DataFrame, on: date) -> alt.LayerChart | alt.FacetChart:
    """The care for one pupil through time: spells as bars, signals, contacts, mark and review as points.

    Columns: lane, first_day, until, said; of holidays: vacation, first_day, last_day. The rule is the peildatum.
    """
    present = set(timeline["lane"].to_list())
    lanes = [lane for lane in LANES if lane in present]
    holidays, _ = _holidays(vacations, timeline["first_day"].min(), timeline["until"].max())
    shown = timeline.tail(MOST_MARKS // 2).with_columns(pl.col("first_day", "until").cast(pl.Datetime))
    y = alt.Y("lane", type="nominal", title=None, sort=lanes, scale=alt.Scale(domain=lanes))
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
        .encode(x=x, x2=alt.X2("until"), y=y, tooltip=tooltip)
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
    return alt.layer(holidays, today, spells, points).properties(height=alt.Step(30))


def _holidays(vacations: pl.DataFrame, first: Any, last: Any) -> tuple[alt.Chart, int]:
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
