"""Files before and after an import: first rows, what changes, and refused rows."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import words
from dashboard.app_pages.inlezen.columns import title
from pipelines.questions.code_findings import CodeFinding
from pipelines.store.trial import FileReport

LONGEST_LIST = 80
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


def first_rows(rows: pl.DataFrame) -> pl.DataFrame:
    """First rows of a file, without the columns that it leaves empty."""
    filled = [name for name in DUTCH if name in rows.columns and rows[name].null_count() < rows.height]
    if "hour_to" in filled and rows["hour_to"].equals(rows["hour_from"]):
        filled.remove("hour_to")
    return rows.select(pl.col(name).alias(DUTCH[name]) for name in filled)


def used(found: Mapping[str, str], kind: str) -> pl.DataFrame:
    """One row per column that is read: its header and what it is read as."""
    rows = [{"Kolom": header, "Gelezen als": title(field, kind)} for field, header in found.items()]
    return pl.DataFrame(rows, schema={"Kolom": pl.String, "Gelezen als": pl.String})


def unknown(codes: Sequence[CodeFinding]) -> tuple[str, ...]:
    """How much does not count as long as nobody maps its code."""
    open_ = [code for code in codes if code.unknown]
    if not open_:
        return ()
    rows = sum(code.unknown for code in open_)
    are, count = ("is" if len(open_) == 1 else "zijn"), ("telt" if rows == 1 else "tellen")
    return (
        f"{words.count(len(open_), 'code', 'codes')} {are} onbekend: {registrations(rows)} {count} nergens mee tot er een "
        "categorie is gekozen.",
    )


def shortened(text: str) -> str:
    """A long list of numbers, cut off."""
    return words.shortened(text, LONGEST_LIST)


def registrations(count: int) -> str:
    """`1 registratie`, `2 registraties`."""
    return words.count(count, "registratie", "registraties")


def changes(files: Sequence[FileReport]) -> pl.DataFrame:
    """One row per file: rows read, and the registrations that are new, changed, withdrawn or the same; pupils."""
    return pl.DataFrame(
        [
            {
                "Bestand": file.path.name,
                "Nieuw": file.change.new,
                "Gewijzigd": file.change.changed,
                "Ingetrokken": file.change.withdrawn,
                "Ongewijzigd": file.change.unchanged,
                "Geweigerd": file.refused.height,
                "Rijen": file.rows_read,
                "Leerlingen": file.pupils or None,
                "Nieuwe leerlingen": file.new_pupils if file.pupils else None,
            }
            for file in files
        ],
        schema_overrides={"Leerlingen": pl.Int64, "Nieuwe leerlingen": pl.Int64},
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
