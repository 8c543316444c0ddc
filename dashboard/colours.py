"""Every colour of charts and paper in one place: safe for the colour-blind, and never the only sign.

What is no Python has its colours in the file itself: `server/settings.toml` those of the pages, and what is mailed or
runs elsewhere. A test holds them against these.
"""

ACCENT = "#0b6e75"
# The accent on a dark page, where its own colour would be faint.
DARK_ACCENT = "#66c6cc"
GREY = "#9aa5ab"
# What chance does not explain, and what is only worth a look.
SIGNAL = "#b8410f"
LOOK = "#d98a00"
# Beside the accent and a signal: good news, and what is neither.
BLUE, PINK = "#0072b2", "#cc79a7"
# Letters on paper, and on colours that are light or dark on every page.
INK = "#22292d"
# Letters on a dark page.
DARK_INK = "#e6eaec"
WHITE, BLACK = "#ffffff", "#000000"
# Of what is no Python: rules between the rows of a report to mail, and a fault in the bookmarklet.
RULE, FAULT = "#d5dbde", "#b3261e"
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
LEVEL_COLOURS = ["#cfe5e6", "#9ccbcd", "#64aaae", "#33888d", ACCENT, "#064a4f"]
# On a dark page a higher stage is lighter: what is high stays strong there, and what is low faint.
DARK_LEVEL_COLOURS = ["#1e3436", "#264c50", "#2f6a6f", "#3f8d93", "#6dbcc2", "#b4e6ea"]
# Up asks for attention and down is good news; whoever stayed is background. The number stands in each cell as well.
MOVE_COLOURS = {"nieuw": "#e69f00", "omhoog": SIGNAL, "gelijk": "#dfe5e7", "omlaag": "#56b4e9", "eraf": "#009e73"}
# Whoever stayed is background on a dark page too.
DARK_STAYED = "#2b3539"
# For more lines than there are words for; the dash tells them apart as well.
LINE_COLOURS = [ACCENT, "#d55e00", BLUE, PINK, "#7b4b94", "#e69f00", "#009e73", "#4d4d4d"]
