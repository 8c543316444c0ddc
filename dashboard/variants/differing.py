"""Who stands at another height under another protocol."""

from collections.abc import Collection, Mapping

import polars as pl

from dashboard import words
from dashboard.doors import door
from dashboard.variants import answers, catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.questions.differs import differences
from protocols.load import comparison_file

TRACKS: dict[str, str] = {row.track: row.label for row in comparison_file().track}

HIGHER, LOWER, OTHER, ALONE = "hoger", "lager", "anders", "los"
# A protocol without a ladder on a track (lateness counted with absence) has nobody there: that is no other height.
DIRECTIONS = {
    HIGHER: "hoger onder B",
    LOWER: "lager onder B",
    OTHER: "andere trede, even hoog",
    ALONE: "alleen A of B heeft hier een ladder",
}
NONE, NO_LADDER = "geen trede", "geen ladder"


@door()
def differing(view: View, first: Variant, second: Variant) -> pl.DataFrame:
    """Who stands at another height under the second than under the first, by track."""
    sides = [answers.ask(view, "heights", (each,)) for each in (first, second)]
    same_base = catalogue.base(first).id == catalogue.base(second).id
    there = [{str(ladder.track) for ladder in catalogue.protocol(each).ladder} for each in (first, second)]
    return directed(sides[0], sides[1], same_base, TRACKS, (there[0], there[1]))


def directed(
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
