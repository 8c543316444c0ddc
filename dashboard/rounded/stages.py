"""Pupils per stage of the protocol in force, as they leave the team: the cells of stage and afdeling are rounded first."""

from collections.abc import Collection

import polars as pl

from dashboard import words
from dashboard.rounded.said import said, total_said
from dashboard.stages.shapes import labelled
from pipelines.statistics.disclosure import cell, total

SCHEMA = {
    "ladder_name": pl.String,
    "stage_label": pl.String,
    "level": pl.Int64,
    "students": pl.Int64,
    "said": pl.String,
    "key": pl.String,
}


def stages(
    standing: pl.DataFrame, ladders: pl.DataFrame, least: int, share: float, afdelingen: Collection[str] = ()
) -> pl.DataFrame:
    """One row per stage of these `ladders`, with the pupils there: the sum of some afdelingen, or of all of the school.

    `standing` has the pupils of the whole school per stage and afdeling (`part`); of a count of which more than `share`
    is of few pupils it is told how far it may be off.
    """
    known = labelled(ladders.filter("computable"))
    own = standing.filter(pl.col("part").is_in(list(afdelingen))) if afdelingen else standing
    found = {key: rows["students"].to_list() for key, rows in own.group_by("ladder", "stage")}
    rows = []
    for row in known.sort("ladder_order", "level", "stage_order").iter_rows(named=True):
        shown = [cell(pupils, pupils, least) for pupils in found.get((row["ladder"], row["stage"]), ())]
        text = total_said(shown, least, share)
        rows.append([row["ladder_name"], row["stage_label"], row["level"], total(shown).value, text, row["stage"]])
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def through_weeks(rows: pl.DataFrame, least: int) -> pl.DataFrame:
    """The pupils per stage and week of `pipelines.questions.ladders`, `stage_weeks`, by afdeling, as sums of rounded cells."""
    keys = ["week_start", "date", "stage", "level"]
    shown = [
        (*at, found.value, said(found, least))
        for at, of in rows.group_by(keys, maintain_order=True)
        if (found := total(cell(pupils, pupils, least) for pupils in of["students"]))
    ]
    schema = {name: rows.schema[name] for name in (*keys, "students")} | {"said": pl.String}
    return pl.DataFrame(shown, schema=schema, orient="row")


def stages_said(shown: pl.DataFrame) -> str:
    """The pupils per stage in words, for who cannot see the bars."""
    parts = [f"{key} {number}" for key, number in shown.select("key", "said").iter_rows()]
    return f"Leerlingen per trede, afgerond: {words.listed(parts)}."
