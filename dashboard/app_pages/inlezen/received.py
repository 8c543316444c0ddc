"""Files as a browser sends them. They stay in memory: what never stood on a disk cannot stay behind on one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class Received(Protocol):
    """A file as the browser sends it."""

    @property
    def name(self) -> str: ...

    def getvalue(self) -> bytes: ...


@dataclass(frozen=True)
class Upload:
    """One received file; `digest` tells it from any other."""

    name: str
    data: bytes
    digest: str


def received(files: Sequence[Received]) -> tuple[Upload, ...]:
    """The files of an upload widget; the same content is taken once, whatever its name."""
    found = [Upload(_safe(f.name), f.getvalue(), hashlib.sha256(f.getvalue()).hexdigest()) for f in files]
    first = {upload.digest: upload for upload in reversed(found)}
    return tuple(upload for upload in found if first[upload.digest] is upload)


def by_path(uploads: Sequence[Upload]) -> dict[Path, bytes]:
    """The content of each file under a path of its own, at which nothing stands; two klassen may send one name."""
    return {Path(str(place)) / upload.name: upload.data for place, upload in enumerate(uploads)}


def _safe(name: str) -> str:
    """The last part of a name, which cannot lead out of a folder."""
    last = Path(name).name
    return "bestand" if last in {"", ".."} else last
