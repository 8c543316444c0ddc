"""How large an Excel workbook really is, found by streaming through it, before anything opens it as a whole.

What reads workbooks asks for memory for every cell between the first and the last one, and believes what a file says
about itself: a few hundred bytes can ask for more than any computer has.
"""

import lzma
import zipfile
import zlib
from functools import cache
from io import BytesIO
from typing import Any
from xml.parsers import expat

from pipelines.errors import InputError

ZIP_MARK, OLD_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CHUNK = 1 << 20
MOST_PARTS = 2_000
MOST_UNPACKED = 600_000_000
# Between the first and the last cell of one sheet, and of all sheets: the year of the largest school is a third of it.
MOST_CELLS, MOST_CELLS_OF_ALL = 10_000_000, 50_000_000
# Characters of all cells together; a text may be written once and stand in every cell.
MOST_TEXT = 500_000_000
# The elements that hold a value of a cell, or a shared text.
TEXTS = frozenset({"v", "is", "si"})
# What no part may hold that is not read as XML, or cells could hide in it.
CELLS = b"sheetData"
SHEETS = ("worksheet", "chartsheet", "dialogsheet")
AS_XLSX = "Open het bestand in Excel en bewaar het zonder wachtwoord als .xlsx of CSV."


class _Part:
    """What one XML part of a workbook holds, gathered while it streams by.

    `root` is its outermost element; `texts` the length of each shared text; `height` and `width` reach to the last cell
    that is filled, from the first row and column on; `written` counts the characters of its cells, `untold` its formulas
    of which no outcome was kept: those would be read as empty.
    """

    def __init__(self, shared: list[int]) -> None:
        self.root = ""
        self.texts: list[int] = []
        self.height = self.width = self.written = 0
        self.untold = 0
        self._shared = shared
        self._row = self._column = self._length = 0
        self._is_shared = self._formula = self._told = False
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = self._entity

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            place = attributes.get("r")
            if place is None:
                self._column += 1
            else:
                letters = place.rstrip("0123456789")
                self._row, self._column = int(place[len(letters) :]), _column(letters)
            self._is_shared, self._formula = attributes.get("t") == "s", False
            self._told = attributes.get("t") == "str"  # the outcome may be an empty text
        elif name == "f":
            self._formula = True
        elif name in TEXTS:
            self._text = []
            if name != "si" and (self._row > self.height or self._column > self.width):
                self.height, self.width = max(self.height, self._row), max(self.width, self._column)
                if self.height * self.width > MOST_CELLS:
                    raise _TooLargeError
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = 0
        elif not self.root:
            self.root = name

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._formula and name.rpartition(":")[2] == "c":
            self.untold += not self._told
        if self._text is None or name.rpartition(":")[2] not in TEXTS:
            return
        text, self._text = "".join(self._text), None
        self._told = self._told or bool(text)
        if self._is_shared:
            place = int(text)
            self.written += self._shared[place] if 0 <= place < len(self._shared) else 0
        elif name.endswith("si"):
            self.texts.append(len(text))
        else:
            self.written += len(text)
        if self.written > MOST_TEXT:
            raise _TooLargeError

    def _entity(self, *_: Any) -> None:
        raise _TooLargeError


class _TooLargeError(Exception):
    """More than a workbook of a school can hold."""


def check_workbook(data: bytes, name: str) -> None:
    """Raises InputError for a workbook that is too large to open, is damaged, or is of a kind that cannot be measured."""
    if data.startswith(OLD_MARK):
        raise InputError(f"{name} is een oude Excel-werkmap (.xls), of een werkmap met een wachtwoord.", AS_XLSX)
    try:
        with zipfile.ZipFile(BytesIO(data)) as book:
            _check(book, name)
    except _TooLargeError:
        raise InputError(
            f"{name} is te groot om te openen: uitgepakt is het meer dan een school kan exporteren, of er staat ver naast "
            "of onder de tabel nog een gevulde cel.",
            "Kopieer alleen de tabel naar een nieuwe werkmap, of bewaar haar als CSV, en lees die in.",
        ) from None
    except (
        zipfile.BadZipFile,
        # Packed parts that make no sense: each way of packing has an error of its own.
        zlib.error,
        lzma.LZMAError,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        EOFError,
    ) as error:
        raise InputError(
            f"{name} is geen leesbare Excel-werkmap; het bestand is afgebroken of beschadigd.",
            "Open het bestand in Excel, bewaar het als .xlsx of CSV en lees het opnieuw in.",
        ) from error


def _check(book: zipfile.ZipFile, name: str) -> None:
    parts = book.infolist()
    if len(parts) > MOST_PARTS:
        raise _TooLargeError
    names = {part.filename.lower() for part in parts}
    if "content.xml" in names or "xl/workbook.bin" in names or "xl/workbook.xml" not in names:
        raise InputError(f"{name} is geen Excel-werkmap van het soort .xlsx.", AS_XLSX)
    left, shared = MOST_UNPACKED, list[int]()
    sheets: list[_Part] = []
    # The shared texts first: the sheets point at them.
    for part in sorted(parts, key=lambda each: not each.filename.lower().endswith("sharedstrings.xml")):
        if part.filename.lower().endswith((".xml", ".rels")):
            found = _Part(shared)
            left = _stream(book, part, left, found)
            shared = shared or found.texts
            # Whatever a part calls itself: what holds cells can be opened as a sheet.
            sheets += [found] * (found.root in SHEETS or found.height > 0)
        else:
            left = _stream(book, part, left, None)
    if untold := sum(each.untold for each in sheets):
        raise InputError(
            f"{name} heeft {untold} {'formule' if untold == 1 else 'formules'} zonder uitkomst; wat daar staat, is onbekend.",
            "Open het bestand in Excel, bewaar het (dan worden de uitkomsten berekend) en lees het opnieuw in.",
        )
    if sum(each.written for each in sheets) > MOST_TEXT:
        raise _TooLargeError
    if max((each.height * each.width for each in sheets), default=0) * len(sheets) > MOST_CELLS_OF_ALL:
        raise _TooLargeError


def _stream(book: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, found: _Part | None) -> int:
    """Unpacks a part piece by piece; how much may still be unpacked. What a part says of its own size is not believed."""
    part.file_size = left + CHUNK + 1
    end = b""
    with book.open(part) as stream:
        while piece := stream.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise _TooLargeError
            if found:
                found.parser.Parse(piece, False)
            elif CELLS in end + piece:
                raise ValueError(part.filename)
            end = piece[-len(CELLS) :]
    if found:
        found.parser.Parse(b"", True)
    return left


@cache
def _column(letters: str) -> int:
    """The number of a column, from 1: `B` is 2. Raises ValueError for what is no column of a sheet."""
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha():
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
