"""Magister web-service lists Verantwoordingen and (2): one row is one registration (formats.md 1.1).

Both lists name a registration by the same verantwoording_id.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.lists import Layout, open_list
from pipelines.readers.registrations import registrations
from pipelines.readers.source import Source

_FIRST = Layout(
    signature=(("verantwoordingid",), ("aanwezigheidsredencode", "aanwezigheidsredengeoorloofd", "genoteerdop")),
    columns={
        "source_id": "verantwoordingid",
        "student_id": "stamnummer",
        "date": "moment",
        "hour_from": "lesuur",
        "code": "aanwezigheidsredencode",
        "authorised": "aanwezigheidsredengeoorloofd",
        "entered_on": "genoteerdop",
    },
    required=("student_id", "date", "hour_from", "code"),
)
_SECOND = Layout(
    signature=(("verantwoordingid",), ("absentieredencode", "verantwoordingdatum", "verantwoordinglesuur")),
    columns={
        "source_id": "verantwoordingid",
        "student_id": "stamnummer",
        "date": "verantwoordingdatum",
        "hour_from": "verantwoordinglesuur",
        "code": "absentieredencode",
        "entered_on": "datuminvoer",
    },
    required=("student_id", "date", "hour_from", "code"),
)


@dataclass(frozen=True)
class VerantwoordingenReader:
    """Reads one of the two lists. The second has no geoorloofd column: unknown."""

    kind: str
    title: str
    layout: Layout

    def recognise(self, source: Source) -> bool:
        """By the header."""
        return source.find_header(self.layout.fits) is not None

    def read(
        self, source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None
    ) -> ReadResult:
        """The registrations. Raises InputError when a column is missing or the file is cut off."""
        opened = open_list(source, self.layout, chosen)
        if progress:
            progress(0, opened.rows_read)
        found = registrations(opened.raw, opened.names, source.one_lesson, source.lesson_times)
        source_id = pl.lit("magister:") + pl.col("source_id")
        if progress:
            progress(opened.rows_read, opened.rows_read)
        return ReadResult(
            kind=self.kind,
            registrations=found.frame.with_columns(source_id.alias("source_id")),
            refused=pl.concat([opened.refused, found.refused]).sort("row"),
            rows_read=opened.rows_read,
            dropped_present=found.dropped_present,
            warnings=found.warnings,
            whole_school=True,
            columns=opened.names,
            unused=opened.unused,
            header=opened.header,
        )


VERANTWOORDINGEN = VerantwoordingenReader("magister-verantwoordingen", "Magister-lijst Verantwoordingen", _FIRST)
VERANTWOORDINGEN_2 = VerantwoordingenReader(
    "magister-verantwoordingen-2", "Magister-lijst Verantwoordingen (2)", _SECOND
)
