"""The imports so far, as a list of choices and with their files."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl

from dashboard import words

ZONE = "Europe/Amsterdam"


@dataclass(frozen=True)
class Import:
    """One import that changed something: its moment in UTC, the words for it in local time, a row per file."""

    moment: datetime
    label: str
    files: pl.DataFrame


def by_moment(rows: pl.DataFrame, school: str) -> dict[str, Import]:
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
