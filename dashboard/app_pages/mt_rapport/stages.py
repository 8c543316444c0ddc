"""The management report: pupils per stage of the protocol in force."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport.figures import beside_sizes
from dashboard.app_pages.mt_rapport.subject import Subject
from dashboard.stages.shapes import labelled
from pipelines.statistics.disclosure import hidden


def stages(
    standing: pl.DataFrame, ladders: pl.DataFrame, sizes: Mapping[str, int], subject: Subject, least: int
) -> tuple[pl.DataFrame, list[str]]:
    """Pupils per stage of the protocol in force, and the stages that are left out because few pupils stand there.

    `standing` has the pupils of the whole school per stage and afdeling, `ladders` the stages of the protocol, `sizes`
    the pupils of each afdeling in the order of the school.
    The numbers together, and who stands on no stage, are not told: they would give a small stage away.
    """
    known = labelled(ladders.filter("computable"))
    found = dict(iter(standing.group_by("ladder", "stage")))
    rows, left_out = [], []
    for row in known.sort("ladder_order", "level", "stage_order").iter_rows(named=True):
        here = found.get((row["ladder"], row["stage"]), standing.clear())
        if subject.hides(hidden(beside_sizes(here, sizes), least)):
            left_out.append(row["stage"])
            continue
        own = here.filter(pl.col("part") == subject.afdeling) if subject.afdeling else here
        students = int(own["students"].sum())
        said = words.number(students, 0)
        rows.append([row["ladder_name"], row["stage_label"], row["level"], students, said, row["stage"]])
    schema = {
        "ladder_name": pl.String,
        "stage_label": pl.String,
        "level": pl.Int64,
        "students": pl.Int64,
        "said": pl.String,
        "key": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row"), left_out


def stages_said(shown: pl.DataFrame) -> str:
    """The pupils per stage in words, for who cannot see the bars."""
    said = [f"{key} {number}" for key, number in shown.select("key", "said").iter_rows()]
    return f"Leerlingen per trede: {words.listed(said)}."


def left_out_said(stages: Sequence[str]) -> str:
    """Which stages have no number, in words; empty when all have one."""
    if not stages:
        return ""
    return f"Weggelaten om kleine groepen: {'trede' if len(stages) == 1 else 'treden'} {words.listed(list(stages))}."
