"""One theme for every chart: calm axes, Dutch numbers and dates."""

from typing import Any

import altair as alt
from altair.utils import schemapi

DUTCH = {
    "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["€ ", ""]},
    "time": {
        "dateTime": "%a %e %B %Y %X",
        "date": "%d-%m-%Y",
        "time": "%H:%M:%S",
        "periods": ["", ""],
        "days": ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"],
        "shortDays": ["zo", "ma", "di", "wo", "do", "vr", "za"],
        "months": [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        "shortMonths": ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"],
    },
}

# Altair would hold every part of a chart against its schema while it is made; the tests do that for all charts.
schemapi.DEBUG_MODE = False


@alt.theme.register("verzuimbeeld", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Calm axes and Dutch numbers and dates in every chart."""
    config: Any = {
        "locale": DUTCH,
        "view": {"stroke": None},
        # What Vega says of axes and legends is English; every mark speaks for itself.
        "axis": {"aria": False, "grid": False, "ticks": False, "labelPadding": 6, "titleFontWeight": "normal"},
        # The first name belongs in the middle of its band too.
        "axisBand": {"labelFlush": False},
        "axisY": {"grid": True, "gridOpacity": 0.3, "domain": False},
        "legend": {"aria": False, "orient": "top", "titleFontWeight": "normal"},
    }
    return {"config": config}
