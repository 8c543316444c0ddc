"""Registration codes that ask for a decision of the school."""

from collections.abc import Collection, Mapping

import polars as pl

from dashboard import words


def listed(rows: pl.DataFrame, labels: Mapping[str, str], unknown: bool) -> pl.DataFrame:
    """One row per code that nobody maps (`unknown`), or of which the source says otherwise than the category."""
    chosen = pl.col("category") == "onbekend_code"
    found = rows.filter(chosen if unknown else pl.col("contradiction"))
    return found.select(
        pl.col("code").alias("Code"),
        pl.col("description").alias("Omschrijving"),
        pl.col("flag").replace_strict({"true": "geoorloofd", "false": "ongeoorloofd"}, default=None).alias("Bron zegt"),
        pl.col("category").replace(dict(labels)).alias("Telt nu als"),
        pl.col("registrations").alias("Registraties"),
        pl.col("first_date").alias("Eerste dag"),
        pl.col("last_date").alias("Laatste dag"),
    )


def decidable(
    rows: pl.DataFrame, chosen: Mapping[str, str], fixed: Collection[str], proposed: Collection[str]
) -> dict[str, str]:
    """Code -> what is known of it, for codes nobody maps, contradicted, proposed otherwise, or chosen here before.

    `chosen` maps codes to categories by choice on the page, `fixed` are the codes of school.toml, which go first;
    `proposed` are those that the words of the source call otherwise than they count.
    """
    asked = (pl.col("category") == "onbekend_code") | pl.col("contradiction") | pl.col("code").is_in(list(proposed))
    open_codes = rows.filter(asked)
    counted = (
        pl.concat([open_codes, rows.filter(pl.col("code").is_in(list(chosen)))])
        .unique(["code", "kind", "flag"])
        .group_by("code")
        .agg(
            pl.col("registrations").sum(),
            pl.col("first_date").min(),
            pl.col("last_date").max(),
            pl.col("description").drop_nulls().first(),
        )
        .filter(~pl.col("code").is_in(list(fixed)))
        .sort("registrations", "code", descending=[True, False])
    )
    return {row["code"]: _known_of(row) for row in counted.iter_rows(named=True)}


def _known_of(row: dict[str, object]) -> str:
    called = f" ({row['description']})" if row["description"] else ""
    amount = words.count(int(str(row["registrations"])), "registratie", "registraties")
    return f"{row['code']}{called}: {amount}, {row['first_date']:%d-%m-%Y} t/m {row['last_date']:%d-%m-%Y}"
