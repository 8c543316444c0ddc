"""A file to be read: its bytes, text, first rows and JSON, each made once and only when asked for."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.csv_text import head_rows, read_csv_grid, read_headless_grid, sniff_delimiter
from pipelines.readers.decoding import decode, unwrap
from pipelines.readers.files import check_size, contents
from pipelines.readers.first_bytes import refuse_bytes
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.readers.table import HEAD_ROWS, Grid, Row, Sheet, excel_grid, read_sheets
from pipelines.readers.workbook import OLD_MARK, ZIP_MARK
from pipelines.readers.xml_elements import parse_xml, root_name

_JSON_START = re.compile(r"\s*[{\[]\s*[\"{\[\]}]")


def _looks_like_json(text: str) -> bool:
    return _JSON_START.match(text) is not None


class Source:
    """One input file. Every property raises InputError when the file cannot give it.

    `data` is the content of a file that stands nowhere on a disk, such as one from a browser; `lesson_times` are the
    lesson hour, first and last minute of the day, as far as the school says them itself; `one_lesson` are the codes that
    happen in one lesson (a late, a sent-out, a forgotten book). A source may be one `sheet` of a workbook.
    """

    def __init__(
        self,
        path: Path,
        data: bytes | None = None,
        lesson_times: LessonTimes = (),
        one_lesson: frozenset[str] = frozenset(),
        sheet: Sheet | None = None,
    ) -> None:
        self.path = path
        self.name = path.name
        self.lesson_times = lesson_times
        self.one_lesson = one_lesson
        self.sheet = sheet.title if sheet else None
        self.is_visible = sheet is None or sheet.visible
        self._rows = sheet.rows if sheet else None
        self._data = contents(path) if data is None else data
        check_size(self.name, len(self._data))
        if sheet is None:
            refuse_bytes(self._data, self.name)
        self.is_excel = self._data.startswith((ZIP_MARK, OLD_MARK))

    @cached_property
    def text(self) -> str:
        """The whole text with `\\n` line ends. The bytes are let go: a big file is held once."""
        text = decode(self._data, self.name)
        self._data = b""
        return text if _looks_like_json(text) or root_name(text) else unwrap(text)

    @cached_property
    def is_json(self) -> bool:
        return not self.is_excel and _looks_like_json(self.text)

    @cached_property
    def json(self) -> Any:
        """The parsed document, or None when the file is no JSON. Raises InputError when it is cut off."""
        if not self.is_json:
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 1)
            raise InputError(
                f"{self.name}, regel {line}: dit JSON-bestand is afgebroken of beschadigd.",
                "Haal de gegevens opnieuw op en bewaar het volledige bestand.",
            ) from error

    @cached_property
    def xml_root(self) -> str | None:
        """The name of the root element without its namespace, or None when the file is no XML."""
        return None if self.is_excel or self.is_json else root_name(self.text)

    @cached_property
    def xml(self) -> ET.Element:
        """The parsed document. Raises InputError when it is cut off, no XML, or declares a document type."""
        return parse_xml(self.text, self.name)

    @cached_property
    def _sheet(self) -> pl.DataFrame:
        return self._rows if self._rows is not None else next(read_sheets(self._data, self.name)).rows

    def sheets(self) -> Iterator["Source"]:
        """A source per sheet of a workbook, hidden ones included; the file itself when it is none."""
        if not self.is_excel or self._rows is not None:
            yield self
            return
        for sheet in read_sheets(self._data, self.name):
            yield Source(self.path, b"PK\x03\x04", self.lesson_times, self.one_lesson, sheet)

    @cached_property
    def _delimiter(self) -> str:
        return sniff_delimiter(self.text)

    @cached_property
    def head(self) -> tuple[Row, ...]:
        """The first rows of a table; none for JSON and XML."""
        if self.is_excel:
            return tuple(self._sheet.drop("row").head(HEAD_ROWS).rows())
        return () if self.is_json or self.xml_root else head_rows(self.text, self._delimiter)

    def find_header(self, accept: Callable[[Row], bool]) -> int | None:
        """The place (from 0) of the first row that `accept` takes for the header, or None."""
        return next((place for place, row in enumerate(self.head) if any(row) and accept(row)), None)

    def grid(self, header_at: int, header: Row | None = None) -> Grid:
        """All rows under the header row, or under `header`, of which that row is the last."""
        if self.is_excel:
            return excel_grid(self._sheet, header_at, header)
        return read_csv_grid(self.text, self._delimiter, header_at, self.name, header)

    def rows_below(self, count: int) -> tuple[Row, ...]:
        """The first rows of a table, more of them than the header may be in."""
        if self.is_excel:
            return tuple(self._sheet.drop("row").head(count).rows())
        return () if self.is_json or self.xml_root else head_rows(self.text, self._delimiter, count)

    def headless_grid(self, header: Row) -> Grid:
        """All rows of a CSV file that has no header row, under the names given."""
        return read_headless_grid(self.text, self._delimiter, header, self.name)
