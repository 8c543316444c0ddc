"""Who stands at another height under another protocol: counted per track, as a list, and of one pupil."""

from collections.abc import Collection, Mapping

import polars as pl

from dashboard import words
from dashboard.app_pages.vergelijken.shapes import pupils
from dashboard.listing import one_of
from pipelines.questions.differs import differences

HIGHER, LOWER, OTHER, ALONE = "hoger", "lager", "anders", "los"
# A protocol without a ladder on a track (lateness counted with absence) has nobody there: that is no other height.
DIRECTIONS = {
    HIGHER: "hoger onder B",
    LOWER: "lager onder B",
    OTHER: "andere trede, even hoog",
    ALONE: "alleen A of B heeft hier een ladder",
}
NONE, NO_LADDER = "geen trede", "geen ladder"
EVERY_TRACK = "alles"


def differing(
    first: pl.DataFrame,
    second: pl.DataFrame,
    same_base: bool,
    labels: Mapping[str, str],
    ladders: tuple[Collection[str], Collection[str]],
) -> pl.DataFrame:
    """The rows of `differences` with `direction`, the label of the track, and both stages in words (`said`).

    Of two variants of one protocol the stages are compared; of different protocols their heights. `ladders` are the
    tracks on which each has a ladder.
    """
    rows = differences(first, second, by="stage" if same_base else "level")
    before, after = pl.col("level").fill_null(0), pl.col("level_second").fill_null(0)
    both = pl.col("track").is_in(list(set(ladders[0]) & set(ladders[1])))
    direction = (
        pl.when(~both)
        .then(pl.lit(ALONE))
        .when(after > before)
        .then(pl.lit(HIGHER))
        .when(after < before)
        .then(pl.lit(LOWER))
        .otherwise(pl.lit(OTHER))
        .alias("direction")
    )
    return rows.with_columns(
        direction,
        _stage("", ladders[0]),
        _stage("_second", ladders[1]),
        track_name=pl.col("track").replace_strict(dict(labels), return_dtype=pl.String),
    )


def _stage(suffix: str, tracks: Collection[str]) -> pl.Expr:
    nothing = pl.when(pl.col("track").is_in(list(tracks))).then(pl.lit(NONE)).otherwise(pl.lit(NO_LADDER))
    stage = pl.col(f"stage{suffix}") + ": " + pl.col(f"stage_name{suffix}")
    return pl.coalesce(stage, nothing).alias(f"said{suffix}")


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


def answer(rows: pl.DataFrame, everyone: int, here: str = "onder B", there: str = "onder A") -> str:
    """How many pupils differ anywhere, and which way; `here` and `there` say what is held against what."""
    who = rows.filter(pl.col("direction") != ALONE)["student_id"].n_unique()
    higher, lower = (rows.filter(direction=way)["student_id"].n_unique() for way in (HIGHER, LOWER))
    if not who:
        return f"Niemand staat {here} op een andere trede dan {there}."
    return (
        f"{words.number(who, 0)} van de {words.count(everyone, 'leerling', 'leerlingen')} "
        f"{'staat' if who == 1 else 'staan'} {here} op een andere hoogte dan {there}: {words.number(higher, 0)} ergens "
        f"hoger, {words.number(lower, 0)} ergens lager."
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


def of_pupil(
    first: pl.DataFrame, second: pl.DataFrame, labels: Mapping[str, str], names: tuple[str, str]
) -> pl.DataFrame:
    """One row per track on which one pupil has a stage under either: stage, since when and rule of both.

    `first` and `second` are rows of `heights`; `track`, `ladder`, `stage` and those of the second are for the program.
    """
    both = first.join(second, on="track", how="full", coalesce=True, suffix="_second")
    order = {track: place for place, track in enumerate(labels)}
    sides = {}
    for name, suffix in zip(names, ("", "_second"), strict=True):
        since = pl.lit(" sinds ") + pl.col(f"reached_on{suffix}").dt.strftime("%d-%m-%Y")
        sides[f"Trede volgens {name}"] = (
            pl.col(f"stage{suffix}") + ": " + pl.col(f"stage_name{suffix}") + since
        ).fill_null(NONE)
        sides[f"Regel volgens {name}"] = pl.col(f"why{suffix}").fill_null(words.UNKNOWN)
    return both.sort(pl.col("track").replace_strict(order)).select(
        pl.col("track").replace_strict(dict(labels), return_dtype=pl.String).alias("Spoor"),
        **sides,
        track="track",
        ladder="ladder",
        stage="stage",
        ladder_second="ladder_second",
        stage_second="stage_second",
    )


def registrations(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """The registrations behind a stage, one row per day and kind, newest first."""
    return (
        rows.with_columns(pl.col("category").replace_strict(dict(labels), default="Overig").alias("Soort"))
        .unique(["date", "lesson_hour", "Soort"])
        .sort("lesson_hour")
        .group_by("date", "Soort")
        .agg(pl.col("lesson_hour").drop_nulls().cast(pl.String).str.join(", ").alias("Lesuren"))
        .sort("date", "Soort", descending=[True, False])
        .rename({"date": "Dag"})
    )
