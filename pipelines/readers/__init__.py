"""Readers: one per source format, all giving the same canonical frames; recognised by content."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pipelines.errors import InputError, UsageError
from pipelines.readers import (
    ed_fi,
    edexml,
    eduarte,
    generic,
    magister_absentieredenen,
    magister_absenties,
    magister_browser,
    magister_m6,
    magister_terugkomers,
    magister_zoeken,
    pars,
    somtoday_absentiemeldingen,
    somtoday_connect,
    somtoday_overzicht,
    somtoday_waarnemingen,
    zermelo,
)
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.readers.magister_leerlingen import EXPORT, LEERLINGEN, LESPERIODE, MENTOREN
from pipelines.readers.magister_verantwoordingen import VERANTWOORDINGEN, VERANTWOORDINGEN_2
from pipelines.readers.not_importable import refuse_known
from pipelines.readers.source import Source

__all__ = ["READERS", "ReadResult", "Reader", "read_file", "recognise"]


class Reader(Protocol):
    """One source format.

    Both raise InputError: `recognise` only when the file cannot be read at all, `read`
    also when the file as a whole is unusable."""

    @property
    def kind(self) -> str: ...

    @property
    def title(self) -> str: ...

    def recognise(self, source: Source) -> bool: ...

    def read(self, source: Source, progress: Progress | None = None) -> ReadResult: ...


# In the order of recognition: the generic importer comes last, because it accepts the most.
READERS: tuple[Reader, ...] = (
    VERANTWOORDINGEN,
    VERANTWOORDINGEN_2,
    magister_absentieredenen,
    LEERLINGEN,
    MENTOREN,
    EXPORT,
    LESPERIODE,
    magister_absenties,
    magister_m6.LEERLING,
    magister_m6.DAG,
    magister_zoeken,
    magister_browser,
    magister_terugkomers,
    somtoday_absentiemeldingen,
    somtoday_waarnemingen,
    somtoday_overzicht,
    somtoday_connect,
    eduarte.MELDINGEN,
    eduarte.WAARNEMINGEN,
    pars,
    zermelo.AFSPRAKEN,
    zermelo.VAKANTIES,
    edexml,
    ed_fi,
    generic,
)


def read_file(
    path: Path,
    kind: str | None = None,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    data: bytes | None = None,
    lesson_times: LessonTimes = (),
) -> ReadResult:
    """Reads a file as `kind`, or as what it is recognised to be; `data` and `lesson_times` as in `Source`.

    `mapping` (canonical raw column -> header, see generic_headers) reads a table with unknown headers.
    Raises InputError when the file is refused as a whole, UsageError for an unknown kind or mapping.
    """
    source = Source(path, data, lesson_times)
    if mapping is not None:
        return generic.read_mapped(source, mapping, progress)
    reader = recognise(source) if kind is None else _named(kind)
    return reader.read(source, progress)


def recognise(source: Source) -> Reader:
    """The reader for a file. Raises InputError for an empty, unreadable or unknown file, and for mere totals."""
    refuse_known(source)
    for reader in READERS:
        if reader.recognise(source):
            return reader
    raise InputError(
        f"{source.name}: dit soort bestand wordt niet herkend.",
        "Ingelezen kunnen worden: " + "; ".join(reader.title for reader in READERS) + ".",
    )


def _named(kind: str) -> Reader:
    for reader in READERS:
        if reader.kind == kind:
            return reader
    raise UsageError(
        f"Het soort bestand '{kind}' bestaat niet.", "Kies uit: " + ", ".join(reader.kind for reader in READERS) + "."
    )
