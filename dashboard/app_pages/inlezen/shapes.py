"""Files before and after an import: first rows, what changes, and refused rows."""

from collections.abc import Sequence

import polars as pl

from pipelines.readers import ReadResult
from pipelines.store.imports import FileReport

FIRST_ROWS = 5
DUTCH = {
    "student_id": "Leerling",
    "leerling_id": "Leerling-id",
    "date": "Datum",
    "hour_from": "Lesuur",
    "hour_to": "tot en met",
    "code": "Code",
    "description": "Omschrijving",
    "kind": "Soort",
    "authorised": "Geoorloofd",
    "subject": "Vak",
    "klas": "Klas",
    "roepnaam": "Roepnaam",
    "tussenvoegsel": "Tussenvoegsel",
    "achternaam": "Achternaam",
    "birth_date": "Geboren",
    "studie": "Studie",
    "leerjaar": "Leerjaar",
    "mentor": "Mentor",
    "valid_from": "Vanaf",
    "valid_until": "Tot",
}


def first_rows(result: ReadResult) -> pl.DataFrame:
    """The first rows of the largest table of a file, without the columns that it leaves empty."""
    frames = [f for f in (result.registrations, result.pupils, result.placements, result.codes) if f is not None]
    largest = max(frames, key=lambda frame: frame.height, default=pl.DataFrame())
    filled = [name for name in DUTCH if name in largest.columns and largest[name].null_count() < largest.height]
    if "hour_to" in filled and largest["hour_to"].equals(largest["hour_from"]):
        filled.remove("hour_to")
    return largest.select(pl.col(name).alias(DUTCH[name]) for name in filled).head(FIRST_ROWS)


def changes(files: Sequence[FileReport]) -> pl.DataFrame:
    """One row per file: rows read, and the registrations that are new, changed, withdrawn or the same."""
    return pl.DataFrame(
        [
            {
                "Bestand": file.path.name,
                "Soort": file.kind,
                "Rijen": file.rows_read,
                "Nieuw": file.change.new,
                "Gewijzigd": file.change.changed,
                "Ingetrokken": file.change.withdrawn,
                "Ongewijzigd": file.change.unchanged,
                "Geweigerd": file.refused.height,
                "Leerlingen": file.pupils or None,
            }
            for file in files
        ],
        schema_overrides={"Leerlingen": pl.Int64},
    )


def refused(files: Sequence[FileReport]) -> pl.DataFrame:
    """One row per refused row: file, row, column, value, what is wrong and what to do."""
    frames = [
        file.refused.select(
            pl.lit(file.path.name).alias("Bestand"),
            pl.col("row").alias("Rij"),
            pl.col("column").alias("Kolom"),
            pl.col("value").alias("Waarde"),
            pl.col("reason").alias("Wat er is"),
            pl.col("remedy").alias("Wat u kunt doen"),
        )
        for file in files
        if file.refused.height
    ]
    return pl.concat(frames) if frames else pl.DataFrame()
