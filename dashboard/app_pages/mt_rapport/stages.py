"""The management report: pupils per stage of the protocol in force, rounded."""

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import total_said
from dashboard.app_pages.mt_rapport.subject import Subject
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


def stages(standing: pl.DataFrame, ladders: pl.DataFrame, subject: Subject, least: int, share: float) -> pl.DataFrame:
    """One row per stage of the protocol in force, with the pupils there: of the school the sum of its afdelingen.

    `standing` has the pupils of the whole school per stage and afdeling, `ladders` the stages of the protocol;
    `share` as in `figures`.
    """
    known = labelled(ladders.filter("computable"))
    own = standing.filter(pl.col("part") == subject.afdeling) if subject.afdeling else standing
    found = {key: rows["students"].to_list() for key, rows in own.group_by("ladder", "stage")}
    rows = []
    for row in known.sort("ladder_order", "level", "stage_order").iter_rows(named=True):
        shown = [cell(pupils, pupils, least) for pupils in found.get((row["ladder"], row["stage"]), ())]
        text = total_said(shown, least, share)
        rows.append([row["ladder_name"], row["stage_label"], row["level"], total(shown).value, text, row["stage"]])
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def stages_said(shown: pl.DataFrame) -> str:
    """The pupils per stage in words, for who cannot see the bars."""
    parts = [f"{key} {number}" for key, number in shown.select("key", "said").iter_rows()]
    return f"Leerlingen per trede, afgerond: {words.listed(parts)}."
