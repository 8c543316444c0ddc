"""Thousands of files with something wrong in them, of every kind: read or refused, never a fault of ours or much memory."""

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines.readers import ReadResult
from pipelines.readers.apart import Limits, look_apart
from pipelines.readers.base import CODES, FOLLOWUPS, LESSONS, PLACEMENTS, PUPILS, REGISTRATIONS, VACATIONS
from pipelines.readers.here import Asked, Refused
from pipelines.readers.values import FIRST_DATE, FIRST_HOUR, LAST_DATE, LAST_HOUR
from tests.shared import amount

SAMPLES = Path(__file__).parents[1] / "samples"
MOST = Limits(memory=600e6, seconds=600)
# Each block is read in one process; the blocks are spread over the workers of a run.
BLOCKS, FILES = amount(1, 8), amount(250, 20_000)
# What stands in cells that go wrong: other kinds of value, very long, very large, code, and signs that mean something.
CELLS = [
    *(
        "",
        " ",
        "nan",
        "None",
        "0",
        "-1",
        "99",
        "1e9",
        "1,5",
        "3.0",
        "10-2",
        "1 t/m 3",
        "#REF!",
        "=1+1",
        "'5",
        '"',
        '""',
        ";",
    ),
    *("31-02-2026", "01-13-2026", "9999-12-31", "0000-00-00", "46272,5", "99999999", "2026-09-07T22:00:00Z", "24:00"),
    *(
        "ja",
        "x",
        "null",
        "[]",
        "{}",
        "<b>",
        "\u0000",
        "\ufeff",
        "\u202e",
        "\U0001f600",
        "\u00e9" * 50,
        "9" * 400,
        "a" * 5_000,
    ),
]
# What a fault of ours, too much memory, and a process that ended are called.
FAULTS = ("liep vast", "meer dan", "stopte onverwacht", "nog niet gelezen")
SCHEMAS = {
    "registrations": REGISTRATIONS,
    "pupils": PUPILS,
    "placements": PLACEMENTS,
    "codes": CODES,
    "lessons": LESSONS,
    "vacations": VACATIONS,
    "followups": FOLLOWUPS,
}


@pytest.fixture(autouse=True)
def reading_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """These files are read in another process, of which the memory is watched; for small ones threads only cost."""
    monkeypatch.setenv("POLARS_MAX_THREADS", "1")


@cache
def bases() -> tuple[tuple[str, bytes], ...]:
    """A small file of every sample: text of many rows by its first ones."""
    files = []
    for path in sorted(
        p for p in SAMPLES.rglob("*") if p.suffix in (".csv", ".json", ".xml", ".xlsx", ".xls", ".ics", ".pdf")
    ):
        data = path.read_bytes()
        if path.suffix == ".csv":
            data = b"".join(data.splitlines(keepends=True)[:14])
        if len(data) < 12_000:
            files.append((path.name, data))
    return tuple(files)


def mangled(chance: random.Random, data: bytes) -> bytes:
    """The file with one to four things wrong with it."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return inside(chance, data)
    for _ in range(chance.randint(1, 4)):
        ways = (flipped, cut, doubled, without, cell, line, spelled_otherwise)
        data = chance.choice(ways)(chance, data) if data else data
    return data


def inside(chance: random.Random, data: bytes) -> bytes:
    """A workbook of which one of its parts is mangled, and packed again."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        names = book.namelist()
        wrong = chance.choice([name for name in names if "sheet" in name or "shared" in name] or names)
        for name in names:
            part = book.read(name)
            other.writestr(name, mangled(chance, part) if name == wrong else part)
    return out.getvalue()


def place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def flipped(chance: random.Random, data: bytes) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: place(chance, data)] if chance.random() < 0.5 else data[place(chance, data) :]


def doubled(chance: random.Random, data: bytes) -> bytes:
    first, last = sorted((place(chance, data), place(chance, data)))
    return data[:last] + data[first:last] * chance.choice([1, 2, 20]) + data[last:]


def without(chance: random.Random, data: bytes) -> bytes:
    at = place(chance, data)
    return data[:at] + data[at + chance.randint(1, 30) :]


def cell(chance: random.Random, data: bytes) -> bytes:
    """Another value where one stands: between two signs that part cells, keys or elements."""
    signs = [at for at, byte in enumerate(data) if byte in b';,\t|\n"<>:']
    if len(signs) < 2:
        return flipped(chance, data)
    at = chance.randrange(len(signs) - 1)
    return data[: signs[at] + 1] + chance.choice(CELLS).encode() + data[signs[at + 1] :]


def line(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], chance.choice([lines[one], b"\n", lines[other]])
    return b"".join(lines)


OTHERWISE: list[Callable[[bytes], bytes]] = [
    lambda text: text.decode("utf-8", "replace").encode("utf-16"),
    lambda text: b"\xef\xbb\xbf" + text,
    lambda text: text.replace(b";", b","),
    lambda text: text.replace(b"\n", b"\r"),
    lambda text: text.replace(b'"', b"'"),
    lambda text: text.upper(),
]


def spelled_otherwise(chance: random.Random, data: bytes) -> bytes:
    """Another alphabet, delimiter or line end than the rest of the file says."""
    return chance.choice(OTHERWISE)(data)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_whatever_is_wrong_is_read_or_refused(block: int) -> None:
    chance = random.Random(block)
    asked = []
    for number in range(FILES // BLOCKS):
        name, data = bases()[(number * BLOCKS + block) % len(bases())]
        wrong = mangled(chance, data)
        asked.append(Asked(Path(f"{number}-{name}"), data=wrong, one_lesson=frozenset({"L", "U"})))
    found = look_apart(asked, limits=MOST)
    for one, result in zip(asked, found, strict=True):
        if isinstance(result, Refused):
            assert one.path.name in result.error.what
            assert result.error.remedy
            faults = [word for word in FAULTS if word in result.error.what]
            assert faults == [], f"{one.path.name}: {result.error.__cause__}\n{one.data!r}"
        else:
            whole(result)
    # The mangles are not so wild that nothing is read any more, nor so mild that all is.
    read = sum(isinstance(result, ReadResult) for result in found)
    assert 0.2 < read / len(found) < 0.9


def whole(result: ReadResult) -> None:
    """What was read has what it cannot miss, within the bounds of a school."""
    for name, schema in SCHEMAS.items():
        frame = getattr(result, name)
        assert frame is None or dict(frame.schema) == {column: kind() for column, kind in schema.items()}
    assert result.refused.select("row", "reason", "remedy").null_count().row(0) == (0, 0, 0)
    if result.registrations is None:
        return
    rows = result.registrations
    assert rows.select("date", "code", "row").null_count().row(0) == (0, 0, 0)
    assert rows.filter(pl.col("student_id").is_null() & pl.col("leerling_id").is_null()).is_empty()
    hours = pl.col("hour_from").is_between(FIRST_HOUR, LAST_HOUR) & (pl.col("hour_from") <= pl.col("hour_to"))
    assert rows.filter(~hours.fill_null(pl.col("hour_to").is_null())).is_empty()
    assert rows.filter(~pl.col("date").is_between(FIRST_DATE, LAST_DATE)).is_empty()
