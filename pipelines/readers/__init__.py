"""Readers: one per source format, all giving the same canonical frames; recognised by content."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol, cast

from pipelines.errors import InputError, UsageError
from pipelines.readers import (
    agenda,
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
    own_pupils,
    pars,
    somtoday_absentiemeldingen,
    somtoday_connect,
    somtoday_overzicht,
    somtoday_waarnemingen,
    zermelo,
)
from pipelines.readers.base import Progress, ReadResult
from pipelines.readers.header_words import header_digest
from pipelines.readers.lesson_clock import LessonTimes
from pipelines.readers.lists import Layout
from pipelines.readers.magister_leerlingen import EXPORT, LEERLINGEN, LESPERIODE, MENTOREN
from pipelines.readers.magister_verantwoordingen import VERANTWOORDINGEN, VERANTWOORDINGEN_2
from pipelines.readers.named_refusals import refuse_table, refuse_text, unknown
from pipelines.readers.not_importable import refuse_known
from pipelines.readers.sheets import read_workbook, with_doubles_told
from pipelines.readers.source import Source
from pipelines.readers.whole_table import refuse_attendance_matrix, second_row

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


class ListReader(Reader, Protocol):
    """A list of which columns can be pointed at."""

    @property
    def layout(self) -> Layout: ...

    def read(
        self, source: Source, progress: Progress | None = None, chosen: Mapping[str, str] | None = None
    ) -> ReadResult: ...


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
    agenda,
    edexml,
    ed_fi,
    own_pupils,
    generic,
)


def read_file(
    path: Path,
    kind: str | None = None,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    data: bytes | None = None,
    lesson_times: LessonTimes = (),
    one_lesson: frozenset[str] = frozenset(),
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> ReadResult:
    """Reads a file as `kind`, or as what it is recognised to be; `data`, `lesson_times` and `one_lesson` as in `Source`.

    Every sheet of a workbook that is recognised is read; the others are named. `mapping` (canonical raw column -> header,
    see generic_headers) points at columns of a table whose headers do not tell what they are; an empty one says that they
    do. Without it the choice is that of `remembered`, by the `header_digest` of the header row.
    Raises InputError when the file is refused as a whole, UsageError for an unknown kind or mapping.
    """
    source = Source(path, data, lesson_times, one_lesson)
    chosen = _named(kind) if kind is not None else None
    if not source.is_excel:
        return with_doubles_told(_chosen(source, chosen, progress, mapping, remembered or {}))
    return with_doubles_told(
        read_workbook(source, lambda sheet: _chosen(sheet, chosen, progress, mapping, remembered or {}))
    )


def _chosen(
    source: Source,
    reader: Reader | None,
    progress: Progress | None,
    mapping: Mapping[str, str] | None,
    remembered: Mapping[str, Mapping[str, str]],
) -> ReadResult:
    applied: Mapping[str, str] = {}
    if mapping is None and remembered:
        below = (*source.head[1:], None)
        heads = [(row, second_row(row, next_)) for row, next_ in zip(source.head, below, strict=True)]
        found = (remembered.get(header_digest(row)) for rows in heads for row in rows if row)
        applied = next((choice for choice in found if choice), {})
    return replace(_read(source, reader, progress, mapping or applied), applied=applied)


def _read(source: Source, reader: Reader | None, progress: Progress | None, mapping: Mapping[str, str]) -> ReadResult:
    if mapping:
        of_list = _list_reader(source, reader)
        if of_list and of_list.layout.takes(mapping):
            return of_list.read(source, progress, mapping)
        pupils = reader is own_pupils or own_pupils.holds_pupils(source, mapping)
        return own_pupils.read(source, progress, mapping) if pupils else generic.read(source, progress, mapping)
    return (reader or _recognised(source)).read(source, progress)


def _list_reader(source: Source, reader: Reader | None) -> ListReader | None:
    """The reader of a list with column names of its own, when the file is one."""
    known = (reader,) if reader else READERS
    lists = [each for each in known if isinstance(getattr(each, "layout", None), Layout)]
    return next((cast(ListReader, each) for each in lists if reader or each.recognise(source)), None)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that a column of such a file can be said to be; none for a file without columns of names."""
    reader = _named(kind)
    layout = getattr(reader, "layout", None)
    if isinstance(layout, Layout):
        return tuple(layout.columns)
    return {own_pupils.kind: own_pupils.FIELDS, generic.kind: generic.FIELDS}.get(kind, ())


def recognise(source: Source) -> Reader:
    """The reader for a file, or for the first sheet of a workbook that is recognised.

    Raises InputError for an empty, unreadable or unknown file, and for mere totals.
    """
    if not source.is_excel:
        return _recognised(source)
    refusal: InputError | None = None
    for sheet in source.sheets():
        try:
            return _recognised(sheet)
        except InputError as error:
            refusal = refusal or error
    raise refusal or unknown(source)


def _recognised(source: Source) -> Reader:
    refuse_known(source)
    refuse_text(source)
    refuse_attendance_matrix(source.head, source.name)
    for reader in READERS:
        if reader.recognise(source):
            return reader
    refuse_table(source)
    raise unknown(source)


def _named(kind: str) -> Reader:
    for reader in READERS:
        if reader.kind == kind:
            return reader
    raise UsageError(
        f"Het soort bestand '{kind}' bestaat niet.", "Kies uit: " + ", ".join(reader.kind for reader in READERS) + "."
    )
