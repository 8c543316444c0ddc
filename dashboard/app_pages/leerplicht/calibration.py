"""How well the chances of the 16-hour norm came true, as a table and in words."""

import polars as pl

from dashboard import words
from pipelines.statistics.calibration import Band, Calibration

# Bands are parts of one, added up.
HAIR = 1e-9
TOO_FEW = "Er zijn nog te weinig eerdere schooljaren om de kansen na te meten."
COLUMNS = {
    "Kans": pl.String,
    "Keer getoond": pl.Int64,
    "Leerlingen": pl.Int64,
    "Verwacht": pl.String,
    "Haalden de norm": pl.Int64,
    "In woorden": pl.String,
}


def table(found: Calibration | None) -> pl.DataFrame:
    """One row per band of chances: how often shown, of how many pupils, expected and seen."""
    return pl.DataFrame(
        [
            (band_name(band), band.shown, band.pupils, words.number(band.expected), band.happened, _told(band))
            for band in (found.bands if found else ())
        ],
        schema=COLUMNS,
        orient="row",
    )


def sentences(found: Calibration | None, likely: float) -> list[str]:
    """What the table says: whether more came than stated, and how often what was called likely came."""
    if found is None:
        return [TOO_FEW]
    high = [band for band in found.bands if band.low >= likely - HAIR]
    shown, came = sum(band.shown for band in high), sum(band.happened for band in high)
    percent = words.number(100 * likely, 0)
    return [
        f"Aan het eind van eerdere schoolweken stond er {words.number(found.shown, 0)} keer een leerling op deze lijst; "
        f"opgeteld was {words.number(found.expected)} keer de norm verwacht, het werd {words.number(found.happened, 0)} keer: "
        f"{_verdict(found)}.",
        f"Een kans van {percent} % of meer kwam {words.number(shown, 0)} keer voor; {words.number(came, 0)} keer "
        "werd de norm gehaald."
        if shown
        else f"Een kans van {percent} % of meer kwam niet voor.",
    ]


def without_counts(found: Calibration | None) -> list[str]:
    """The same for who sees a part of the school: what is counted are pupils of others too."""
    if found is None:
        return [TOO_FEW]
    more = "vaker" if found.happened > found.expected else "minder vaak"
    return [
        f"In eerdere schooljaren is de norm in de hele school {more} gehaald dan verwacht; {_verdict(found)}. De aantallen "
        "staan bij wie de hele school ziet."
    ]


def _verdict(found: Calibration) -> str:
    by_chance = abs(found.happened - found.expected) <= found.noise
    return "dat verschil past bij toeval" if by_chance else "dat verschil is meer dan toeval"


def band_name(band: Band) -> str:
    """`20–40 %`."""
    return f"{round(100 * band.low)}–{round(100 * band.high)} %"


def _told(band: Band) -> str:
    if band.lower is None or band.upper is None:
        return "kwam niet voor"
    share = f"haalden er {band.happened} van de {words.number(band.shown, 0)} de norm"
    span = f"{round(100 * band.lower)} tot {round(100 * band.upper)} %"
    few = band.upper - band.lower > band.high - band.low
    return f"{share}; {'onzeker, want weinig leerlingen' if few else 'dat past bij'}: {span}".replace("bij:", "bij")
