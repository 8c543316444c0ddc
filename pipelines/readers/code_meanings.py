"""What a table says of its codes: the description and the flag that stand beside them, kept for the school's code table."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import CODES, MAGISTER_KINDS, MAGISTER_WORDS, conform
from pipelines.readers.header_words import classes, header_key

# What sources call a row of a pupil who was there.
PRESENT_WORDS = ("present", "aanwezig")
PRESENT = "aanwezig"
_FEWEST_PUPILS = 2


def kind_in_words(description: pl.Expr) -> pl.Expr:
    """The kind that a description names in words that mean the same everywhere; null for any other."""
    return (
        description.str.strip_chars()
        .str.to_lowercase()
        .replace_strict(
            {**MAGISTER_WORDS, **dict.fromkeys(PRESENT_WORDS, PRESENT)}, default=None, return_dtype=pl.String
        )
    )


def magister_kind(type_: Any) -> str | None:
    """The kind of a code by Magister's type: a number, its digits, or a word of its own; None for any other."""
    word = str(type_ or "").strip().lower()
    return MAGISTER_KINDS.get(int(word)) if word.isdecimal() else MAGISTER_WORDS.get(word)


def told_codes(raw: pl.DataFrame) -> pl.DataFrame | None:
    """One row per code with the description, kind and flag that stand beside it, as far as its rows agree; else null.

    None when they tell nothing of any code.
    """
    said = raw.select(
        values.text(pl.col("code")).alias("code"),
        values.text(pl.col("description")).alias("description"),
        pl.coalesce(
            pl.when(kind_in_words(pl.col("description")) == PRESENT).then(pl.lit(PRESENT)), pl.col("kind")
        ).alias("kind"),
        values.boolean(pl.col("authorised")).alias("authorised"),
        "row",
    ).drop_nulls("code")
    told = ("description", "kind", "authorised")
    agreed = [
        pl.when(pl.col(name).drop_nulls().n_unique() == 1).then(pl.col(name).drop_nulls().first()).alias(name)
        for name in told
    ]
    rows = said.group_by("code", maintain_order=True).agg(*agreed, pl.col("row").first())
    rows = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in told))
    return conform(rows, CODES) if rows.height else None


def code_meanings(raw: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame | None:
    """One row per code with what a school's own table calls it; None when the table has no such column.

    The flag stays with the rows themselves: one code may be authorised on one day and not on another.
    """
    told = classes(header_key(names.get("type", ""))) or frozenset()
    if "code" not in names or not told & {"description", "sort"}:
        return None
    return described_codes(raw, "type")


def described_codes(raw: pl.DataFrame, column: str) -> pl.DataFrame:
    """One row per code of text rows with the one description that stands beside it in `column`.

    What stands with one pupil only may be a remark about that pupil: it is not kept.
    """
    rows = raw.select(
        values.text(pl.col("code")).alias("code"), values.text(pl.col(column)).alias("description"), "student_id", "row"
    ).drop_nulls("code")
    one = rows.group_by("code", maintain_order=True).agg(
        pl.col("description").drop_nulls().unique().alias("all"), pl.col("student_id").n_unique(), pl.col("row").first()
    )
    one = one.filter((pl.col("all").list.len() == 1) & (pl.col("student_id") >= _FEWEST_PUPILS))
    return conform(one.select("code", pl.col("all").list.first().alias("description"), "row"), CODES)
