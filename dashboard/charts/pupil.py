"""Charts of one pupil."""

import altair as alt
import polars as pl

from dashboard.charts.marks import CATEGORY_COLOURS, MOST_MARKS, OTHER_COLOUR


def year_calendar(slots: pl.DataFrame, labels: dict[str, str]) -> alt.Chart:
    """One pupil's year: a mark for every registration, by day and lesson hour.

    Columns: date, lesson_hour, category, label, subject.
    """
    present = [category for category in labels if category in set(slots["category"].to_list())]
    chart: alt.Chart = (
        alt.Chart(slots.with_columns(pl.col("date").cast(pl.Datetime)).head(MOST_MARKS))
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
                scale=alt.Scale(domain=list(range(1, 10))),
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
        .properties(height=240)
    )
    return chart
