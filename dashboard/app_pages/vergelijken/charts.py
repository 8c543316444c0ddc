"""Charts of protocols beside each other, and of a draft beside its base."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from dashboard.colours import BLUE, GREY, LINE_COLOURS, PINK, SIGNAL
from dashboard.marks import ACCENT_HERE, LETTERS, level_colours, names, week_axis
from dashboard.variants.differing import ALONE, DIRECTIONS, HIGHER, LOWER, OTHER

_BY_DIRECTION = {HIGHER: SIGNAL, LOWER: BLUE, OTHER: PINK, ALONE: GREY}
DIRECTION_COLOURS = {DIRECTIONS[direction]: colour for direction, colour in _BY_DIRECTION.items()}
SIDES: dict[str, str | alt.ExprRef] = {"nu": GREY, "wordt": ACCENT_HERE}
# Marks a row of an axis that names the rows below it.
NAMED = "#"
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]


def _levels(frame: pl.DataFrame) -> alt.Scale:
    levels = sorted(frame["level"].unique().to_list())
    return alt.Scale(domain=levels, range=level_colours(len(levels)))


def stage_bars(stages: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils per stage, those of a ladder under its name. Columns: header, stage_label, level, students, key."""
    pick = alt.selection_point(name="trede", fields=["key"])
    # One chart that fits every screen instead of a chart per ladder: the axis has a row for each name as well.
    rows: list[str] = []
    lines: list[str] = []
    for (header,), part in stages.group_by("header", maintain_order=True):
        rows.append(f"{len(rows):03d}{NAMED}{header}")
        for label in part["stage_label"]:
            lines.append(f"{len(rows):03d} {label}")
            rows.append(lines[-1])
    named = {"condition": {"test": f"slice(datum.label, 3, 4) === '{NAMED}'", "value": "bold"}, "value": "normal"}
    told = pl.format("Ladder: {}; Trede: {}; Leerlingen: {}", "header", "stage_label", "students").alias("told")
    base = alt.Chart(stages.with_columns(told, pl.Series("line", lines, dtype=pl.String))).encode(
        y=alt.Y(
            "line",
            type="nominal",
            title=None,
            scale=alt.Scale(domain=rows),
            axis=alt.Axis(**names("slice(datum.label, 4)"), labelFontWeight=named),
        ),
        x=_pupils(stages),
        tooltip=[
            alt.Tooltip("header", type="nominal", title="Ladder"),
            alt.Tooltip("stage_label", type="nominal", title="Trede"),
            alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
        ],
    )
    bars = base.mark_bar(cornerRadiusEnd=3, cursor="pointer").encode(
        # The rows of the axis have a number in front, which nobody needs to hear.
        description=alt.Description("told", type="nominal"),
        color=alt.Color("level", type="ordinal", legend=None, scale=_levels(stages)),
        opacity=alt.condition(pick, alt.value(1.0), alt.value(0.45)),
    )
    numbers = base.mark_text(align="left", dx=5, aria=False).encode(
        text=alt.Text("students", type="quantitative", format=",.0f"), color=LETTERS
    )
    return alt.layer(bars.add_params(pick), numbers).properties(height=alt.Step(24))


def _header(field: str, order: list[str]) -> alt.Row:
    header = alt.Header(
        labelOrient="top", labelAnchor="start", labelAngle=0, labelFontWeight="bold", labelLimit=700, labelPadding=2
    )
    return alt.Row(field, type="nominal", title=None, sort=order, header=header)


def stage_weeks(weeks: pl.DataFrame, headers: list[str]) -> alt.FacetChart:
    """Pupils per level at the end of each week, a row for each ladder.

    Columns: header, week_start, level, level_label, students.
    """
    mondays = weeks["week_start"].unique().sort().to_list()
    bars = (
        alt.Chart(
            weeks.with_columns(
                pl.col("week_start").cast(pl.Datetime),
                pl.col("week_start").dt.offset_by("6d").cast(pl.Datetime).alias("week_end"),
                pl.format(
                    "Ladder: {}; Week van: {}; Hoogte: {}; Leerlingen: {}",
                    "header",
                    pl.col("week_start").dt.to_string("%d-%m-%Y"),
                    "level_label",
                    "students",
                ).alias("told"),
            )
        )
        .mark_bar(orient="vertical")
        .encode(
            # The end of a week is only there to be drawn.
            description=alt.Description("told", type="nominal"),
            x=week_axis(mondays),
            x2=alt.X2("week_end"),
            y=alt.Y(
                "students", type="quantitative", stack="zero", title=None, axis=alt.Axis(tickCount=3, tickMinStep=1)
            ),
            color=alt.Color("level", type="ordinal", title="trede", scale=_levels(weeks)),
            order=alt.Order("level", type="quantitative", sort="ascending"),
            tooltip=[
                alt.Tooltip("header", type="nominal", title="Ladder"),
                alt.Tooltip("week_start", type="temporal", title="Week van", format="%-d %B %Y"),
                alt.Tooltip("level_label", type="nominal", title="Hoogte"),
                alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
            ],
        )
        .properties(height=70, width=600)
    )
    facets: alt.FacetChart = bars.facet(row=_header("header", headers), spacing=8)
    return facets


