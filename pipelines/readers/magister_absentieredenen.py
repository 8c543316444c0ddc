"""Magister web-service list Absentieredenen: one row is one reason code of the school (formats.md 1.1)."""

from collections.abc import Mapping

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import CODES, MAGISTER_KINDS, Progress, ReadResult, conform
from pipelines.readers.checks import Check, refuse
from pipelines.readers.code_meanings import PRESENT, kind_in_words
from pipelines.readers.lists import Layout, open_list
from pipelines.readers.source import Source

kind = "magister-absentieredenen"
title = "Magister-lijst Absentieredenen"

layout = Layout(
    signature=(("absentieredencode",), ("absentieredenid", "absentieredenomschrijving", "verantwoordingstypeid")),
    columns={
        "code": "absentieredencode",
        "description": "absentieredenomschrijving",
        "type": "verantwoordingstypeid",
        "authorised": "geoorloofd",
        "luxeverzuim": "luxeverzuim",
    },
    required=("code",),
)


def recognise(source: Source) -> bool:
    """By the header."""
    return source.find_header(layout.fits) is not None


def read(source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None) -> ReadResult:
    """The code table. A code that occurs twice keeps its last row, with a warning. Raises InputError."""
    opened = open_list(source, layout, chosen)
    raw = opened.raw.with_columns(
        pl.lit(None, pl.String).alias(name) for name in layout.columns if name not in opened.raw.columns
    )
    good, refused = refuse(raw, [Check(pl.col("code").is_null(), "code", "De rij heeft geen code.")], opened.names)
    type_ = values.number_text(pl.col("type")).cast(pl.Int64, strict=False)
    frame = good.select(
        values.text(pl.col("code")).alias("code"),
        values.text(pl.col("description")).alias("description"),
        # 'Present' is a reason of type 1, Absent, and says the opposite.
        pl.when(kind_in_words(pl.col("description")) == PRESENT)
        .then(pl.lit(PRESENT))
        .otherwise(type_.replace_strict(MAGISTER_KINDS, default=None, return_dtype=pl.String))
        .alias("kind"),
        values.boolean(pl.col("authorised")).alias("authorised"),
        values.boolean(pl.col("luxeverzuim")).alias("luxeverzuim"),
        "row",
    )
    twice = frame.filter(pl.col("code").is_duplicated())["code"].unique(maintain_order=True).to_list()
    warnings = tuple(f"Code {code} staat twee keer in de lijst; de laatste rij telt." for code in twice)
    if progress:
        progress(opened.rows_read, opened.rows_read)
    return ReadResult(
        kind=kind,
        codes=conform(frame.unique("code", keep="last", maintain_order=True), CODES),
        refused=pl.concat([opened.refused, refused]).sort("row"),
        rows_read=opened.rows_read,
        warnings=warnings,
        whole_school=True,
        columns=opened.names,
        unused=opened.unused,
        header=opened.header,
    )
