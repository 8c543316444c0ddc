"""The text of a PDF as a reader's program would find it, for the PDFs that this project prints."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*)\r?\nendstream", re.S)
# Brackets inside a text stand bare when they close again.
LETTERS = rb"(?:\\.|[^\\()])*"
for _ in range(4):
    LETTERS = rb"(?:\\.|[^\\()]|\(" + LETTERS + rb"\))*"
# What a part of the page says of itself, another font, letters between brackets, or the end of a text.
PART = re.compile(rb"/Span<<.*?>>BDC|/(f\d+) [\d.]+ Tf|\((" + LETTERS + rb")\)|(ET)", re.S)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, in the order in which it is read."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    tree = re.findall(rb"/Type/Pages.*?/Kids\s?\[(.*?)\]", pdf, re.S)
    numbers = [int(number) for kids in tree for number in re.findall(rb"(\d+) 0 R", kids)]
    return [_page(objects[number], objects) for number in numbers if b"/Contents" in objects[number]]


def squeezed(text: str) -> str:
    """Without what the setting of lines adds: spaces, hyphens, ends of lines, joints without width."""
    return re.sub(r"[\s\u00ad\u2010\u2060-]", "", text)


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    found = re.search(rb"/Resources (\d+) 0 R", page)
    resources = objects[int(found[1])] if found else page
    fonts = {
        name.decode(): _letters(objects[int(n)], objects) for name, n in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    contents = re.search(rb"/Contents (\d+) 0 R", page)
    assert contents
    letters: dict[bytes, str] = {}
    text = []
    for font, string, end in PART.findall(_stream(objects[int(contents[1])])):
        if font:
            letters = fonts[font.decode()]
        elif end:
            text.append(" ")
        else:
            codes = ESCAPE.sub(_unescaped, string)
            text += [letters[codes[place : place + 2]] for place in range(0, len(codes), 2)]
    return "".join(text)


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """Code of two bytes -> what it stands for."""
    found = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert found, "a font without letters cannot be read aloud"
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", _stream(objects[int(found[1])]))
    return {bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found
    return zlib.decompress(found[1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    escape = match[1]
    return bytes([int(escape, 8)]) if escape.isdigit() else NAMED.get(escape, escape)
