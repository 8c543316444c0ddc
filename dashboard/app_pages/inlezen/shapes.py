"""Files before and after an import: first rows, what changes, refused rows, and the imports so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl

from dashboard import words
from pipelines.readers import ReadResult
from pipelines.store.imports import FileReport

FIRST_ROWS = 5
ZONE = "Europe/Amsterdam"
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


def nothing() -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame()


def first_rows(result: ReadResult) -> pl.DataFrame:
    """The first rows of the largest table of a file, without the columns that it leaves empty."""
    frames = [f for f in (result.registrations, result.pupils, result.placements, result.codes) if f is not None]
    largest = max(frames, key=lambda frame: frame.height, default=nothing())
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
    return pl.concat(frames) if frames else nothing()


@dataclass(frozen=True)
class Import:
    """One import that changed something: its moment in UTC, the words for it in local time, a row per file."""

    moment: datetime
    label: str
    files: pl.DataFrame


def imports(rows: pl.DataFrame, school: str) -> dict[str, Import]:
    """The imports of a school, newest first, by a text key."""
    own = rows.filter(pl.col("school") == school)
    return {
        moment.isoformat(): Import(moment, _said(moment), _files(own.filter(pl.col("moment") == moment)))
        for moment in own["moment"].unique(maintain_order=True)
    }


def _said(moment: datetime) -> str:
    local = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE))
    return f"{words.day(local.date(), year=True)} om {local:%H:%M}"


def _files(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col("file").alias("Bestand"),
        pl.col("kind").alias("Soort"),
        pl.col("rows").alias("Rijen"),
        pl.col("new").alias("Nieuw"),
        pl.col("changed").alias("Gewijzigd"),
        pl.col("withdrawn").alias("Ingetrokken"),
        pl.col("refused").alias("Geweigerd"),
    )
