"""What is refused before it is read or opened: no file, no end, too large, or a workbook that asks for the impossible."""

import os
import socket
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.errors import InputError
from pipelines.readers import files, read_file, workbook
from pipelines.readers.table import read_sheets
from pipelines.readers.workbook import check_workbook

ROW = "Stamnr;Datum;Lesuur;Code\n1;07-09-2026;1;ziek\n"


def made(folder: Path, kind: str) -> Path:
    """Something at a path that is no file."""
    path = folder / "export.csv"
    if kind == "map":
        path.mkdir()
    elif kind == "FIFO":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(str(path))
    else:
        path.symlink_to("/dev/zero")
    return path


@pytest.mark.parametrize("kind", ["map", "FIFO", "socket", "apparaat"])
def test_what_is_no_file_is_named_and_not_read(tmp_path: Path, kind: str) -> None:
    with pytest.raises(InputError, match=f"export.csv is een .*{kind}.*, geen bestand") as error:
        read_file(made(tmp_path, kind))
    assert "Kies het exportbestand zelf" in error.value.remedy


def test_a_file_without_a_size_of_its_own_is_not_read_to_its_end() -> None:
    with pytest.raises(InputError, match="verandert nog, of heeft geen einde"):
        read_file(Path("/proc/self/maps"))


def test_a_link_to_a_file_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "echt.csv").write_text(ROW, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "echt.csv")
    assert read_file(tmp_path / "link.csv").rows_read == 1


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
@pytest.mark.parametrize("on_disk", [True, False])
def test_the_largest_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: int, refused: bool, on_disk: bool
) -> None:
    data = ROW.encode()
    monkeypatch.setattr(files, "LARGEST", len(data) - more)
    path = tmp_path / "export.csv"
    if on_disk:
        path.write_bytes(data)
    if refused:
        with pytest.raises(InputError, match="een export is ten hoogste"):
            read_file(path, data=None if on_disk else data)
    else:
        assert read_file(path, data=None if on_disk else data).rows_read == 1


