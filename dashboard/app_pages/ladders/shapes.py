"""One ladder: pupils per stage, through the weeks, who moved, and who is close to a next stage."""

import polars as pl

from dashboard import words
from dashboard.stages.shapes import NONE, distance_words, ladder_stages

# How the page is read.
EXPLAINED = {
    "Treden": [
        "Een leerling telt op de hoogste bereikte trede. Een trede vervalt als de periode of het schooljaar voorbij is, of als "
        "het venster van de regel leegloopt.",
        "Waar een trede een percentage vraagt, is dat van de lessen van het hele tijdvak; een week zonder rooster telt als de "
        "laatste bekende. Wie in geen rooster staat, heeft geen percentage en staat dus op geen trede.",
    ],
    "Door de weken": [
        "Een vakje telt wie aan het eind van een schoolweek op die trede stond; eronder staat de maandag van die week. Sterker "
        "is meer dan in andere weken van dezelfde trede. Kies een vakje om die leerlingen te zien."
    ],
}
# Which pupils the page lists.
LISTED = {"on": "op deze ladder", "near": "dicht bij een volgende trede"}
# How pupils moved between two days, in the order of what asks for attention first.
MOVES = {
    "nieuw": "nieuw op de ladder",
    "omhoog": "naar een hogere trede",
    "omlaag": "naar een lagere trede",
    "eraf": "van de ladder af",
    "gelijk": "op dezelfde trede",
    "vertrokken": "niet meer in deze groep",
}


def stages(standing_rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str, pupils: int) -> pl.DataFrame:
    """Pupils per stage and their share of all; a stage that needs missing data is absent instead of zero."""
    counts = (
        standing_rows.filter(pl.col("ladder") == ladder)
        .group_by("stage")
        .agg(pl.len().cast(pl.Int64).alias("students"))
    )
    bars = (
        ladder_stages(ladders, protocol, ladder)
        .join(counts, on="stage", how="left")
        # Every pupil is on the list of stages or on none: no row here truly means nobody.
        .with_columns(pl.col("students").fill_null(0), pl.col("stage").alias("key"))
        .sort("level", "stage_order")
        .with_columns((100 * pl.col("students") / pupils if pupils else pl.lit(None, pl.Float64)).alias("share"))
        .select("stage_label", "level", "students", "share", "key")
    )
    said = [
        words.number(students, 0) + (f" ({words.number(share)} %)" if share is not None else "")
        for students, share in bars.select("students", "share").iter_rows()
    ]
    return bars.with_columns(pl.Series("said", said, dtype=pl.String))


def weeks(rows: pl.DataFrame, ladders: pl.DataFrame, protocol: str, ladder: str) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage and week (`said`: in words), and the labels of the stages from low to high; `key` names stage and day."""
    stages = ladder_stages(ladders, protocol, ladder)
    shown = rows.join(stages.select("stage", "stage_label"), on="stage").with_columns(
        (pl.col("stage") + "~" + pl.col("date").dt.to_string("%Y-%m-%d")).alias("key")
    )
    return shown, stages["stage_label"].to_list()


def near_next(ahead: pl.DataFrame, standing_rows: pl.DataFrame, ladder: str, share: float) -> pl.DataFrame:
    """Pupils close to a next stage, on the ladder or not yet, nearest first; `share` of its number is close, or one."""
    close = (pl.col("value") >= share * pl.col("number")) | (pl.col("distance") <= 1)
    present = standing_rows.filter(pl.col("ladder") == ladder).select("student_id", "stage_label")
    chosen = ahead.filter((pl.col("ladder") == ladder) & close).join(present, on="student_id", how="left")
    return (
        chosen.with_columns(distance_words(chosen))
        .sort(pl.col("distance") / pl.col("number"), "sort_name")
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("mentor").alias("Mentor"),
            pl.col("stage_label").fill_null(NONE).alias("Trede"),
            pl.col("value").alias("Teller nu"),
            pl.col("distance").alias("Nog"),
            pl.col("distance_words").alias("Volgende trede"),
        )
    )


def moved(rows: pl.DataFrame) -> pl.DataFrame:
    """The same pupils with how each moved (`move`, a key of MOVES): who joined or left the group did not go up or down."""
    before, after = pl.col("level_before"), pl.col("level_after")
    move = (
        pl.when(~pl.col("is_here"))
        .then(pl.lit("vertrokken"))
        .when(before.is_null())
        .then(pl.lit("nieuw"))
        .when(after.is_null())
        .then(pl.lit("eraf"))
        .when(after > before)
        .then(pl.lit("omhoog"))
        .when(after < before)
        .then(pl.lit("omlaag"))
        .otherwise(pl.lit("gelijk"))
    )
    return rows.with_columns(move.alias("move"))


def move_cells(moves: pl.DataFrame, stages: pl.DataFrame) -> pl.DataFrame:
    """One row per stage before and stage after that somebody made: pupils, and `key` for the list of them."""
    order = {NONE: 0} | {stage: place for place, stage in enumerate(stages["stage"], 1)}
    return (
        moves.filter(pl.col("move") != "vertrokken")
        .with_columns(pl.col("stage_before").fill_null(NONE), pl.col("stage_after").fill_null(NONE))
        .group_by("stage_before", "stage_after", "move")
        .agg(pl.len().cast(pl.Int64).alias("students"))
        .with_columns(
            pl.col("stage_before").replace_strict(order, return_dtype=pl.Int64, default=0).alias("order_before"),
            pl.col("stage_after").replace_strict(order, return_dtype=pl.Int64, default=0).alias("order_after"),
            pl.col("move").replace_strict(MOVES, return_dtype=pl.String).alias("move_label"),
            (pl.col("stage_before") + "~" + pl.col("stage_after")).alias("key"),
        )
        .sort("order_before", "order_after")
    )


def move_counts(moves: pl.DataFrame) -> dict[str, int]:
    """How many pupils made each kind of move, every kind named."""
    found = dict(moves.group_by("move").len().iter_rows())
    return {move: found.get(move, 0) for move in MOVES}


def move_list(moves: pl.DataFrame) -> pl.DataFrame:
    """Pupils with their stage before and after, as a list."""
    return moves.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.when("was_here")
        .then(pl.col("stage_before").fill_null(NONE))
        .otherwise(pl.lit("nog niet hier"))
        .alias("Toen"),
        pl.when("is_here").then(pl.col("stage_after").fill_null(NONE)).otherwise(pl.lit("niet meer hier")).alias("Nu"),
    )