def role_weeks(weeks: pl.DataFrame) -> alt.Chart:
    """What a role has to do in each week, a line for each protocol. Columns: week_start, variant, actions."""
    names = weeks["variant"].unique(maintain_order=True).to_list()
    mondays = weeks["week_start"].unique().sort().to_list()
    scale = alt.Scale(domain=names, range=[LINE_COLOURS[place % len(LINE_COLOURS)] for place in range(len(names))])
    dashes = alt.Scale(domain=names, range=[DASHES[place % len(DASHES)] for place in range(len(names))])
    legend = alt.Legend(title=None, orient="bottom", columns=3, labelLimit=260, symbolType="stroke", symbolSize=400)
    chart: alt.Chart = (
        alt.Chart(weeks.with_columns(pl.col("week_start").cast(pl.Datetime)))
        .mark_line(point=alt.OverlayMarkDef(size=40), strokeWidth=2)
        .encode(
            x=week_axis(mondays),
            y=alt.Y("actions", type="quantitative", title="acties in de week", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("variant", type="nominal", title="Protocol", sort=names, scale=scale, legend=legend),
            strokeDash=alt.StrokeDash(
                "variant", type="nominal", title="Protocol", sort=names, scale=dashes, legend=legend
            ),
            tooltip=[
                alt.Tooltip("variant", type="nominal", title="Protocol"),
                alt.Tooltip("week_start", type="temporal", title="Week van", format="%-d %B %Y"),
                alt.Tooltip("actions", type="quantitative", title="Acties", format=",.0f"),
            ],
        )
        .properties(height=300)
    )
    return chart


def differ_bars(bars: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils at another height per track and direction. Columns: track_name, direction_label, students, key."""
    return _pairs(bars, "verschil", ("track_name", "Spoor"), ("direction_label", "Staat"), DIRECTION_COLOURS)


def draft_bars(bars: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Pupils per stage under the base and under the draft. Columns: stage_label, side, students, key."""
    return _pairs(bars, "kant", ("stage_label", "Trede"), ("side", "Kant"), SIDES)


def _pairs(
    bars: pl.DataFrame,
    pick_name: str,
    rows: tuple[str, str],
    sides: tuple[str, str],
    colours: Mapping[str, str | alt.ExprRef],
) -> alt.LayerChart | alt.FacetChart:
    """Bars of pupils, a few of fixed colours in each row; `rows` and `sides` give a column and its Dutch title."""
    pick = alt.selection_point(name=pick_name, fields=["key"])
    (row, row_title), (side, side_title) = rows, sides
    present = [label for label in colours if label in set(bars[side].to_list())]
    base = alt.Chart(bars).encode(
        y=alt.Y(
            row,
            type="nominal",
            sort=bars[row].unique(maintain_order=True).to_list(),
            title=row_title,
            axis=alt.Axis(**names()),
        ),
        yOffset=alt.YOffset(side, type="nominal", title=side_title, sort=present),
        x=_pupils(bars),
        tooltip=[
            alt.Tooltip(row, type="nominal", title=row_title),
            alt.Tooltip(side, type="nominal", title=side_title),
            alt.Tooltip("students", type="quantitative", title="Leerlingen", format=",.0f"),
        ],
    )
    marks = base.mark_bar(cornerRadiusEnd=3, cursor="pointer").encode(
        color=alt.Color(
            side,
            type="nominal",
            title=side_title,
            sort=present,
            legend=alt.Legend(title=None, orient="bottom", labelLimit=320),
            scale=alt.Scale(domain=present, range=[colours[label] for label in present]),
        ),
        opacity=alt.condition(pick, alt.value(1.0), alt.value(0.45)),
    )
    numbers = base.mark_text(align="left", dx=5, aria=False).encode(
        text=alt.Text("students", type="quantitative", format=",.0f"), color=LETTERS
    )
    return alt.layer(marks.add_params(pick), numbers).properties(height=alt.Step(18))


def _pupils(bars: pl.DataFrame) -> alt.X:
    """The length of a bar; without an axis, because the numbers stand behind the bars."""
    scale = alt.Scale(domainMin=0, domainMax=max([1, *bars["students"].to_list()]) * 1.2, nice=False)
    return alt.X("students", type="quantitative", title="Leerlingen", axis=None, scale=scale)
