"""Charts: pure functions from a frame to an Altair chart. Colours are fixed per category and safe for the colour-blind."""

import altair as alt
import polars as pl

from dashboard import theme  # noqa: F401  # registers the Dutch theme

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


def _week_axis() -> alt.X:
    return alt.X("week_start", type="temporal", title=None, axis=alt.Axis(format="%-d %b", labelOverlap=True))


def _rate_tooltip() -> list[alt.Tooltip]:
    return [
        alt.Tooltip("week_start", type="temporal", title="Week van", format="%-d %B %Y"),
        alt.Tooltip("school_week", type="quantitative", title="Schoolweek"),
        alt.Tooltip("rate", type="quantitative", title="Per 100 lesuren", format=".2f"),
        alt.Tooltip("last_year", type="quantitative", title="Vorig jaar", format=".2f"),
        alt.Tooltip("missed_hours", type="quantitative", title="Lesuren", format=",.0f"),
    ]


def week_trend(
    weeks: pl.DataFrame, centre: float | None, lower: float | None, upper: float | None
) -> alt.LayerChart | alt.FacetChart:
    """Weekly rate, last year in grey, the band of chance, and incomplete weeks as open grey points.

    Columns: week_start, school_week, rate, last_year, missed_hours, status (gewoon, signaal, onvolledig), key.
    A week without a rate, or with an incomplete one, is a gap in the line.
    """
    sure = pl.when(pl.col("status") != "onvolledig").then("rate").alias("sure_rate")
    base = alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime), sure))
    y = alt.Y("rate", type="quantitative", title="per 100 lesuren", scale=alt.Scale(zero=True))
    layers: list[alt.Chart] = []
    if lower is not None and upper is not None:
        band = pl.DataFrame({"lower": [lower], "upper": [upper], "centre": [centre]})
        layers.append(
            alt.Chart(band)
            .mark_rect(color=ACCENT, opacity=0.1)
            .encode(y=alt.Y("lower", type="quantitative"), y2=alt.Y2("upper"))
        )
        layers.append(
            alt.Chart(band)
            .mark_rule(color=ACCENT, strokeDash=[2, 3], opacity=0.7)
            .encode(y=alt.Y("centre", type="quantitative"))
        )
    layers.append(
        base.mark_line(color=GREY, strokeWidth=1.5).encode(x=_week_axis(), y=alt.Y("last_year", type="quantitative"))
    )
    # The line breaks at an incomplete week, as it does at a holiday: what happened in between is not known.
    line = alt.Y("sure_rate", type="quantitative")
    layers.append(base.mark_line(color=ACCENT, strokeWidth=2.5).encode(x=_week_axis(), y=line))
    pick = alt.selection_point(name="week", fields=["key"])
    layers.append(
        base.mark_point(filled=True, size=70, opacity=1)
        .encode(
            x=_week_axis(),
            y=y,
            color=alt.Color(
                "status",
                type="nominal",
                title=None,
                legend=None,
                scale=alt.Scale(domain=["gewoon", "signaal", "onvolledig"], range=[ACCENT, SIGNAL, GREY]),
            ),
            shape=alt.Shape(
                "status",
                type="nominal",
                legend=None,
                scale=alt.Scale(domain=["gewoon", "signaal", "onvolledig"], range=["circle", "diamond", "square"]),
            ),
            tooltip=_rate_tooltip(),
        )
        .add_params(pick)
    )
    return alt.layer(*layers).properties(height=300)


def part_trends(weeks: pl.DataFrame) -> alt.FacetChart:
    """Small multiples: the weekly rate of each part of the school on one scale, last year in grey.

    Columns: part_name, week_start, school_week, rate, last_year, missed_hours.
    """
    order = weeks["part_name"].unique(maintain_order=True).to_list()
    base = alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime)))
    last_year = base.mark_line(color=GREY, strokeWidth=1).encode(
        x=_week_axis(), y=alt.Y("last_year", type="quantitative", title=None)
    )
    this_year = base.mark_line(color=ACCENT, strokeWidth=2).encode(
        x=_week_axis(), y=alt.Y("rate", type="quantitative", title=None), tooltip=_rate_tooltip()
    )
    return (
        alt.layer(last_year, this_year)
        .properties(width=230, height=110)
        .facet(
            facet=alt.Facet(
                "part_name", type="nominal", title=None, sort=order, header=alt.Header(labelFontWeight="bold")
            ),
            columns=3,
        )
    )


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
