"""The chart of one pupil's year."""

import altair as alt
import polars as pl

from dashboard.colours import CATEGORY_COLOURS, OTHER_COLOUR
from dashboard.marks import INSIDE, MOST_MARKS, holidays

# The rows that are always there, so that two pupils can be laid beside each other.
MOST_HOURS = 9


def year_calendar(
    slots: pl.DataFrame, vacations: pl.DataFrame, labels: dict[str, str]
) -> alt.LayerChart | alt.FacetChart:
    """One pupil's year: a mark for every registration, by day and lesson hour; holidays are grey.

    Columns: date, lesson_hour, place (the hour in words, or that it is the day), category, label, subject; of holidays:
    vacation, first_day, last_day.
    """
    present = [category for category in labels if category in set(slots["category"].to_list())]
    bands, grey = holidays(vacations, slots["date"].min(), slots["date"].max())
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
            y=alt.Y("place", type="ordinal", title="Lesuur", axis=alt.Axis(grid=False), scale=alt.Scale(domain=places)),
            color=alt.Color(
                "label",
                type="nominal",
                title="Soort",
                scale=alt.Scale(
                    domain=[labels[category] for category in present],
                    range=[CATEGORY_COLOURS.get(category, OTHER_COLOUR) for category in present],
                ),
                legend=alt.Legend(
                    title=None, orient="bottom", columns=alt.ExprRef("width < 500 ? 2 : 5"), labelLimit=220
                ),
            ),
            tooltip=[
                alt.Tooltip("date", type="temporal", title="Datum", format="%A %-d %B %Y"),
                alt.Tooltip("place", type="ordinal", title="Lesuur"),
                alt.Tooltip("label", type="nominal", title="Soort"),
                alt.Tooltip("subject", type="nominal", title="Vak"),
            ],
        )
    )
    return alt.layer(bands, marks).properties(height=240)
