"""Excel workbooks: row numbers as Excel shows them, the sheet with the table, empty workbooks."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import InputError

Read = Callable[..., Any]
SHEET = "xl/worksheets/sheet1.xml"


def changed_sheet(samples: Path, change: Callable[[str], str]) -> bytes:
    """The sample workbook with its sheet changed."""
    out = BytesIO()
    with zipfile.ZipFile(samples / "generiek_excel_nl_titelregels.xlsx") as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, change(content) if name == SHEET else content)
    return out.getvalue()


def test_row_numbers_count_empty_rows_at_the_top(samples: Path, read_bytes: Read) -> None:
    data = changed_sheet(samples, lambda sheet: re.sub(r'<row r="[12]">.*?</row>', "", sheet))
    rows = read_bytes(data, "export.xlsx").registrations["row"]
    assert rows.to_list() == list(range(5, 142))


def test_a_number_may_be_stored_as_text_or_float(samples: Path, read_bytes: Read) -> None:
    data = changed_sheet(samples, lambda sheet: sheet.replace("<v>101001</v>", "<v>101001.0</v>"))
    assert read_bytes(data, "export.xlsx").registrations["student_id"][0] == "101001"


def test_a_bad_cell_is_named_by_its_row(samples: Path, read_bytes: Read) -> None:
    data = changed_sheet(samples, lambda sheet: sheet.replace('<c r="H9"><v>6</v>', '<c r="H9"><v>15</v>'))
    result = read_bytes(data, "export.xlsx")
    assert result.refused.select("row", "column", "value").rows() == [(9, "Lesuur", "15")]


def test_an_empty_workbook_is_refused(samples: Path, read_bytes: Read) -> None:
    data = changed_sheet(samples, lambda sheet: re.sub("<sheetData>.*</sheetData>", "<sheetData/>", sheet))
    with pytest.raises(InputError, match="is leeg"):
        read_bytes(data, "export.xlsx")


def test_the_name_of_a_file_does_not_matter(samples: Path, read_bytes: Read) -> None:
    data = (samples / "generiek_excel_nl_titelregels.xlsx").read_bytes()
    assert read_bytes(data, "export.csv").kind == "generiek"
