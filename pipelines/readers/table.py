"""CSV and Excel as a grid of text with true row numbers.

Row numbers are those that a spreadsheet shows: every record counts, title lines, the header and empty lines
included; a line break inside quotes does not start a new row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import fastexcel
import polars as pl

from pipelines.errors import InputError
from pipelines.readers.base import REFUSED
from pipelines.readers.header_words import header_key
from pipelines.readers.workbook import check_workbook

HEAD_ROWS = 20

Row = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The data rows under a header. `frame` has a text column per header key, and `row`.

    Empty cells are null, outer whitespace is gone, empty rows and repeated headers are left out.
    `headers` gives for each key the header as the file spells it; `refused` the rows of a wrong length.
    """

    frame: pl.DataFrame
    headers: Mapping[str, str]
    refused: pl.DataFrame

    @property
    def rows_read(self) -> int:
        return self.frame.height + self.refused.height


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook with anything in it, as text columns `c0`.. and `row`."""

    title: str
    visible: bool
    rows: pl.DataFrame


def column_names(width: int) -> list[str]:
    """The names of the columns before a header is known."""
    return [f"c{place}" for place in range(width)]


def unique_keys(header: Sequence[str]) -> list[str]:
    """Keys for a header row; of columns with the same name the first keeps it."""
    keys: list[str] = []
    for place, name in enumerate(header, 1):
        key = header_key(name)
        keys.append(key if key and key not in keys and key != "row" else f"{key}#{place}")
    return keys


def read_sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The sheets of a workbook, one in memory at a time. Raises InputError for an unreadable or an empty one."""
    check_workbook(data, name)
    rows = 0
    try:
        workbook = fastexcel.read_excel(data)
        for title in workbook.sheet_names:
            loaded = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
            sheet = loaded.to_polars()
            rows += sheet.height
            if sheet.height:
                sheet.columns = column_names(sheet.width)
                sheet = sheet.with_columns(pl.all().fill_null("")).with_row_index("row", 1).cast({"row": pl.Int64})
                yield Sheet(title, loaded.visible == "visible", sheet)
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise InputError(
            f"{name} is geen leesbare Excel-werkmap; het bestand is afgebroken of beschadigd.",
            "Open het bestand in Excel, bewaar het als .xlsx of CSV en lees het opnieuw in.",
        ) from error
    if not rows:
        raise InputError(f"{name} is leeg.", "Maak de export opnieuw en controleer of er rijen in staan.")


def excel_grid(rows: pl.DataFrame, header_at: int, header: Row | None = None) -> Grid:
    """The grid under the header row `header_at` (from 0) of a sheet, or under `header`, of which that row is the last."""
    header = header or rows.drop("row").row(header_at)
    return grid_under(rows.slice(header_at + 1), header, pl.DataFrame(schema=REFUSED))


def grid_under(frame: pl.DataFrame, header: Row, refused: pl.DataFrame) -> Grid:
    """The rows under a header as a grid: trimmed, without empty rows and repeated headers."""
    keys = unique_keys(header)
    text = frame.select(
        *(pl.col(f"c{place}").str.strip_chars().alias(key) for place, key in enumerate(keys)), pl.col("row")
    )
    cells = [pl.col(key) for key in keys]
    empty = pl.all_horizontal(cell == "" for cell in cells)
    repeated = pl.all_horizontal(cell == name.strip() for cell, name in zip(cells, header, strict=True))
    text = text.filter(~empty & ~repeated).with_columns(pl.when(cell != "").then(cell) for cell in cells)
    names = {key: name.strip() for key, name in zip(keys, header, strict=True)}
    return Grid(text, names, refused)
