"""Who stands at another height under another protocol: counted per track, and as a list."""

from collections.abc import Mapping

import polars as pl

from dashboard import words
from dashboard.app_pages.vergelijken.shapes import pupils
from dashboard.listing import one_of
from dashboard.variants.differing import DIRECTIONS

EVERY_TRACK = "alles"


def bars(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """Pupils per track and direction; `key` names both."""
    order = {track: place for place, track in enumerate(labels)}
    return (
        rows.group_by("track", "track_name", "direction")
        .agg(pl.len().cast(pl.Int64).alias("students"))
        .with_columns(
            pl.col("direction").replace_strict(DIRECTIONS, return_dtype=pl.String).alias("direction_label"),
            (pl.col("track") + "~" + pl.col("direction")).alias("key"),
            pl.col("track").replace_strict(order, return_dtype=pl.Int64).alias("place"),
        )
        .sort("place", "direction")
    )


def differ_list(rows: pl.DataFrame, track: str = EVERY_TRACK, direction: str = EVERY_TRACK) -> pl.DataFrame:
    """The pupils who differ, on one track or in one direction when asked, with both stages and rules.

    Raises StaleLinkError for a direction that does not exist.
    """
    one_of(direction, {EVERY_TRACK, *DIRECTIONS}, "de richting")
    chosen = rows.filter(
        (pl.col("track") == track) | pl.lit(track == EVERY_TRACK),
        (pl.col("direction") == direction) | pl.lit(direction == EVERY_TRACK),
    )
    return pupils(
        chosen,
        Spoor=pl.col("track_name"),
        **{
            "Trede A": pl.col("said"),
            "Trede B": pl.col("said_second"),
            "Regel A": pl.col("why").fill_null(words.UNKNOWN),
            "Regel B": pl.col("why_second").fill_null(words.UNKNOWN),
        },
    )
