"""Charts on paper: the figures of the page in Dutch, every name whole, and nothing is asked of anybody."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from typing import Any

import altair as alt
import polars as pl
import pytest

from dashboard import svg
from dashboard.colours import ACCENT, GREY, INK
from dashboard.rates import weekly_charts
from dashboard.stages import charts as stage_charts
from tests.dashboard.mt_rapport import drawn_followed_charts
from tests.dashboard.rates import drawn_funnel_charts, drawn_weekly_charts
from tests.dashboard.stages import drawn_charts

LONG = "us-9: " + "een lange naam " * 6 + "<met> haken & meer"
CHARTS: dict[str, Any] = {
    "weeks": drawn_weekly_charts.DRAWN["week_trend"],
    "funnel": drawn_funnel_charts.DRAWN["funnel"],
    "stages": drawn_charts.DRAWN["stage_bars"],
    "after": drawn_followed_charts.DRAWN["after"],
}


def drawn(name: str, words: str = "Woorden") -> str:
    rows = name in ("stages", "after")
    return svg.drawn(CHARTS[name](), words, 688 if rows else 332, alt.Step(12) if rows else 136)


def texts(made: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(made).iter("text")]


def symbols(made: str) -> int:
    """How many marks a chart has in the layer that answers for its values."""
    groups = re.findall(r'<g class="mark-symbol role-mark[^>]*>(.*?)</g>', made, re.S)
    return sum(group.count("<path") for group in groups)


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_whole_says_what_it_is_and_asks_nothing(name: str) -> None:
    made = drawn(name, 'Woorden met "aanhaling" & meer')
    root = ElementTree.fromstring(made)
    assert root.attrib["aria-label"] == 'Woorden met "aanhaling" & meer'
    assert root.attrib["role"] == "img"
    assert re.findall(r"https?:|//|href|url\(|@import|<script|<image|<style", made) == []


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_holds_what_it_shows_and_no_more(name: str) -> None:
    """What a page says on hovering (how many pupils, how many hours) is not in a file that goes around."""
    made = drawn(name)
    assert made.count("aria-label=") == 1
    # An axis that is drawn says so itself.
    assert "Leerlingen" not in made.replace(">Leerlingen in het gemiddelde<", "><")
    assert "<title" not in made


def test_numbers_and_dates_are_dutch() -> None:
    assert {"31 aug", "12 okt", "Per 100 lesuren"} <= set(texts(drawn("weeks")))
    low = drawn_weekly_charts.trend_frame().with_columns(pl.col("rate", "last_year") / 10)
    ticks = texts(svg.drawn(weekly_charts.week_trend(low, "per 100 lesuren"), "x", 332, 136))
    assert {"0,2", "0,4"} <= set(ticks)
    assert not [text for text in ticks if "." in text]


def test_every_week_with_a_rate_has_a_mark() -> None:
    assert symbols(drawn("weeks")) == drawn_weekly_charts.trend_frame()["rate"].drop_nulls().len()


def test_bars_and_what_followed_have_their_names_and_numbers() -> None:
    bars, after = drawn_charts.bar_frame(), drawn_followed_charts.after_frame()
    assert {*bars["stage_label"], *bars["said"]} <= set(texts(drawn("stages")))
    assert {*after["stage_label"], *after["said"]} <= set(texts(drawn("after")))
    assert symbols(drawn("after")) == after.height


def test_words_do_not_lie_over_the_point_of_which_they_speak() -> None:
    """The third point lies far outside its band."""
    marks = drawn("after").split('class="mark-symbol role-mark')[1]
    points, said = (
        [float(x) for x in re.findall(rf'<{tag} [^>]*?transform="translate\(([\d.]+),', marks)]
        for tag in ("path", "text")
    )
    assert len(points) == len(said) == 3
    assert all(text > point + 8 for point, text in zip(points, said, strict=True))


def test_a_long_name_stands_whole_and_lies_inside_the_picture() -> None:
    rows = pl.DataFrame({"stage_label": [LONG], "level": [1], "students": [3], "said": ["3"], "key": ["us-9"]})
    made = svg.drawn(stage_charts.stage_bars(rows), "x", 688, alt.Step(12))
    assert LONG in texts(made)
    # The name ends where the bars begin, so that is how much room it has: in Arial a letter is half its height wide.
    start = re.search(r'<g fill="none" stroke-miterlimit="10" transform="translate\(([\d.]+),', made)
    assert start
    assert len(LONG) * 9.5 * 0.4 < float(start[1]) < 688 - 100


def test_a_picture_has_the_width_that_was_asked() -> None:
    for name in CHARTS:
        box = ElementTree.fromstring(drawn(name)).attrib["viewBox"].split()
        assert float(box[2]) == pytest.approx(688 if name in ("stages", "after") else 332, abs=1)


def test_letters_are_dark_because_paper_is_white() -> None:
    for name in CHARTS:
        colours = set(re.findall(r'<text [^>]*fill="([^"]+)"', drawn(name)))
        assert colours == {INK}
    assert f'fill="{ACCENT}"' in drawn("stages")
    assert GREY in drawn("after")


def test_only_who_prints_loads_the_drawing_library() -> None:
    code = "import sys, dashboard.app_pages.mt_rapport.report, dashboard.commands.cli; sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=False).returncode == 0
