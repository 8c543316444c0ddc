"""Magister web-service list Terugkomers: one row is one follow-up, and whether the pupil came (formats.md 1.1)."""

from collections.abc import Mapping

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import FOLLOWUPS, Progress, ReadResult, conform
from pipelines.readers.checks import Check, no_pupil, refuse
from pipelines.readers.lists import Layout, open_list
from pipelines.readers.source import Source

kind = "magister-terugkomers"
title = "Magister-lijst Terugkomers"

layout = Layout(
    signature=(("terugkomerid",), ("gebruiktemaatregel", "gemeldok", "gemeldnietofniettijdig")),
    columns={
        "source_id": "terugkomerid",
        "student_id": "stamnummer",
        "measure": "gebruiktemaatregel",
        "date": "datum",
        "shown": "gemeldok",
        "missed": "gemeldnietofniettijdig",
    },
    required=("source_id", "student_id", "date"),
)


def recognise(source: Source) -> bool:
    """By the header."""
    return source.find_header(layout.fits) is not None


def read(source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None) -> ReadResult:
    """The follow-ups; their description is free text and not kept. Raises InputError for a missing column."""
    opened = open_list(source, layout, chosen)
    raw = opened.raw.with_columns(
        pl.lit(None, pl.String).alias(name) for name in layout.columns if name not in opened.raw.columns
    )
    good, refused = refuse(raw, _checks(), opened.names)
    shown, missed = values.boolean(pl.col("shown")), values.boolean(pl.col("missed"))
    frame = good.select(
        ("magister-terugkomer:" + values.number_text(pl.col("source_id"))).alias("source_id"),
        values.number_text(pl.col("student_id")).alias("student_id"),
        values.day(pl.col("date")).alias("date"),
        pl.col("measure"),
        pl.when(shown & ~missed.fill_null(False))
        .then(True)
        .when(missed & ~shown.fill_null(False))
        .then(False)
        .alias("shown"),
        (shown & missed).fill_null(False).alias("both"),
        "row",
    )
    if progress:
        progress(opened.rows_read, opened.rows_read)
    return ReadResult(
        kind=kind,
        refused=pl.concat([opened.refused, refused]).sort("row"),
        rows_read=opened.rows_read,
        warnings=_both(frame),
        whole_school=True,
        columns=opened.names,
        unused=opened.unused,
        header=opened.header,
        followups=conform(frame, FOLLOWUPS),
    )


def _checks() -> list[Check]:
    day = values.day(pl.col("date"))
    return [
        no_pupil("student_id"),
        Check(pl.col("source_id").is_null(), "source_id", "De rij heeft geen terugkomer_id."),
        Check(
            ~values.is_possible(day).fill_null(False),
            "date",
            "Deze datum ontbreekt, bestaat niet of is niet te lezen.",
            "Schrijf de datum als dd-mm-jjjj, bijvoorbeeld 07-09-2026.",
        ),
    ]


def _both(frame: pl.DataFrame) -> tuple[str, ...]:
    rows = frame.filter("both")
    if rows.is_empty():
        return ()
    sentence = (
        f"Bij {rows.height} terugkomers (de eerste in rij {rows['row'][0]}) staat zowel 'gemeld' als 'niet gemeld';"
        " of de leerling kwam, blijft daar onbekend."
    )
    return (sentence,)
