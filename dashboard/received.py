"""Files as a browser sends them, and the private folder in which they stand for as long as they are read."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
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


@contextmanager
def private_files(uploads: Sequence[Upload]) -> Iterator[list[Path]]:
    """The files in a folder that only this user can open, for as long as they are read."""
    with TemporaryDirectory(prefix="inlezen-") as folder:
        paths = []
        for place, upload in enumerate(uploads):
            path = Path(folder) / str(place) / upload.name  # two klassen may send files of the same name
            path.parent.mkdir(mode=0o700)
            path.write_bytes(upload.data)
            paths.append(path)
        yield paths


def _safe(name: str) -> str:
    """The last part of a name, which cannot lead out of a folder."""
    last = Path(name).name
    return "bestand" if last in {"", ".."} else last
