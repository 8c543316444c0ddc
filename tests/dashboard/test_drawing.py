"""Charts on paper: everything of the frame is there, inside the picture, and nothing is asked of anybody."""

import re
import xml.etree.ElementTree as ElementTree

import polars as pl
import pytest

from dashboard import drawing
from tests.dashboard.drawn.followed import after_frame
from tests.dashboard.drawn.trends import trend_frame


def numbers(svg: str, *names: str) -> list[float]:
    return [float(value) for name in names for value in re.findall(rf' {name}="([\d.-]+)"', svg)]


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(svg).iter("text")]


def bars_frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ladder_name": ["Te laat", "Te laat", "Ziek <ernstig>"],
            "stage_label": ["tl-1: eerste", "tl-5: " + "een lange naam " * 8, "zk-1: ziek & thuis"],
            "students": [120, 0, 8],
            "said": ["120", "0", "8"],
        }
    )


WEEKS = drawing.weeks(trend_frame(), 2.0, 1.0, 3.0, 'Woorden met "aanhaling" & meer')


def test_a_drawing_is_whole_and_says_what_it_is() -> None:
    root = ElementTree.fromstring(WEEKS)
    assert root.attrib["aria-label"] == 'Woorden met "aanhaling" & meer'
    assert "http" not in WEEKS


def test_every_week_with_a_rate_has_a_mark_and_every_kind_its_own() -> None:
    rates = trend_frame()["rate"].drop_nulls().len()
    assert WEEKS.count("<circle") + WEEKS.count("<polygon") == rates
    assert WEEKS.count("<polygon") == 3


def test_a_line_breaks_at_a_holiday_and_at_an_incomplete_week() -> None:
    lines = re.findall(r'<polyline points="([^"]+)"[^>]*stroke-width="1.5"', WEEKS)
    assert [len(line.split()) for line in lines] == [6, 3]


def test_everything_lies_inside_the_picture() -> None:
    for svg in (WEEKS, drawing.bars(bars_frame(), "x"), drawing.after(after_frame(), "x")):
        _, _, width, height = map(float, ElementTree.fromstring(svg).attrib["viewBox"].split())
        assert all(0 <= x <= width for x in numbers(svg, "x", "cx"))
        assert all(0 <= y <= height for y in numbers(svg, "y", "cy"))


def test_a_band_is_drawn_when_there_is_one() -> None:
    without = drawing.weeks(trend_frame(), None, None, None, "x")
    assert WEEKS.count("<rect") == 1
    assert "<rect" not in without


def test_bars_have_their_number_and_their_name_on_one_line() -> None:
    svg = drawing.bars(bars_frame(), "Treden")
    assert {"Te laat", "Ziek <ernstig>", "120", "0", "8", "zk-1: ziek & thuis"} <= set(texts(svg))
    assert max(len(text) for text in texts(svg)) * drawing.LETTER_WIDTH <= drawing.LABELS
    widths = numbers(svg, "width")
    assert widths[0] > 10 * widths[2] > widths[1] == 0


@pytest.mark.parametrize("size", [1, 2, 40])
def test_a_funnel_names_its_parts(size: int) -> None:
    points = pl.DataFrame(
        {
            "part_name": [f"Afdeling {n}" for n in range(size)],
            "pupils": [100 + n % 7 for n in range(size)],
            "rate": [1.0 + n % 5 / 10 for n in range(size)],
            "verdict": ["signaal" if n else "gewoon" for n in range(size)],
        }
    )
    curves = pl.DataFrame(
        [(float(n), bound, line) for n in (80, 120) for bound, line in ((0.5, "kijk onder"), (2.5, "signaal boven"))],
        schema=["pupils", "bound", "line"],
        orient="row",
    )
    svg = drawing.funnel(points, curves, 1.2, "Trechter")
    assert {f"Afdeling {n}" for n in range(size)} <= set(texts(svg))
    assert svg.count("<circle") == 1
    assert svg.count("<polygon") == size - 1


def test_names_of_two_points_do_not_lie_over_each_other() -> None:
    named = drawing._named([((100, 60), "Havo bovenbouw"), ((103, 60.5), "Vwo bovenbouw"), ((101, 62), "Vmbo")])
    ends = []
    for text in named:
        place = re.search(r'x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"[^>]*>([^<]+)<', text)
        assert place
        x, y, width = float(place[1]), float(place[2]), drawing.LETTER_WIDTH * len(place[4])
        left = x if place[3] == "start" else x - width
        ends.append((left, left + width, y))
    for n, one in enumerate(ends):
        for other in ends[n + 1 :]:
            assert one[1] <= other[0] or other[1] <= one[0] or abs(one[2] - other[2]) >= 6


@pytest.mark.parametrize(
    ("highest", "end"), [(0.1, 0.1), (0.35, 0.4), (1.0, 1.0), (1.01, 1.5), (4.1, 6.0), (99.0, 100.0)]
)
def test_an_axis_ends_at_a_round_number(highest: float, end: float) -> None:
    top, step = drawing._steps(highest)
    assert top == pytest.approx(end)
    assert round(top / step) <= 4


def test_what_followed_has_a_mark_per_outcome() -> None:
    svg = drawing.after(after_frame(), "x")
    assert (svg.count("<circle"), svg.count("<polygon")) == (1, 2)
    assert {"3 (verwacht 3,1)", "verwacht", "oa-1: eerste"} <= set(texts(svg))
