"""CSV text as a grid: the delimiter, the first rows, and all rows with their numbers."""

import csv
import io
from collections.abc import Iterable, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from pipelines.errors import InputError
from pipelines.readers.base import REFUSED, conform
from pipelines.readers.table import HEAD_ROWS, Grid, Row, column_names, grid_under

DELIMITERS = ";\t,|"
_HEAD_CHARACTERS = 200_000
_SNIFF_ROWS = 60
_AGAIN = "Maak de export opnieuw; staat er onder de tabel een totaalregel, verwijder die."


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the most columns, alike; title lines may hold others."""

    def columns_in_agreement(delimiter: str) -> int:
        widths = [len(row) for row in _head_records(text, delimiter, _SNIFF_ROWS)[0]]
        return max((width**2 * widths.count(width) for width in set(widths) if width > 1), default=0)

    return max(DELIMITERS, key=columns_in_agreement)


def head_rows(text: str, delimiter: str, count: int = HEAD_ROWS) -> tuple[Row, ...]:
    """The first rows of the file, in which the header must be."""
    return tuple(_head_records(text, delimiter, count)[0])


def _head_records(text: str, delimiter: str, limit: int = HEAD_ROWS) -> tuple[list[Row], list[int]]:
    """The first records, and for each the number of lines that end with it."""
    reader = csv.reader(io.StringIO(text[:_HEAD_CHARACTERS], newline="\n"), delimiter=delimiter)
    rows: list[Row] = []
    lines: list[int] = []
    try:
        for record in reader:
            rows.append(tuple(record))
            lines.append(reader.line_num)
            if len(rows) == limit:
                break
    except csv.Error:  # a quote that is never closed; reading the whole table names it
        pass
    return rows, lines


def read_csv_grid(text: str, delimiter: str, header_at: int, name: str, header: Row | None = None) -> Grid:
    """The grid under the header row `header_at` (from 0), or under `header`, of which that row is the last.

    Raises InputError when the file is cut off.
    """
    rows, lines = _head_records(text, delimiter)
    header, start = header or rows[header_at], 0
    for _ in range(lines[header_at]):
        start = text.find("\n", start) + 1 or len(text)
    return _grid(text[start:], delimiter, header, header_at + 2, name)


def read_headless_grid(text: str, delimiter: str, header: Row, name: str) -> Grid:
    """The grid of a file without a header row; `header` names its columns. Raises InputError when it is cut off."""
    return _grid(text, delimiter, header, 1, name)


def _grid(body: str, delimiter: str, header: Row, first_row: int, name: str) -> Grid:
    frame: pl.DataFrame | None = None
    ragged: list[tuple[int, Row]] = []
    if body.count('"') % 2 == 0:
        frame, ragged = _parse_fast(body, delimiter, len(header), first_row)
    if frame is None:
        frame, ragged = _parse_slowly(body, delimiter, len(header), first_row, name)
    frame, refused = _repaired(frame, ragged, header)
    _refuse_cut_off(body, refused, frame, name)
    return grid_under(frame, header, refused)


def _parse_fast(
    body: str, delimiter: str, width: int, first_row: int
) -> tuple[pl.DataFrame | None, list[tuple[int, Row]]]:
    """Arrow's parser: it hands over rows of a wrong length with their number instead of mending them."""
    ragged: list[tuple[int, Row]] = []

    def keep(row: arrow_csv.InvalidRow) -> str:
        cells = next(csv.reader(io.StringIO(row.text, newline="\n"), delimiter=delimiter), [])
        ragged.append((row.number + first_row - 1, tuple(cells)))
        return "skip"

    if not body.strip():
        return pl.DataFrame(schema={**dict.fromkeys(column_names(width), pl.String), "row": pl.Int64}), ragged
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(body.encode()),
            arrow_csv.ReadOptions(use_threads=False, column_names=column_names(width)),
            arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
            ),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(column_names(width), pa.string()), strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, csv.Error):
        return None, []
    frame = pl.DataFrame(table)
    skipped = {number for number, _ in ragged}
    numbers = pl.int_range(first_row, first_row + frame.height + len(ragged), eager=True).alias("row")
    if skipped:
        numbers = numbers.filter(~numbers.is_in(list(skipped)))
    return frame.with_columns(numbers), ragged


def _parse_slowly(
    body: str, delimiter: str, width: int, first_row: int, name: str
) -> tuple[pl.DataFrame, list[tuple[int, Row]]]:
    """Python's parser: it survives loose quotes inside a cell, and knows where a quote was never closed."""
    rows: list[Row] = []
    try:
        rows.extend(map(tuple, csv.reader(io.StringIO(body, newline="\n"), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        if "expected after" not in str(error):
            raise InputError(
                f"{name}, rij {first_row + len(rows)}: hier begint een aanhalingsteken dat nergens eindigt;"
                " het bestand is afgebroken of beschadigd.",
                _AGAIN,
            ) from error
        try:
            rows = [tuple(record) for record in csv.reader(io.StringIO(body, newline="\n"), delimiter=delimiter)]
        except csv.Error as worse:
            raise InputError(f"{name}: de aanhalingstekens kloppen niet.", _AGAIN) from worse
    numbered = [(number, row) for number, row in enumerate(rows, first_row) if row]
    ragged = [(number, row) for number, row in numbered if len(row) != width]
    return _frame(((number, row) for number, row in numbered if len(row) == width), width), ragged


def _frame(rows: Iterable[tuple[int, Row]], width: int) -> pl.DataFrame:
    schema = {**dict.fromkeys(column_names(width), pl.String), "row": pl.Int64}
    return pl.DataFrame([(*row, number) for number, row in rows], schema=schema, orient="row")


def _repaired(frame: pl.DataFrame, ragged: Sequence[tuple[int, Row]], header: Row) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that differ from the header only in empty cells at the end are whole; the others are refused.

    The cells of a refused row are not shown: without its columns any of them may be a remark or a BSN.
    """
    width, named = (len(header), max(place for place, name in enumerate(header, 1) if name.strip()))
    mended: list[tuple[int, Row]] = []
    refused = []
    for number, row in ragged:
        filled = max((place for place, cell in enumerate(row, 1) if cell.strip()), default=0)
        if filled <= width and len(row) >= named:
            mended.append((number, (*row, *[""] * width)[:width]))
        elif filled:
            reason = f"De rij heeft {len(row)} cellen, de kopregel {width}."
            remedy = "Herstel de rij in het bronbestand of maak de export opnieuw."
            refused.append((number, reason, remedy))
    if mended:
        frame = pl.concat([frame, _frame(mended, width)]).sort("row")
    named_ = {"row": pl.Int64, "reason": pl.String, "remedy": pl.String}
    return frame, conform(pl.DataFrame(refused, schema=named_, orient="row"), REFUSED)


def _refuse_cut_off(body: str, refused: pl.DataFrame, frame: pl.DataFrame, name: str) -> None:
    """A last row that is too short and has no line end is what a broken-off download looks like."""
    if body.endswith("\n") or not refused.height:
        return
    last = refused.row(-1, named=True)
    if last["row"] > (frame["row"].max() or 0):
        raise InputError(
            f"{name}, rij {last['row']}: het bestand houdt midden in een rij op; het is afgebroken.", _AGAIN
        )