def book(*cells: tuple[int, int, str], **parts: str | bytes) -> bytes:
    """A workbook with text in cells (row and column from 0), and parts of it replaced or added."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made_book:
        sheet = made_book.add_worksheet()
        for row, column, text in cells:
            sheet.write_string(row, column, text)
    return changed(out.getvalue(), lambda name, content: parts.pop(name, content), parts)


def changed(data: bytes, change: Callable[[str, bytes], str | bytes], more: dict[str, Any] | None = None) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
HEAD = '<worksheet xmlns="spreadsheet">'
FAR = '<c r="XFD1048576" t="n"><v>1</v></c>'
# A cell at the far end, written in every way that what opens a workbook understands.
ASKS_TOO_MUCH = {
    "ver weg": f'{HEAD}<sheetData><row r="1048576">{FAR}</row></sheetData></worksheet>',
    "klein genoemd": f'{HEAD}<dimension ref="A1:B2"/><sheetData><row r="1048576">{FAR}</row></sheetData></worksheet>',
    "voorvoegsel": f'{HEAD.replace("<worksheet xmlns", "<x:worksheet xmlns:x")}<x:sheetData><x:row r="1048576">'
    '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    "rij zonder cel": f'{HEAD}<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    "</sheetData></worksheet>",
    "in een attribuut": f"{HEAD}<sheetData><row r='9' x='>'><c x=\"/>\" r='XFD1048576'><v>1</v></c></row></sheetData>"
    "</worksheet>",
    "ontsnapt": f'{HEAD}<sheetData><row r="1048576"><c r="XF&#68;1048576"><v>1</v></c></row></sheetData></worksheet>',
    "tekst": f'{HEAD}<sheetData><row r="1"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    "</worksheet>",
    "andere wortel": f"{HEAD.replace('worksheet', 'a')}<sheetData><row>{FAR}</row></sheetData></a>",
}


@pytest.mark.parametrize("way", list(ASKS_TOO_MUCH))
def test_a_workbook_that_asks_for_too_much_is_not_opened(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("fastexcel.read_excel", lambda _: pytest.fail("opened"))
    data = book((0, 0, "x"), **{SHEET: ASKS_TOO_MUCH[way]})
    assert len(data) < 8_000
    with pytest.raises(InputError, match="te groot om te openen") as error:
        read_file(tmp_path / "export.xlsx", data=data)
    assert "bewaar haar als CSV" in error.value.remedy


def test_an_empty_cell_far_away_takes_no_room() -> None:
    content = f'{HEAD}<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576" ht="15"/>'
    data = book((0, 0, "x"), **{SHEET: content + "</sheetData></worksheet>"})
    assert next(read_sheets(data, "export.xlsx")).rows.shape == (1, 2)


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_most_cells_of_a_sheet(monkeypatch: pytest.MonkeyPatch, more: int, refused: bool) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 3 * 4 - more)
    data = book((0, 3, "x"), (2, 0, "y"))
    told_too_large(data, refused)


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_most_cells_of_all_sheets(monkeypatch: pytest.MonkeyPatch, more: int, refused: bool) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS_OF_ALL", 2 * 6 - more)
    sheet = f'{HEAD}<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    told_too_large(book((1, 2, "x"), **{"xl/worksheets/sheet2.xml": sheet}), refused)


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_most_text_counts_a_shared_text_in_every_cell(
    monkeypatch: pytest.MonkeyPatch, more: int, refused: bool
) -> None:
    monkeypatch.setattr(workbook, "MOST_TEXT", 3 * 10 - more)
    told_too_large(book(*((row, 0, "tien tekens"[:10]) for row in range(3))), refused)


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_most_parts(monkeypatch: pytest.MonkeyPatch, more: int, refused: bool) -> None:
    data = book((0, 0, "x"))
    parts = len(zipfile.ZipFile(BytesIO(data)).namelist())
    monkeypatch.setattr(workbook, "MOST_PARTS", parts - more)
    told_too_large(data, refused)


@pytest.mark.parametrize(("more", "refused"), [(-1, False), (0, False), (1, True)])
def test_the_most_that_may_be_unpacked(monkeypatch: pytest.MonkeyPatch, more: int, refused: bool) -> None:
    data = book((0, 0, "x"), **{"xl/media/image1.png": b"\0" * 100_000})
    unpacked = sum(part.file_size for part in zipfile.ZipFile(BytesIO(data)).infolist())
    assert len(data) < 10_000
    monkeypatch.setattr(workbook, "MOST_UNPACKED", unpacked - more)
    told_too_large(data, refused)


def told_too_large(data: bytes, refused: bool) -> None:
    if refused:
        with pytest.raises(InputError, match="te groot om te openen"):
            check_workbook(data, "export.xlsx")
    else:
        check_workbook(data, "export.xlsx")


def test_what_a_part_says_of_its_own_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "xl/media/image1.png"
    data = book((0, 0, "x"), **{name: b"\0" * 1_000_000})
    size = (1_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 500_000)
    told_too_large(data.replace(size, (10).to_bytes(4, "little")), True)


LAUGHS = '<!DOCTYPE a [<!ENTITY b "x">]>' + HEAD + "<sheetData/></worksheet>"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({SHEET: LAUGHS}, "te groot om te openen"),
        ({SHEET: HEAD}, "geen leesbare Excel-werkmap"),
        ({SHEET: f'{HEAD}<sheetData><row><c r="AAAA1"><v>1</v></c></row></sheetData></worksheet>'}, "geen leesbare"),
        ({"xl/media/image1.png": b"x<sheetData>"}, "geen leesbare Excel-werkmap"),
        ({"content.xml": "<office/>"}, "van het soort .xlsx"),
        ({"xl/workbook.bin": b"x"}, "van het soort .xlsx"),
    ],
)
def test_what_cannot_be_measured_is_refused(parts: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        check_workbook(book((0, 0, "x"), **parts), "export.xlsx")
    assert error.value.remedy


def test_other_archives_and_old_workbooks_are_refused_by_name(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("export.csv", ROW)
    with pytest.raises(InputError, match="is een zip-bestand"):
        read_file(tmp_path / "export.zip", data=out.getvalue())
    with pytest.raises(InputError, match=r"oude Excel-werkmap \(.xls\)") as error:
        read_file(tmp_path / "export.xls", data=b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    assert "zonder wachtwoord" in error.value.remedy
    with pytest.raises(InputError, match="geen leesbare"):
        read_file(tmp_path / "export.xlsx", data=out.getvalue()[:60])


def _zip_with(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "<x/>")
    return out.getvalue()


OLD_OFFICE = b"\xd0\xcf\x11\xe0" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("brief.pdf", b"%PDF-1.7\n", "een PDF"),
        ("brief.pdf", b"\n\n%PDF-1.7\n", "een PDF"),
        ("brief.docx", _zip_with("word/document.xml"), "een Word-bestand"),
        ("brief.doc", OLD_OFFICE + "WordDocument".encode("utf-16-le"), r"een oud Word-bestand \(.doc\)"),
        ("brief.rtf", b"{\\rtf1", r"een Word-bestand \(RTF\)"),
        ("dia.pptx", _zip_with("ppt/presentation.xml"), "een PowerPoint-bestand"),
        ("dia.ppt", OLD_OFFICE + "PowerPoint Document".encode("utf-16-le"), r"een oud PowerPoint-bestand \(.ppt\)"),
        ("foto.jpg", b"\xff\xd8\xff\xe0", "een afbeelding"),
        ("foto.png", b"\x89PNG\r\n", "een afbeelding"),
        ("foto.gif", b"GIF89a", "een afbeelding"),
        ("foto.webp", b"RIFF\0\0\0\0WEBPVP8 ", "een afbeelding"),
        ("foto.heic", b"\0\0\0\x18ftypheic", "een afbeelding"),
        ("scan.tif", b"II*\0\x08", "een afbeelding"),
    ],
)
def test_paper_and_pictures_say_that_they_are_not_read(name: str, data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=f"^{name} is {what}; dat wordt niet gelezen, ook niet voor een deel") as error:
        read_file(Path(name), data=data)
    assert "CSV of Excel" in error.value.remedy


def test_the_largest_sheet_is_read_whichever_it_is(tmp_path: Path) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made_book:
        made_book.add_worksheet("Uitleg").write_string(0, 0, "uitleg")
        sheet = made_book.add_worksheet("Lijst")
        for row, line in enumerate(ROW.splitlines()):
            for column, text in enumerate(line.split(";")):
                sheet.write_string(row, column, text)
        made_book.add_worksheet("Leeg")
    assert read_file(tmp_path / "export.xlsx", data=out.getvalue()).rows_read == 1


@pytest.mark.parametrize(
    ("cell", "refused"),
    [
        ('<c r="A1"><f>1+2</f></c>', True),
        ('<c r="A1"><f>1+2</f><v></v></c><c r="B1"><v>5</v></c>', True),
        ('<c r="A1"><f>1+2</f><v>3</v></c>', False),
        # An outcome may be an empty text.
        ('<c r="A1" t="str"><f>IF(1,"")</f><v></v></c>', False),
        ('<c r="A1"><v>3</v></c>', False),
    ],
)
def test_a_formula_without_its_outcome_is_no_empty_cell(cell: str, refused: bool) -> None:
    """As programs write it that do not reckon themselves."""
    sheet = f'{HEAD}<sheetData><row r="1">{cell}</row></sheetData></worksheet>'
    data = book((0, 0, "x"), **{SHEET: sheet})
    if not refused:
        check_workbook(data, "export.xlsx")
        return
    with pytest.raises(InputError, match=r"export\.xlsx heeft 1 formule zonder uitkomst"):
        check_workbook(data, "export.xlsx")
