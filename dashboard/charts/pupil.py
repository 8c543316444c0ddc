"""Charts of one pupil."""

import altair as alt
import polars as pl

from dashboard.charts.marks import CATEGORY_COLOURS, GREY, MOST_MARKS, OTHER_COLOUR

# The rows that are always there, so that two pupils can be laid beside each other.
MOST_HOURS = 9


def year_calendar(
    slots: pl.DataFrame, vacations: pl.DataFrame, labels: dict[str, str]
) -> alt.LayerChart | alt.FacetChart:
    """One pupil's year: a mark for every registration, by day and lesson hour; holidays are grey.

    Columns: date, lesson_hour, category, label, subject; of holidays: vacation, first_day, last_day.
    """
    present = [category for category in labels if category in set(slots["category"].to_list())]
    last = slots["date"].max()
    between = vacations.filter((pl.col("first_day") <= last) & (pl.col("last_day") >= slots["date"].min()))
    holidays = (
        alt.Chart(between.with_columns(pl.col("first_day", "last_day").cast(pl.Datetime)))
        .mark_rect(color=GREY, opacity=0.18, aria=False)
        .encode(
            x=alt.X("first_day", type="temporal", title=None),
            x2=alt.X2("last_day"),
            tooltip=[alt.Tooltip("vacation", type="nominal", title="Vakantie")],
        )
    )
    hours = list(range(1, max([MOST_HOURS, *slots["lesson_hour"].to_list()]) + 1))
    marks = (
        alt.Chart(slots.with_columns(pl.col("date").cast(pl.Datetime)).tail(MOST_MARKS - between.height))
        .mark_square(size=60, opacity=0.95)
        .encode(
            x=alt.X(
                "date",
                type="temporal",
                title=None,
                axis=alt.Axis(format="%-d %b", labelOverlap=True),
            ),
            y=alt.Y(
                "lesson_hour",
                type="ordinal",
                title="lesuur",
                axis=alt.Axis(grid=False),
                scale=alt.Scale(domain=hours),
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
                alt.Tooltip("lesson_hour", type="ordinal", title="Lesuur"),
                alt.Tooltip("label", type="nominal", title="Soort"),
                alt.Tooltip("subject", type="nominal", title="Vak"),
            ],
        )
    )
    return alt.layer(holidays, marks).properties(height=240)
