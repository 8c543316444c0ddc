"""What tests share: made once a run, by whichever worker needs it first, and copied for who writes in it.

`make test` and `make long` differ here too: `amount` says how many examples, kills or worlds are tried.
"""

import os
import shutil
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pytest
from filelock import FileLock

T = TypeVar("T")

FOLDER = "VERZUIMBEELD_TESTS_FOLDER"
LONG = bool(os.environ.get("VERZUIMBEELD_LONG"))
BLOCK = 1 << 16


def amount(short: int, long: int) -> int:
    """How many are tried: a few in `make test`, many in `make long`."""
    return long if LONG else short


def some(values: Iterable[T], *short: T) -> list[Any]:
    """Values for `parametrize`: `short` in `make test` too, the others in `make long` only; a tuple is a row of them."""
    rows = {value: value if isinstance(value, tuple) else (value,) for value in values}
    return [pytest.param(*row, marks=() if value in short else pytest.mark.long) for value, row in rows.items()]


def once(name: str, make: Callable[[Path], object]) -> Path:
    """The folder of that name, which `make` fills when nobody did in this run. Only to be read: see `copied`."""
    place = Path(os.environ[FOLDER]) / name
    with FileLock(f"{place}.lock"):
        if not place.exists():
            half = place.with_name(f"{name}.half")
            shutil.rmtree(half, ignore_errors=True)
            half.mkdir()
            make(half)
            half.rename(place)
    return place


def copied(made: Path, folder: Path) -> Path:
    """The folder with a copy of all that was made, as private as it was."""
    shutil.copytree(made, folder, dirs_exist_ok=True, copy_function=_copy)
    return folder


def key(*what: object) -> str:
    """A short name for what is made of these."""
    return sha256(repr(what).encode()).hexdigest()[:16]


def _copy(source: str, target: str) -> None:
    """A copy with its mode and times; a small database is nearly all zeros, which take no room."""
    with Path(source).open("rb") as old, Path(target).open("wb") as new:
        while block := old.read(BLOCK):
            if block == bytes(len(block)):
                new.seek(len(block), os.SEEK_CUR)
            else:
                new.write(block)
        new.truncate()
    shutil.copystat(source, target)
