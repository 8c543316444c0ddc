"""A file to be read: its bytes, text, first rows and JSON, each made once and only when asked for."""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.csv_text import head_rows, read_csv_grid, read_headless_grid, sniff_delimiter
from pipelines.readers.decoding import decode, unwrap
from pipelines.readers.files import check_size, contents
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.readers.table import Grid, Row, excel_grid, read_excel_rows
from pipelines.readers.workbook import OLD_MARK, ZIP_MARK
from pipelines.readers.xml_elements import parse_xml, root_name

_JSON_START = re.compile(r"\s*[{\[]\s*[\"{\[\]}]")


def _looks_like_json(text: str) -> bool:
    return _JSON_START.match(text) is not None


class Source:
    """One input file. Every property raises InputError when the file cannot give it.

    `data` is the content of a file that stands nowhere on a disk, such as one from a browser; `lesson_times` are the
    lesson hour, first and last minute of the day, as far as the school says them itself.
    """

    def __init__(self, path: Path, data: bytes | None = None, lesson_times: LessonTimes = ()) -> None:
        self.path = path
        self.name = path.name
        self.lesson_times = lesson_times
        self._data = contents(path) if data is None else data
        check_size(self.name, len(self._data))
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
        return read_excel_rows(self._data, self.name)

    @cached_property
    def _delimiter(self) -> str:
        return sniff_delimiter(self.text)

    @cached_property
    def head(self) -> tuple[Row, ...]:
        """The first rows of a table; none for JSON and XML."""
        if self.is_excel:
            return tuple(self._sheet.drop("row").head(20).rows())
        return () if self.is_json or self.xml_root else head_rows(self.text, self._delimiter)

    def find_header(self, accept: Callable[[Row], bool]) -> int | None:
        """The place (from 0) of the first row that `accept` takes for the header, or None."""
        return next((place for place, row in enumerate(self.head) if any(row) and accept(row)), None)

    def grid(self, header_at: int) -> Grid:
        """All rows under the header."""
        if self.is_excel:
            return excel_grid(self._sheet, header_at)
        return read_csv_grid(self.text, self._delimiter, header_at, self.name)

    def headless_grid(self, header: Row) -> Grid:
        """All rows of a CSV file that has no header row, under the names given."""
        return read_headless_grid(self.text, self._delimiter, header, self.name)
