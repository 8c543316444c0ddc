"""A backup: a zip file with what a school would miss, and `manifest.json` behind it with the digest of every part.

In it stand the settings, who may see what, what was imported, the notes, own protocols and letters, and the logs. Not the
built figures, which follow from these, and not the keys, which are outside the workspace on purpose.
"""

import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, TypeVar
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from pipelines.errors import InputError
from pipelines.models.program import UNKNOWN, program_version
from pipelines.store.durable import sync
from pipelines.store.lock import PARTS
from pipelines.trouble import full

MANIFEST = "manifest.json"
# Goes up with every change that an older program would not understand.
FORMAT = 2
# What a part may be called: none of these leaves the folder, whatever the file says.
PART = re.compile(
    r"(school|toegang)\.toml|notes\.sqlite|(protocols|brieven)/[^/\\:\x00-\x1f]{1,200}\.toml"
    r"|audit/(notes|[\w-]{1,80}\.jsonl)|(scholen/[a-z0-9][a-z0-9-]{0,59}/)?store/\d{6,12}/[a-z_]{1,40}\.(parquet|json)"
)
MOST_MANIFEST = 16_000_000
BLOCK = 1 << 20
_BROKEN = (
    BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
)
Parts = Iterable[tuple[str, bytes]]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Contents:
    """What a backup says of itself: moment (UTC), version of the program, the folders of the stores in force (none before the
    first import) and of every part its size in bytes and sha256."""

    made: datetime
    program: str
    stores: frozenset[str]
    parts: Mapping[str, tuple[int, str]]


def write(file: IO[bytes], parts: Parts, stores: Mapping[str, int]) -> int:
    """Writes the parts and the manifest, with the store in force of each school; how many parts.

    The file need not be one that can be gone back in.
    """
    told: dict[str, dict[str, object]] = {}
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name, data in parts:
            packed.writestr(_entry(name), data)
            told[name] = {"bytes": len(data), "sha256": sha256(data).hexdigest()}
        made = datetime.now(UTC).isoformat(timespec="seconds")
        content = {"format": FORMAT, "made": made, "program": program_version(), "stores": dict(stores), "files": told}
        packed.writestr(_entry(MANIFEST), json.dumps(content, ensure_ascii=False, indent=1))
    return len(told)


def _entry(name: str) -> ZipInfo:
    moment = datetime.now().astimezone()
    entry = ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def unpack(path: Path, folder: Path, shown: Path) -> Contents:
    """Writes the parts of a backup into an empty folder, each held against its size and digest; `shown` is its name.

    Raises InputError for what is no whole backup, or one of a newer program; OSError when the disk does not take it.
    """
    try:
        with path.open("rb") as file, _read(lambda: ZipFile(file)) as packed:
            found = _read(lambda: _contents(packed, shown))
            if sum(size for size, _ in found.parts.values()) > shutil.disk_usage(folder).free:
                raise full(folder)
            for name, (size, digest) in found.parts.items():
                _write(packed, name, folder / name, size, digest)
    except _BROKEN as error:
        raise _damaged(shown) from error
    return found


def _contents(packed: ZipFile, shown: Path) -> Contents:
    entries = packed.infolist()
    names = [entry.filename for entry in entries]
    if names.count(MANIFEST) != 1 or packed.getinfo(MANIFEST).file_size > MOST_MANIFEST:
        raise InputError(
            f"{shown} is geen reservekopie van dit programma.", "Geef een bestand dat 'backup' heeft gemaakt."
        )
    told = json.loads(packed.read(MANIFEST))
    written, program = int(told["format"]), str(told["program"])
    if written > FORMAT or _is_newer(program):
        raise InputError(
            f"{shown} is gemaakt door een nieuwere versie van het programma ({program}); dit is {program_version()}. "
            "Er is niets veranderd.",
            "Zet het terug met die versie van het programma of een latere.",
        )
    parts = {str(name): (int(part["bytes"]), str(part["sha256"])) for name, part in told["files"].items()}
    odd = [name for name in [*parts, *names] if name != MANIFEST and not PART.fullmatch(name)]
    # Two names that are one on a disk that does not tell capitals apart are no less odd.
    doubled = len({name.casefold() for name in names}) != len(names)
    same = sorted(parts) == sorted(name for name in names if name != MANIFEST)
    sizes = all(packed.getinfo(name).file_size == size for name, (size, _) in parts.items() if name in names)
    stores = _stores(told, written)
    stored = {name.rpartition("/")[0] for name in parts if re.search(r"(^|/)store/", name)} == stores
    if odd or doubled or not (same and sizes and stored) or "school.toml" not in parts:
        raise InputError(
            f"{shown} bevat niet precies wat er volgens zijn eigen lijst in staat"
            f"{': ' + repr(odd[0]) if odd else ''}. Er is niets veranderd.",
            "Gebruik een andere reservekopie: met deze is iets gebeurd nadat zij is gemaakt.",
        )
    return Contents(datetime.fromisoformat(told["made"]), program, stores, parts)


def _stores(told: Mapping[str, Any], written: int) -> frozenset[str]:
    """The folders of the stores in force; the first format had one store of all schools."""
    if written == 1:
        return frozenset() if told["store"] is None else frozenset({f"store/{int(told['store']):06d}"})
    return frozenset(f"{PARTS}/{school}/store/{int(number):06d}" for school, number in told["stores"].items())


def _write(packed: ZipFile, name: str, place: Path, size: int, digest: str) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    found, left = sha256(), size
    with _read(lambda: packed.open(name)) as source, place.open("xb") as target:
        while block := _read(partial(source.read, min(BLOCK, left + 1))):
            left -= len(block)
            if left < 0:
                raise BadZipFile(name)
            found.update(block)
            target.write(block)
    if left or found.hexdigest() != digest:
        raise BadZipFile(name)
    sync(place)


def _read(reading: Callable[[], Read]) -> Read:
    """What is read of a backup: what is damaged there may complain in words of a disk, and a disk that is full is another."""
    try:
        return reading()
    except OSError as error:
        raise BadZipFile(str(error)) from error


def _is_newer(program: str) -> bool:
    """Whether a version is later than ours; one that cannot be compared is judged by the format alone."""
    own = program_version()
    if UNKNOWN in (own, program):
        return False
    return _numbers(program) > _numbers(own)


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)[:3]]


def _damaged(shown: Path) -> InputError:
    return InputError(
        f"{shown} is geen hele reservekopie: een deel ontbreekt of is beschadigd. Er is niets veranderd.",
        "Haal het bestand opnieuw op, of gebruik een andere reservekopie.",
    )
