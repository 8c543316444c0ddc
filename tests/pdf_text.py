"""The text of a PDF that Typst made, as a reader of the screen would hear it."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.S)
STREAM = re.compile(rb"(.*?)stream\r?\n(.*)\nendstream", re.S)
PIECE = re.compile(rb"/(f\d+) [\d.]+ Tf|(\()|\bET\b", re.S)
MARK = re.compile(rb"\\.|[()]", re.S)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
CODE = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")


def pages(pdf: bytes) -> list[str]:
    """The text of every page, in the order in which it is drawn; drawings that hold text included."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    letters = {number: _letters(objects, body) for number, body in objects.items() if b"/ToUnicode" in body}
    found = []
    for body in objects.values():
        if re.search(rb"/Type\s*/Page\b", body):
            fonts = {
                name.decode(): letters[int(number)]
                for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", _resources(objects, body))
            }
            content = re.search(rb"/Contents (\d+) 0 R", body)
            assert content
            found.append(_text(_stream(objects[int(content[1])]), fonts))
    return found


def squeezed(text: str) -> str:
    """Text without spaces and hyphens, to compare across broken lines and words."""
    return re.sub(r"[\s\u00a0\u00ad-]", "", text)


def _resources(objects: dict[int, bytes], page: bytes) -> bytes:
    named = re.search(rb"/Resources (\d+) 0 R", page)
    inside = objects[int(named[1])] if named else page
    fonts = re.search(rb"/Font (\d+) 0 R", inside)
    return objects[int(fonts[1])] if fonts else inside


def _stream(body: bytes) -> bytes:
    parts = STREAM.match(body)
    assert parts
    return zlib.decompress(parts[2]) if b"FlateDecode" in parts[1] else parts[2]


def _letters(objects: dict[int, bytes], font: bytes) -> dict[bytes, str]:
    """Code of two bytes -> the letters that it stands for."""
    number = re.search(rb"/ToUnicode (\d+) 0 R", font)
    assert number
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(said.decode()).decode("utf-16-be")
        for code, said in CODE.findall(_stream(objects[int(number[1])]))
    }


def _text(content: bytes, fonts: dict[str, dict[bytes, str]]) -> str:
    letters: dict[bytes, str] = {}
    said: list[str] = []
    place = 0
    while piece := PIECE.search(content, place):
        place = piece.end()
        if piece[1]:
            letters = fonts[piece[1].decode()]
        elif piece[2]:
            end = _end_of_string(content, place)
            codes = ESCAPE.sub(lambda m: _escaped(m[1]), content[place:end])
            said += [letters.get(codes[n : n + 2], "") for n in range(0, len(codes), 2)]
            place = end + 1
        else:
            said.append(" ")
    return "".join(said)


def _end_of_string(content: bytes, start: int) -> int:
    """The place of the bracket that closes a string; brackets inside come in pairs or are escaped."""
    depth = 1
    for mark in MARK.finditer(content, start):
        depth += {b"(": 1, b")": -1}.get(mark[0], 0)
        if not depth:
            return mark.start()
    raise AssertionError("a string without an end")


def _escaped(what: bytes) -> bytes:
    return bytes([int(what, 8)]) if what[:1].isdigit() else PLAIN.get(what, what)
