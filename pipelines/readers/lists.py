"""Opening a list with fixed column names: find its header, check its columns, give them canonical names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.errors import InputError
from pipelines.readers.header_words import header_key
from pipelines.readers.month_first import refuse_month_first
from pipelines.readers.own_fields import IGNORED, ignored_headers
from pipelines.readers.source import Source
from pipelines.readers.table import Grid, Row


@dataclass(frozen=True)
class Layout:
    """A fixed list. `signature` are the header keys that tell it from all other lists (one of each group).

    `columns` maps a canonical raw column to its header key; `required` are those it cannot miss.
    """

    signature: tuple[tuple[str, ...], ...]
    columns: Mapping[str, str]
    required: Sequence[str]

    def fits(self, row: Row) -> bool:
        """Whether a row of the file is the header of this list."""
        keys = {header_key(cell or "") for cell in row}
        return all(any(key in keys for key in group) for group in self.signature)

    def takes(self, chosen: Mapping[str, str]) -> bool:
        """Whether every chosen column (field -> header) is one that this list has."""
        return set(chosen) <= {*self.columns, IGNORED}

    def with_choice(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Field -> header key: the chosen ones, else those of the layout; a chosen or ignored column stands for nothing else."""
        keys = {name: header_key(header) for name, header in chosen.items() if name != IGNORED}
        taken = {*keys.values(), *(header_key(header) for header in ignored_headers(chosen))}
        return {name: key for name, key in self.columns.items() if key not in taken} | keys


@dataclass(frozen=True)
class OpenedList:
    """The rows of a list under canonical raw names, the headers of those columns, the rows refused so far."""

    raw: pl.DataFrame
    names: Mapping[str, str]
    refused: pl.DataFrame
    rows_read: int
    unused: tuple[str, ...]
    header: tuple[str, ...]


def open_list(source: Source, layout: Layout, chosen: Mapping[str, str] | None = None) -> OpenedList:
    """Reads the rows of a list; `chosen` (field -> header) goes before the names of the layout.

    Raises InputError when it lacks its header or a required column.
    """
    place = source.find_header(layout.fits)
    if place is None:
        raise InputError(
            f"{source.name}: de kopregel van deze lijst staat niet in de eerste twintig rijen.",
            f"Verwacht worden de kolommen {_joined(layout.columns.values())}. Klopt het soort bestand?",
        )
    grid = source.grid(place)
    columns = layout.with_choice(chosen or {})
    missing = [columns.get(name, name) for name in layout.required if columns.get(name) not in grid.headers]
    if missing:
        raise InputError(
            f"{source.name}, rij {place + 1}: kolom {_joined(missing)} ontbreekt;"
            f" gevonden zijn {_joined(grid.headers.values())}.",
            "Maak de export opnieuw met alle kolommen van de lijst.",
        )
    opened = renamed(grid, columns)
    refuse_month_first(opened.raw, opened.names, source.name)
    return opened


def renamed(grid: Grid, columns: Mapping[str, str]) -> OpenedList:
    """The columns of a grid under their canonical names; columns not asked for end here."""
    present = {name: key for name, key in columns.items() if key in grid.headers}
    raw = grid.frame.select(*(pl.col(key).alias(name) for name, key in present.items()), "row")
    unused = tuple(name for key, name in grid.headers.items() if name and key not in present.values())
    names = {name: grid.headers[key] for name, key in present.items()}
    header = tuple(name for name in grid.headers.values() if name)
    return OpenedList(raw, names, grid.refused, grid.rows_read, unused, header)


def _joined(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
