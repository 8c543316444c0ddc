"""Every colour of charts and paper in one place: safe for the colour-blind, and never the only sign.

Those of the pages themselves stand in `server/settings.toml` and of what is no Python in the file itself; a test holds
them against these.
"""

ACCENT = "#0b6e75"
GREY = "#9aa5ab"
# What chance does not explain, and what is only worth a look.
SIGNAL = "#b8410f"
LOOK = "#d98a00"
# Letters on paper, and on colours that are light or dark on every page.
INK = "#22292d"
WHITE, BLACK = "#ffffff", "#000000"
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
# Up asks for attention and down is good news; whoever stayed is background. The number stands in each cell as well.
MOVE_COLOURS = {
    "nieuw op de ladder": "#e69f00",
    "naar een hogere trede": SIGNAL,
    "op dezelfde trede": "#dfe5e7",
    "naar een lagere trede": "#56b4e9",
    "van de ladder af": "#009e73",
}
