"""The charts of the pages as SVG, for paper and for a file to mail: the same charts, dressed for paper, nothing to load."""

from html import escape
from typing import Any

import altair as alt

from dashboard import theme as theme  # its settings are what is dressed for paper
from dashboard.colours import INK

# The printer of pages carries Libertinus along. Room is measured in Arial, which is wider: no text is too long.
PAPER: dict[str, Any] = {
    "aria": False,
    "background": None,
    "padding": 1,
    "font": "Libertinus Serif, Arial, sans-serif",
    "axis": {"labelColor": INK, "titleColor": INK, "labelFontSize": 9.5, "titleFontSize": 9.5, "labelPadding": 4},
    "legend": {"labelColor": INK, "labelFontSize": 9.5, "offset": 4, "symbolSize": 50},
    "text": {"color": INK, "fontSize": 9.5},
}


def drawn(chart: alt.LayerChart | alt.FacetChart, words: str, width: int, height: int | alt.Step) -> str:
    """A chart of layers as SVG with its words, to stand in HTML; width and height in pixels, or the height of a step.

    What a mark tells a pointer or a screen reader on a page stays out: a file that is mailed holds what it shows.
    """
    # Loading it takes longer than drawing: only who prints pays for that.
    import vl_convert

    spec = chart.to_dict(validate=False)
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        if layer["mark"]["type"] == "text":
            encoding.pop("color", None)  # a page may be dark, paper is white
        if encoding.get("y", {}).get("type") == "nominal":
            encoding["y"]["axis"]["labelLimit"] = 0  # nothing can be asked of paper, so names stand whole
    size = {"width": width, "height": height if isinstance(height, int) else height.to_dict()}
    fit = {"type": "fit" if isinstance(height, int) else "fit-x", "contains": "padding"}
    own = spec["config"]
    config = own | {name: own.get(name, {}) | of if isinstance(of, dict) else of for name, of in PAPER.items()}
    made = vl_convert.vegalite_to_svg(
        spec | size | {"autosize": fit, "config": config},
        vl_version=".".join(alt.SCHEMA_VERSION.split(".")[:2]),
        allowed_base_urls=[],
    )
    head, inside = made.split(">", 1)
    box = head[head.index("viewBox=") :]
    return f'<svg role="img" aria-label="{escape(words)}" {box}>{inside}'
