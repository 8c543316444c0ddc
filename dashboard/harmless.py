"""Text for a spreadsheet, which runs what it takes for a formula."""

import polars as pl

# What a spreadsheet begins a formula with, also behind what it takes away itself, and in the wide forms of the same signs.
FORMULA = "^[\\s\\x00\ufeff]*[=+\\-@＝＋－＠|]|^[\\t\\r\\n]"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def harmless(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers.

    Names, klassen and codes come from files of others, and whoever opens the output runs what stands in them.
    """
    texts = [pl.col(name) for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.when(text.str.contains(FORMULA) & ~text.str.contains(NUMBER)).then("'" + text).otherwise(text).name.keep()
        for text in texts
    )
